"""Riders and drivers of a recorded day: as they were where nothing differs, else as the model says."""

from __future__ import annotations

import pytest

from dispatch.domain.events import Asked, PromiseMade
from simulations.measures import measure
from simulations.recorded.replaying import ready_to_replay
from simulations.variants.variant import Variant
from tests.simulations.recorded.days import a_recorded_day, namioka


def usual(*changes: str) -> Variant:
    return namioka(*changes)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_nothing_changed_the_very_day_comes_about(seed: int) -> None:
    recorded = a_recorded_day(namioka(), seed)
    (day,) = ready_to_replay([recorded], namioka())
    assert day.unchanged.events == recorded.events
    assert day.changed is None


def test_everybody_asks_who_asked_and_nobody_else_first() -> None:
    recorded = a_recorded_day(namioka("fleet.vehicles=2", "snow.level=heavy_snow"), 3)
    (day,) = ready_to_replay([recorded], namioka("fleet.vehicles=5"))
    assert day.changed is not None
    then = {day.read.asked[e.request.request_id].need for e in recorded.events if isinstance(e, Asked)}
    now = {day.changed.asked[e.request.request_id].need for e in day.changed.events if isinstance(e, Asked)}
    assert now == then


def test_more_vehicles_serve_those_who_were_refused() -> None:
    recorded = a_recorded_day(namioka("fleet.vehicles=2", "snow.level=heavy_snow"), 3)
    (day,) = ready_to_replay([recorded], namioka("fleet.vehicles=5"))
    assert day.changed is not None
    before, after = measure(day.unchanged), measure(day.changed)
    assert (before.get_value("unmet_needs") or 0) > (after.get_value("unmet_needs") or 0)
    assert (before.get_value("passengers") or 0) < (after.get_value("passengers") or 0)


def test_the_same_replay_twice_is_the_same_to_the_event() -> None:
    recorded = a_recorded_day(namioka(), 2)
    (one,) = ready_to_replay([recorded], namioka("rules.max_wait_min=15"))
    (two,) = ready_to_replay([recorded], namioka("rules.max_wait_min=15"))
    assert one.changed is not None
    assert two.changed is not None
    assert one.changed.events == two.changed.events


def test_whoever_is_offered_what_was_recorded_takes_what_they_took() -> None:
    recorded = a_recorded_day(namioka(), 1)
    (day,) = ready_to_replay([recorded], namioka("fleet.vehicles=4"))
    assert day.changed is not None
    wanted = {e.promise.request_id for e in recorded.events if isinstance(e, PromiseMade)}
    got = {e.promise.request_id for e in day.changed.events if isinstance(e, PromiseMade)}
    assert wanted <= got, "one vehicle more takes nobody's ride away on this day"


def test_demand_is_a_fact_and_no_setting() -> None:
    with pytest.raises(ValueError, match=r"demand\.growth=2: who asks is recorded"):
        ready_to_replay([a_recorded_day(namioka(), 1)], namioka("demand.growth=2"))
