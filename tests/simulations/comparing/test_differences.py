"""What may be said of paired days: never more than they show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.comparing.differences import difference_of, differences_of, with_chance_of_all
from simulations.comparing.verdicts import NOT_SHOWN, in_short, verdict
from simulations.measures.definitions import DEFINITIONS

FIGURE = DEFINITIONS[0]
FIRST = date(2026, 12, 2)


def days_of(by_date: list[list[float]], a: float = 50.0) -> list[tuple[date, float, float]]:
    """Pairs of days of which B is so much more than A, by date and seed."""
    return [(FIRST + timedelta(n), a, a + more) for n, of_date in enumerate(by_date) for more in of_date]


def test_the_interval_is_students_over_the_means_of_dates() -> None:
    one = difference_of(FIGURE, days_of([[1, 3], [2, 2], [3, 3], [0, 0]]))
    # means of dates 2, 2, 3, 0: mean 1.75, sd 1.2583, t(3) at 97.5 % is 3.18245
    assert one.difference == pytest.approx(1.75)
    assert one.low == pytest.approx(1.75 - 3.18245 * 1.25831 / 2, rel=1e-4)
    assert one.high == pytest.approx(1.75 + 3.18245 * 1.25831 / 2, rel=1e-4)
    assert (one.pairs, one.units) == (8, 4)


def test_seeds_of_one_date_are_no_more_independent_than_they_are() -> None:
    few = difference_of(FIGURE, days_of([[1.0], [3.0], [-2.0]]))
    many = difference_of(FIGURE, days_of([[1.0] * 50, [3.0] * 50, [-2.0] * 50]))
    assert (few.low, few.high) == pytest.approx((many.low, many.high))


def test_of_a_single_date_its_seeds_are_the_units() -> None:
    one = difference_of(FIGURE, days_of([[1.0, 2.0, 3.0]]))
    assert one.units == 3
    assert one.low is not None


def test_a_single_day_shows_nothing() -> None:
    (one,) = with_chance_of_all([difference_of(FIGURE, days_of([[5.0]]))])
    assert one.low is None
    assert not one.shown
    assert "Too few days" in verdict(one, 0).en


def test_days_on_which_a_side_has_no_figure_are_left_out_and_counted() -> None:
    one = difference_of(FIGURE, [*days_of([[1.0], [2.0]]), (FIRST, None, 3.0), (FIRST, 3.0, None)])
    assert one.pairs == 2
    nothing = difference_of(FIGURE, [(FIRST, None, 3.0)])
    assert nothing.difference is None
    assert "no day" in verdict(nothing, 0).en


def test_what_is_the_same_on_every_day_differs_by_no_chance() -> None:
    (same,) = with_chance_of_all([difference_of(FIGURE, days_of([[0.0]] * 10))])
    assert not same.shown
    assert verdict(same, 1).en == "The same on every day"
    (more,) = with_chance_of_all([difference_of(FIGURE, days_of([[1.0]] * 10))])
    assert more.shown
    (twice,) = with_chance_of_all([difference_of(FIGURE, days_of([[1.0]] * 2))])
    assert not twice.shown, "two days may well agree by chance"


def test_one_figure_of_many_that_looks_different_is_not_called_so() -> None:
    rng = np.random.default_rng(1)
    noise = [difference_of(FIGURE, days_of([[x] for x in rng.normal(size=8)])) for _ in range(40)]
    looks = difference_of(FIGURE, days_of([[x] for x in (1.0, 2.0, 0.5, 1.5, 2.5, -0.2, 0.1, 0.9)]))
    assert looks.p is not None
    assert looks.p < 0.05
    *_, told = with_chance_of_all([*noise, looks])
    assert told.seems
    assert not told.shown
    assert verdict(told, 41).en.startswith(NOT_SHOWN.en)
    assert in_short(told).en == "not shown*"


def test_services_that_are_alike_differ_in_no_figure_in_94_of_100_comparisons() -> None:
    """Figures go together, days have effects of their own, seeds share them: as in life."""
    rng = np.random.default_rng(7)
    figures, silent, tries = DEFINITIONS[:40], 0, 150
    for _ in range(tries):
        of_day, of_seed = rng.standard_t(4, (10, 1, len(figures))), rng.normal(size=(10, 2, len(figures)))
        together = 0.7 * rng.normal(size=(10, 1, 1))
        moved = of_day + of_seed + together
        days = [
            (n, dict.fromkeys(codes, 0.0), dict(zip(codes, moved[n, seed], strict=True)))
            for codes in [[one.code for one in figures]]
            for n in range(10)
            for seed in range(2)
        ]
        silent += not any(one.shown for one in differences_of(figures, days))
    assert silent >= 0.94 * tries


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_looking_at_all_figures_never_makes_one_likelier(chances: list[float]) -> None:
    one = difference_of(FIGURE, days_of([[1.0], [2.0]]))
    told = with_chance_of_all([replace(one, p=p) for p in chances])
    raised = [(each.p, each.p_of_all) for each in told]
    assert all(p is not None and all_ is not None and p <= all_ <= 1 for p, all_ in raised)
    in_order = sorted(raised, key=lambda pair: pair[0] or 0)
    assert [all_ for _, all_ in in_order] == sorted(all_ for _, all_ in in_order if all_ is not None)
