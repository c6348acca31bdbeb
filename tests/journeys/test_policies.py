"""Whole days with policies: every promise kept, the same seed the same day, and none changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.events import Event, RouteChanged, VisitBegun
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.route import VisitKind
from dispatch.engine.event_codec import event_to_json
from dispatch.engine.journal import MemoryJournal, fold
from dispatch.engine.strategy import Strategy
from dispatch.policy.positioning import Standing
from dispatch.travel.travel_times import TravelTimes
from gtfs.service import Service, read_service
from gtfs.service_words import parse_dispatch
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service
from tests.journeys.test_promises_kept import NAMIOKA, check_day

ALL_AT_ONCE = "positioning=expected_demand,anticipation=sampled_riders,repair=100,improvement=100,batch_s=20"


@pytest.fixture(scope="module")
def namioka() -> Service:
    return read_service(NAMIOKA)


@dataclass
class Restless:
    """Sends idle vehicles anywhere, often: a policy that could not care less about promises."""

    places: int
    rng: np.random.Generator
    every_s: int = 60
    asked: list[int] = field(default_factory=list)

    def waiting_places(
        self, fleet: Sequence[Standing], travel: TravelTimes, now_s: int
    ) -> Mapping[VehicleId, PlaceIndex]:
        self.asked.append(now_s)
        return {one.vehicle_id: PlaceIndex(int(self.rng.integers(self.places))) for one in fleet}


def events_of(scenario: Scenario) -> list[Event]:
    journal = MemoryJournal()
    replay(scenario, journal)
    return list(journal.read())


def as_text(events: list[Event]) -> list[str]:
    return [json.dumps(event_to_json(event), ensure_ascii=False) for event in events]


def chosen(service: Service, words: str, seed: int, riders: int | None = None) -> Scenario:
    return scenario_of_service(replace(service, dispatch=parse_dispatch(words)), seed=seed, riders=riders)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_fleet_sent_anywhere_keeps_every_promise(seed: int) -> None:
    """A promise broken by a decision would stop the run."""
    scenario = scenario_of_service(read_service(NAMIOKA), seed=seed, riders=120)
    restless = Restless(len(scenario.places), np.random.default_rng(seed))
    events = events_of(replace(scenario, strategy=Strategy(positioning=restless)))
    check_day(events)
    sent = [e for e in events if isinstance(e, RouteChanged) and e.route.visits[0].kind is VisitKind.WAIT]
    assert sent
    assert restless.asked
    for event in sent:
        assert all(visit.kind is not VisitKind.WAIT for visit in event.route.visits[1:])
    last = fold(events)
    assert not any(state.aboard for state in last.vehicles.values())
    for state in last.vehicles.values():
        assert state.place == state.vehicle.shift.end, "everybody came home from waiting"


def test_nobody_is_put_off_when_a_reserve_comes_back_while_a_vehicle_waits(namioka: Service) -> None:
    """That day a route that ran late recovers: its next rider would be fetched later, waiting or not."""
    positioned = replace(namioka, dispatch=parse_dispatch("positioning=expected_demand"))
    check_day(events_of(scenario_of_service(positioned, on=date(2026, 12, 20), seed=2)))


@pytest.mark.parametrize(
    "words", ["positioning=expected_demand", "anticipation=sampled_riders", "batch_s=20"]
)
def test_each_policy_changes_the_day_and_keeps_its_promises(namioka: Service, words: str) -> None:
    events = events_of(chosen(namioka, words, 1, riders=120))
    check_day(events)
    assert as_text(events) != as_text(events_of(chosen(namioka, "", 1, riders=120)))
    waits = [e for e in events if isinstance(e, VisitBegun) and e.kind is VisitKind.WAIT]
    assert bool(waits) is words.startswith("positioning")


def test_the_same_seed_with_every_policy_gives_the_same_day_to_the_byte(namioka: Service) -> None:
    days = [as_text(events_of(chosen(namioka, ALL_AT_ONCE, 2))) for _ in range(2)]
    assert days[0] == days[1]


def test_none_of_the_policies_is_the_plain_day_to_the_byte(namioka: Service) -> None:
    plain = scenario_of_service(namioka, seed=3)
    none = chosen(namioka, "positioning=none,anticipation=none,batch_s=0", 3)
    assert as_text(events_of(none)) == as_text(events_of(plain))


@pytest.mark.parametrize("words", ["repair=200", "improvement=300", "repair=100,improvement=100"])
@pytest.mark.parametrize("seed", [1, 2])
def test_rearranging_a_crowded_day_keeps_every_promise(namioka: Service, seed: int, words: str) -> None:
    """Rides change the vehicle so that others fit, or so that everybody drives less."""
    events = events_of(chosen(namioka, words, seed, riders=220))
    check_day(events)
    carried: dict[str, VehicleId] = {}
    changes = 0
    for event in events:
        if isinstance(event, RouteChanged):
            for ride_id in event.route.ride_ids():
                changes += carried.get(ride_id, event.route.vehicle_id) != event.route.vehicle_id
                carried[ride_id] = event.route.vehicle_id
    assert changes
