"""Promises that the service took back count as broken; whoever changes a ride is promised another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import CallCause, ChangeConditions, WithdrawVehicle
from dispatch.domain.events import VisitDone
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.journal import MemoryJournal, fold
from gtfs.service_changes import parse_changes
from gtfs.service_snow import SnowLevel
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.measures.history import read_history
from simulations.runner import replay
from simulations.tables import write_tables
from simulations.variants.ground import scenario_of, service_of
from simulations.variants.variant import Variant
from tests.api.conftest import NAMIOKA
from tests.simulations.made_up_days import CLINIC, EIGHT, STATION, MadeUpDay, Van

NINE, TEN = 9 * HOUR_S, 10 * HOUR_S
KEPT = ("promise_kept", "promise_kept_vehicle", "promise_kept_as_told")


def kept(record: DayRecord) -> tuple[float | None, ...]:
    """In percent: by the promise as made, by the vehicle, as told last."""
    measures = measure(record)
    return tuple(measures.get_value(code) for code in KEPT)


def a_ride(day: MadeUpDay, van: Van, name: str, pickup_s: int) -> None:
    """Fetched and set down as promised."""
    day.ask(name, STATION, CLINIC, pickup_s)
    day.promise(name, van.name, pickup_s)
    carry(van, name, pickup_s)


def carry(van: Van, name: str, at_s: int) -> None:
    van.drive(STATION)
    van.visit(VisitKind.BOARD, name, not_before_s=at_s)
    van.drive(CLINIC)
    van.visit(VisitKind.ALIGHT, name, lasts_s=30)


@pytest.fixture
def day() -> MadeUpDay:
    return MadeUpDay()


@pytest.fixture
def van(day: MadeUpDay) -> Van:
    """Carried one rider as promised; another is promised a ride at ten."""
    van = day.van("van-1")
    a_ride(day, van, "before", EIGHT)
    day.ask("waiting", STATION, CLINIC, TEN)
    day.promise("waiting", "van-1", TEN)
    return van


@pytest.mark.usefixtures("van")
def test_whom_a_breakdown_leaves_behind_was_not_kept_the_promise(day: MadeUpDay) -> None:
    day.leave_behind("waiting", NINE)
    assert kept(day.record("van-1")) == (50, 50, 50)


@pytest.mark.parametrize("cancels", [False, True])
def test_who_is_stranded_on_the_way_was_neither_served_nor_kept_the_promise(
    day: MadeUpDay, van: Van, cancels: bool
) -> None:
    van.drive(STATION)
    van.visit(VisitKind.BOARD, "waiting", not_before_s=TEN)
    day.leave_behind("waiting", TEN + MINUTE_S, CallCause.STRANDED)
    if cancels:
        day.cancel("waiting", TEN + 2 * MINUTE_S)
    record = day.record("van-1")
    assert kept(record) == (50, 50, 50)
    outcomes = {each.request.request_id: each.outcome for each in read_history(record).inquiries}
    assert outcomes == {"before": "served", "waiting": "cancelled"}


def test_who_is_found_another_vehicle_is_judged_by_the_ride(day: MadeUpDay, van: Van) -> None:
    day.leave_behind("waiting", NINE)
    day.find_vehicle("waiting", "van-1", NINE + MINUTE_S)
    carry(van, "waiting", TEN)
    assert kept(day.record("van-1")) == (100, 100, 100)


@pytest.mark.usefixtures("van")
def test_the_last_word_counts(day: MadeUpDay) -> None:
    day.leave_behind("waiting", NINE)
    day.find_vehicle("waiting", "van-1", NINE + MINUTE_S)
    day.leave_behind("waiting", NINE + 2 * MINUTE_S)
    assert kept(day.record("van-1")) == (50, 50, 50)


@pytest.mark.usefixtures("van")
def test_a_ride_given_up_by_the_rider_is_not_the_operators_doing(day: MadeUpDay) -> None:
    day.cancel("waiting", TEN + MINUTE_S)
    record = day.record("van-1")
    assert kept(record) == (100, 100, 100)
    assert measure(record).get_value("late_cancel_rate") == 50


@pytest.mark.usefixtures("van")
def test_who_cancels_because_nobody_can_come_was_not_kept_the_promise(day: MadeUpDay, tmp_path: Path) -> None:
    day.leave_behind("waiting", NINE)
    day.cancel("waiting", TEN + MINUTE_S)
    record = day.record("van-1")
    assert kept(record) == (50, 50, 50)
    assert measure(record).get_value("late_cancel_rate") == 0
    write_tables(record, tmp_path)
    waiting = pd.read_csv(tmp_path / "requests.csv").set_index("request_id").loc["waiting"]
    assert (waiting.undone_s, waiting.cancelled_s, waiting.outcome) == (NINE, TEN + MINUTE_S, "cancelled")


@pytest.mark.usefixtures("van")
def test_who_cancels_a_ride_that_had_to_be_moved_was_not_kept_the_promise(day: MadeUpDay) -> None:
    day.amend("waiting", 40 * MINUTE_S, NINE)
    day.cancel("waiting", TEN + MINUTE_S)
    record = day.record("van-1")
    assert kept(record) == (50, 50, 50)
    assert measure(record).get_value("late_cancel_rate") == 0


@pytest.mark.usefixtures("van")
def test_who_cancels_after_all_is_as_promised_again_gave_it_up_of_their_own_accord(day: MadeUpDay) -> None:
    day.leave_behind("waiting", NINE)
    day.find_vehicle("waiting", "van-1", NINE + MINUTE_S)
    day.cancel("waiting", TEN + MINUTE_S)
    record = day.record("van-1")
    assert kept(record) == (100, 100, 100)
    assert measure(record).get_value("late_cancel_rate") == 50


def test_who_found_a_vehicle_and_did_not_come_is_a_no_show(day: MadeUpDay, van: Van) -> None:
    day.leave_behind("waiting", NINE)
    day.find_vehicle("waiting", "van-1", NINE + MINUTE_S)
    van.drive(STATION)
    van.wait_in_vain("waiting", TEN + HOUR_S)
    assert kept(day.record("van-1")) == (100, 100, 100)


@pytest.mark.usefixtures("van")
def test_a_ride_still_to_come_is_not_undone(day: MadeUpDay) -> None:
    assert kept(day.record("van-1")) == (100, 100, 100)
    (waiting,) = (one for one in read_history(day.record("van-1")).bookings.values() if not one.completed)
    assert waiting.undone_s is None


def test_a_riders_own_change_resets_the_promise(day: MadeUpDay, van: Van, tmp_path: Path) -> None:
    day.ask("an hour later", STATION, CLINIC, TEN + HOUR_S, instead_of="waiting")
    day.change("waiting", "an hour later", "van-1", TEN + HOUR_S, NINE)
    carry(van, "an hour later", TEN + HOUR_S)
    record = day.record("van-1")
    assert kept(record) == (100, 100, 100)
    write_tables(record, tmp_path)
    rows = pd.read_csv(tmp_path / "requests.csv").set_index("request_id")
    assert rows.changed_s["waiting"] == NINE
    assert rows.instead_of["an hour later"] == "waiting"
    assert rows.promised_pickup_from_s["an hour later"] == TEN + HOUR_S
    assert rows.undone_s.isna().all()


def test_who_changed_and_is_fetched_too_late_for_that_was_not_kept_the_promise(
    day: MadeUpDay, van: Van
) -> None:
    day.ask("earlier", STATION, CLINIC, NINE, instead_of="waiting")
    day.change("waiting", "earlier", "van-1", NINE, EIGHT)
    carry(van, "earlier", TEN)  # as was promised first
    assert kept(day.record("van-1")) == (50, 50, 50)


@pytest.mark.usefixtures("van")
def test_who_lost_the_vehicle_and_lost_it_again_after_a_change_counts_once(day: MadeUpDay) -> None:
    day.leave_behind("waiting", NINE)
    day.ask("another", STATION, CLINIC, TEN + HOUR_S, instead_of="waiting")
    day.change("waiting", "another", "van-1", TEN + HOUR_S, NINE + MINUTE_S)
    day.leave_behind("another", NINE + 2 * MINUTE_S)
    assert kept(day.record("van-1")) == (50, 50, 50)


def test_whose_vehicle_breaks_down_at_the_destination_has_arrived(day: MadeUpDay, van: Van) -> None:
    van.drive(STATION)
    van.visit(VisitKind.BOARD, "waiting", not_before_s=TEN)
    van.drive(CLINIC)
    ride_id = day.promised("waiting").ride_id
    set_down = VisitDone(van.at_s, VehicleId("van-1"), VisitKind.ALIGHT, CLINIC, ride_id, van.at_s)
    day.events.append(set_down)
    record = day.record("van-1")
    assert kept(record) == (100, 100, 100)
    assert measure(record).get_value("passengers") == 2


def a_day_in_namioka(*disruptions: tuple[int, Command]) -> DayRecord:
    changes = parse_changes(["demand.riders_per_day=82", "dispatch.improvement=0"])
    scenario = scenario_of(Variant("n", NAMIOKA, changes), date(2026, 12, 2), 1)
    return replay(scenario, MemoryJournal(), disruptions=disruptions)


def unassigned(record: DayRecord) -> set[RideId]:
    """Rides that nobody can carry, as the engine remembers them at the end of these events."""
    return set(fold(record.events).unassigned)


def test_a_halted_service_breaks_the_promises_it_takes_back() -> None:
    halt = service_of(NAMIOKA, parse_changes([])).snow[SnowLevel.HALT]
    usual, halted = a_day_in_namioka(), a_day_in_namioka((11 * HOUR_S, ChangeConditions(halt, "大雪")))
    undone = [one for one in read_history(halted).bookings.values() if one.undone_s is not None]
    assert {one.promise.ride_id for one in undone} == unassigned(halted)
    assert len(undone) > 5
    assert all(one.undone_s == 11 * HOUR_S and not one.completed for one in undone)
    carried = sum(one.completed for one in read_history(halted).bookings.values())
    for before, after in zip(kept(usual), kept(halted), strict=True):
        assert before is not None
        assert after is not None
        assert after <= 100 * carried / (carried + len(undone)) < before


def test_a_day_that_is_still_being_driven_owes_only_what_is_over() -> None:
    withdrawn = [
        (11 * HOUR_S, WithdrawVehicle(VehicleId(name), "故障")) for name in ("1号車", "2号車", "3号車")
    ]
    whole = a_day_in_namioka(*withdrawn)
    for until_s in range(NINE, 18 * HOUR_S, HOUR_S):
        so_far = replace(whole, events=tuple(event for event in whole.events if event.at_s <= until_s))
        bookings = read_history(so_far).bookings.values()
        undone = {one.promise.ride_id for one in bookings if one.undone_s is not None}
        assert undone == unassigned(so_far)
        assert bool(undone) is (until_s >= 11 * HOUR_S)
