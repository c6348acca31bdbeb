"""Seats left empty stand on a rider's record, on both databases: given up too late, or never come to."""

from __future__ import annotations

import pytest

from api.desk.no_show_rows import (
    AppealClosed,
    RideRef,
    appeal,
    judge,
    list_appeals,
    list_record,
    standing_of,
)
from api.desk.town import Town
from api.people.refusals import NoSuchThing
from api.storage.database import Database
from dispatch.domain.commands import Cancel
from dispatch.domain.disruptions import DelayVehicle, WithdrawVehicle
from dispatch.domain.request import RideId
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.policy.no_shows import EntryKind, StandingKind
from tests.api.desk.test_desk import DAY, an_ask
from tests.api.desk.test_ride_rows import RIDER, KeptDay
from tests.api.people.people import NOW


def kinds(database: Database) -> list[EntryKind]:
    with database.read() as connection:
        return [row.kind for row in list_record(connection, RIDER)]


def given_up(day: KeptDay, town: Town, request_id: str, before_s: int) -> RideId:
    """A ride that is booked at seven and given up so long before its promised window."""
    ride_id = day.take(day.order(an_ask(town, request_id)))
    window = day.open_day.book.rides[ride_id].promise.limits.pickup
    day.order(Cancel(ride_id), window.from_s - before_s)
    return ride_id


@pytest.mark.parametrize(
    ("before_s", "recorded"),
    [(31 * MINUTE_S, []), (30 * MINUTE_S, [EntryKind.LATE_CANCEL]), (0, [EntryKind.LATE_CANCEL])],
)
def test_half_an_hour_before_the_window_others_can_still_have_the_seat(
    town: Town, database: Database, before_s: int, recorded: list[EntryKind]
) -> None:
    given_up(KeptDay(town, database), town, "r1", before_s)
    assert kinds(database) == recorded


def test_who_thinks_again_at_once_took_the_seat_from_nobody(town: Town, database: Database) -> None:
    day = KeptDay(town, database)
    now_s = 9 * HOUR_S - 10 * MINUTE_S
    ride_id = day.take(day.order(an_ask(town, "r1"), now_s), now_s)
    day.order(Cancel(ride_id), now_s + 5 * MINUTE_S)
    assert kinds(database) == []
    ride_id = day.take(day.order(an_ask(town, "r2"), now_s + 6 * MINUTE_S), now_s + 6 * MINUTE_S)
    day.order(Cancel(ride_id), now_s + 11 * MINUTE_S + 1)
    assert kinds(database) == [EntryKind.LATE_CANCEL]


def test_who_gives_up_a_ride_that_the_service_had_to_move_is_not_to_blame(
    town: Town, database: Database
) -> None:
    day = KeptDay(town, database)
    ride_id = day.take(day.order(an_ask(town, "r1")))
    promised = day.open_day.book.rides[ride_id].promise
    first, *others = (vehicle.vehicle_id for vehicle in town.service.vehicles)
    for other in others:
        day.order(WithdrawVehicle(other, "故障"))
    now_s = promised.limits.pickup.from_s - 30 * MINUTE_S
    day.order(DelayVehicle(first, 60 * MINUTE_S, "雪"), now_s)
    told = day.open_day.book.rides[ride_id].promise
    assert told.limits.pickup.from_s > promised.limits.pickup.from_s
    day.order(Cancel(ride_id), now_s + MINUTE_S)
    assert kinds(database) == []


def test_an_appeal_is_made_once_and_heard_and_may_be_thought_over(town: Town, database: Database) -> None:
    day = KeptDay(town, database)
    ride = RideRef(town.area, DAY, given_up(day, town, "r1", 0))
    with database.write() as connection:
        assert list_appeals(connection, town.area) == []
        appeal(connection, ride, b"sealed", NOW)
        with pytest.raises(AppealClosed):
            appeal(connection, ride, b"again", NOW)
        (waiting,) = list_appeals(connection, town.area)
        assert (waiting.ride, waiting.sealed_appeal) == (ride, b"sealed")
        assert list_appeals(connection, "elsewhere") == []
        for excused in (True, False, True):
            judge(connection, ride, "ito", NOW, excused=excused)
            assert [row.excused for row in list_record(connection, RIDER)] == [excused]
        assert list_appeals(connection, town.area) == []
        with pytest.raises(NoSuchThing):
            judge(connection, RideRef(town.area, DAY, "none"), "ito", NOW, excused=True)
        standing = standing_of(connection, town, RIDER, DAY)
        assert standing is not None
        assert standing.kind is StandingKind.CLEAR
