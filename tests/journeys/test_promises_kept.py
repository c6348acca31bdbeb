"""Days at double demand on the demo service: no decision breaks a promise, one seed gives one day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from dispatch.domain.events import Event, PromiseMade, RouteChanged, VisitBegun
from dispatch.domain.request import RideLimits
from dispatch.domain.route import VisitKind
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import MemoryJournal, fold
from gtfs.service import Service, read_service
from simulations.runner import replay
from simulations.scenario import scenario_of_service

NAMIOKA = Path(__file__).resolve().parents[2] / "examples" / "namioka"
DEMO_DATE = date(2026, 12, 2)
DOUBLE = 164


@pytest.fixture(scope="module")
def namioka() -> Service:
    return read_service(NAMIOKA)


def replay_day(service: Service, on: date, seed: int) -> list[Event]:
    """The events of a day at double demand; a promise broken by a decision would stop the run."""
    journal = MemoryJournal()
    replay(scenario_of_service(service, on=on, seed=seed, riders=DOUBLE), journal)
    return list(journal.read())


def check_day(events: list[Event]) -> None:
    """Every board visit ever planned lies inside its promise, or after it only once reality was late."""
    limits: dict[str, RideLimits] = {}
    for event in events:
        if isinstance(event, PromiseMade):
            limits[event.promise.ride_id] = event.promise.limits
        elif isinstance(event, RouteChanged):
            for visit in event.route.visits:
                if visit.kind is VisitKind.BOARD and visit.ride_id in limits:
                    assert visit.begin_s >= limits[visit.ride_id].pickup.from_s
        elif isinstance(event, VisitBegun) and event.kind is VisitKind.BOARD and event.ride_id:
            assert event.at_s >= limits[event.ride_id].pickup.from_s, "a vehicle left before it promised"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_at_double_demand_keeps_what_was_promised(namioka: Service, seed: int) -> None:
    events = replay_day(namioka, DEMO_DATE, seed)
    assert sum(isinstance(event, PromiseMade) for event in events) > 60
    check_day(events)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(1, 6))
def test_twenty_days_at_double_demand_keep_what_was_promised(namioka: Service, seed: int) -> None:
    month = [DEMO_DATE + timedelta(days=n) for n in range(28)]
    weekdays = [on for on in month if on.weekday() < 5]
    assert len(weekdays) == 20
    for on in weekdays:
        check_day(replay_day(namioka, on, seed))


def test_the_same_seed_gives_the_same_day_to_the_byte(namioka: Service) -> None:
    days = [
        [json.dumps(event_to_json(event), ensure_ascii=False) for event in replay_day(namioka, DEMO_DATE, 3)]
        for _ in range(2)
    ]
    assert days[0] == days[1]


def test_a_journal_read_back_leads_to_the_same_day(namioka: Service) -> None:
    journal = MemoryJournal()
    replay(scenario_of_service(namioka, on=DEMO_DATE, seed=4), journal)
    events = list(journal.read())
    assert [event_from_json(event_to_json(event)) for event in events] == events
    day = fold(events)
    assert len(day.vehicles) == 3
    assert not any(state.aboard for state in day.vehicles.values()), "everybody was brought home"
