"""Who would have taken another offer: a default that records overrule, and never more for a worse offer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.recorded.choice import USUALLY_TAKEN, ChoiceModel, learn_choices, list_choices
from simulations.recorded.read_day import read_day
from simulations.variants.ground import scenario_of
from tests.simulations.recorded.days import DAY, a_recorded_day, namioka

PLACES = scenario_of(namioka(), DAY, 1).places


@pytest.fixture(scope="module")
def of_nothing() -> ChoiceModel:
    return learn_choices([])


@pytest.mark.parametrize("instead", [False, True])
def test_without_records_the_model_is_the_stated_default(of_nothing: ChoiceModel, instead: bool) -> None:
    for shift_min, share in USUALLY_TAKEN[instead].items():
        assert of_nothing.likelihood(60 * shift_min, instead=instead) == pytest.approx(share, abs=0.12)
    assert of_nothing.choices == 0


@settings(max_examples=50, deadline=None)
@given(near=st.integers(0, 7200), farther=st.integers(0, 7200), instead=st.booleans())
def test_nobody_likes_an_offer_better_for_being_farther_from_the_wish(
    near: int, farther: int, instead: bool
) -> None:
    model = ChoiceModel(2.0, -1.5, -1.0, 0.4, 0)
    assert model.likelihood(near, instead=instead) >= model.likelihood(near + farther, instead=instead)


def test_many_records_overrule_the_default(of_nothing: ChoiceModel) -> None:
    """Simulated riders decline all offers more than 45 minutes away: so does the model, having seen some."""
    days = [read_day(a_recorded_day(namioka("snow.level=snow"), seed), PLACES) for seed in range(1, 6)]
    learnt = learn_choices(days)
    seen = [each for day in days for each in list_choices(day.facts.attempts.values())]
    assert learnt.choices == len(seen) > 300
    assert learnt.likelihood(0, instead=False) > 0.95
    assert learnt.likelihood(70 * 60, instead=False) < of_nothing.likelihood(70 * 60, instead=False)
    assert learnt.thinks_s == pytest.approx(52, abs=10), "they think 15 to 90 s"
