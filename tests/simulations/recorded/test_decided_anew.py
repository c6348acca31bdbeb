"""A recorded day, told again what it was told, is decided event for event as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.domain.commands import Command
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import ChangeConditions, DelayVehicle, ReturnVehicle, WithdrawVehicle
from dispatch.domain.events import DayOpened, OffersMade, PromiseMade
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.journal import MemoryJournal
from simulations.recorded.decided_anew import decide_anew
from simulations.recorded.on_ground import scenario_on_record
from simulations.recorded.recorded_day import recorded_day
from simulations.runner import replay
from simulations.variants.ground import scenario_of
from tests.simulations.recorded.days import DAY, a_recorded_day, namioka

SERVICES = [
    (),
    ("dispatch.repair=100", "dispatch.improvement=100"),
    ("snow.level=heavy_snow",),
    ("dispatch.batch_s=30",),
    ("dispatch.positioning=expected_demand",),
    ("fleet.vehicles=2", "rules.pickup_window_min=20", "service.hours=7:00-19:00"),
]


@pytest.mark.parametrize("changes", SERVICES, ids=lambda changes: ",".join(changes) or "as it is")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_simulated_day_is_decided_as_it_was(changes: tuple[str, ...], seed: int) -> None:
    service = namioka(*changes)
    recorded = a_recorded_day(service, seed)
    anew = decide_anew(recorded, scenario_on_record(recorded, service))
    assert anew.difference is None
    assert anew.events == anew.of == len(recorded.events) > 500


@pytest.mark.parametrize("seed", [1, 2])
def test_so_is_a_day_on_which_much_goes_wrong(seed: int) -> None:
    service = namioka("dispatch.repair=50")
    scenario = scenario_of(service, DAY, seed)
    first, second = (vehicle.vehicle_id for vehicle in scenario.vehicles[:2])
    snow = Conditions("雪", speed=0.75, dwell=1.5)
    disruptions: list[tuple[int, Command]] = [
        (10 * HOUR_S, WithdrawVehicle(first, "engine trouble")),
        (12 * HOUR_S, ChangeConditions(snow, "heavy snow")),
        (13 * HOUR_S, DelayVehicle(second, 20 * MINUTE_S, "stuck in snow")),
        (14 * HOUR_S, ReturnVehicle(first, "repaired")),
        (16 * HOUR_S, ChangeConditions(None, "roads are cleared")),
    ]
    made = replay(scenario, MemoryJournal(), disruptions=disruptions)
    recorded = recorded_day(made.events, "a bad day", seed)
    assert decide_anew(recorded, scenario_on_record(recorded, service)).whole


def test_where_the_engine_decides_otherwise_the_first_such_event_is_told() -> None:
    recorded = a_recorded_day(namioka(), 1)
    other = decide_anew(recorded, scenario_on_record(recorded, namioka("rules.pickup_window_min=20")))
    assert not other.whole
    assert other.difference is not None
    assert isinstance(other.difference.recorded, OffersMade)
    assert isinstance(other.difference.decided, OffersMade)
    assert recorded.events[other.difference.number - 1] == other.difference.recorded


def test_a_promise_that_no_offer_leads_to_is_not_decided_again() -> None:
    recorded = a_recorded_day(namioka(), 1)
    n, made = next((n, e) for n, e in enumerate(recorded.events) if isinstance(e, PromiseMade))
    forged = replace(made, promise=replace(made.promise, party=replace(made.promise.party, seats=7)))
    events = (*recorded.events[:n], forged, *recorded.events[n + 1 :])
    anew = decide_anew(replace(recorded, events=events), scenario_on_record(recorded, namioka()))
    assert anew.events == n
    assert anew.difference is not None
    assert anew.difference.decided is None


def test_a_day_is_decided_on_the_fleet_with_which_it_was_opened() -> None:
    recorded = a_recorded_day(namioka("fleet.vehicles=4"), 1)
    assert isinstance(recorded.events[0], DayOpened)
    assert decide_anew(recorded, scenario_on_record(recorded, namioka())).whole
