"""Riders who walk to stops, and riders who are fetched at their door all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dispatch.domain.place import PlaceKind
from dispatch.domain.reason import Reason
from dispatch.domain.request import WishKind
from dispatch.engine.journal import MemoryJournal
from simulations.measures.history import read_history
from simulations.runner import replay
from simulations.scenario import Scenario
from simulations.variants.from_stops import from_stops
from simulations.variants.ground import door_to_door
from simulations.variants.variant import variant_of
from tests.gtfs.service_folders import a_service_folder

ON = date(2019, 6, 5)


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    folder = a_service_folder(tmp_path / "town")
    return door_to_door(variant_of(folder, ["demand.riders_per_day=40", "rules.walk_max_m=5000"]), ON, 2)


def test_who_can_walk_rides_from_stop_to_stop(scenario: Scenario) -> None:
    walked = from_stops(scenario)
    for before, after in zip(scenario.arrivals, walked.arrivals, strict=True):
        kinds = {walked.places[place].kind for place in (after.request.origin, after.request.destination)}
        if before.request.door_needed:
            assert after == before
        else:
            assert kinds == {PlaceKind.POLE}
            later = before.request.wish_kind is WishKind.DEPART_AFTER
            shift_s = after.request.wish_s - before.request.wish_s
            assert shift_s >= 0 if later else shift_s <= 0
            assert after.asked_s == before.asked_s


def test_who_has_no_stop_within_the_walk_is_refused_unless_the_door_is_needed(scenario: Scenario) -> None:
    near = replace(scenario, walkable={}, rules=replace(scenario.rules, walk_max_m=0))
    inquiries = read_history(replay(from_stops(near), MemoryJournal())).inquiries
    assert inquiries
    for one in inquiries:
        refused = one.refusal is not None and one.refusal.reason is Reason.NO_PLACE_NEAR
        assert refused != one.request.door_needed
    assert any(one.request.door_needed and one.bookings for one in inquiries)
