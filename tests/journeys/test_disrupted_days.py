"""A day on the demo service on which much goes wrong: nobody is forgotten, and amended promises are kept."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import Command
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    PromiseAmended,
    ReturnVehicle,
    RideUnassigned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, PromiseMade, RideCancelled, RiderNoShow, VisitDone
from dispatch.domain.fleet import VehicleId
from dispatch.domain.route import VisitKind
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import MemoryJournal, fold
from gtfs.service import Service, read_service
from simulations.runner import replay
from simulations.scenario import scenario_of_service
from tests.journeys.test_promises_kept import DEMO_DATE, NAMIOKA

SNOW = Conditions("雪", speed=0.75, dwell=1.5)


@pytest.fixture(scope="module")
def namioka() -> Service:
    return read_service(NAMIOKA)


def a_day_with(service: Service, seed: int, *disruptions: tuple[int, Command]) -> list[Event]:
    journal = MemoryJournal()
    replay(scenario_of_service(service, on=DEMO_DATE, seed=seed, riders=82), journal, disruptions=disruptions)
    return list(journal.read())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_breakdown_then_snow_then_a_delay_and_everybody_is_carried_or_called(
    namioka: Service, seed: int
) -> None:
    first, second = (vehicle.vehicle_id for vehicle in namioka.vehicles[:2])
    events = a_day_with(
        namioka,
        seed,
        (10 * HOUR_S + 1800, WithdrawVehicle(first, "engine trouble")),
        (12 * HOUR_S, ChangeConditions(SNOW, "heavy snow")),
        (13 * HOUR_S, DelayVehicle(second, 20 * MINUTE_S, "stuck in snow")),
        (14 * HOUR_S, ReturnVehicle(first, "repaired")),
        (16 * HOUR_S, ChangeConditions(None, "roads are cleared")),
    )
    day = fold(event_from_json(event_to_json(event)) for event in events)
    assert not day.promises
    assert not any(state.aboard for state in day.vehicles.values()), "everybody was brought home"
    promised = {event.promise.ride_id for event in events if isinstance(event, PromiseMade)}
    over = {
        event.ride_id
        for event in events
        if isinstance(event, RideCancelled | RiderNoShow)
        or (isinstance(event, VisitDone) and event.kind is VisitKind.ALIGHT)
    }
    assert promised == over | set(day.unassigned), "nobody is forgotten"
    assert [event for event in events if isinstance(event, PromiseAmended | RideUnassigned)]


def test_without_disruptions_nothing_is_ever_amended(namioka: Service) -> None:
    events = a_day_with(namioka, 1)
    assert not [e for e in events if isinstance(e, PromiseAmended | RideUnassigned | VehicleWithdrawn)]


def test_a_withdrawn_vehicle_stays_where_it_is(namioka: Service) -> None:
    van = VehicleId(namioka.vehicles[0].vehicle_id)
    events = a_day_with(namioka, 4, (11 * HOUR_S, WithdrawVehicle(van, "flat tyre")))
    at = next(n for n, event in enumerate(events) if isinstance(event, VehicleWithdrawn))
    later = events[at + 1 :]
    assert not [event for event in later if getattr(event, "vehicle_id", None) == van]
