"""Every look of staff at a rider is written down, and unexplained curiosity shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from api.people.looking import (
    How,
    Purpose,
    Viewer,
    list_curious,
    list_looks,
    list_seen,
    list_seen_by,
    list_who_saw,
    note_booking,
    open_profile,
)
from api.people.riders import NoSuchRider, RiderDirectory
from api.storage.database import Database
from dispatch.domain.request import RiderId
from tests.api.people.people import AREA, NOW, TANAKA

ITO = Viewer("ito", "operator", Purpose.CALL, "192.0.2.7")
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=3)


def register(
    database: Database, directory: RiderDirectory, count: int = 1, area: str = AREA
) -> list[RiderId]:
    with database.write() as connection:
        return [directory.register(connection, area, TANAKA, NOW) for _ in range(count)]


def test_who_saw_a_rider_is_answered_by_rider_by_account_and_by_time(
    database: Database, directory: RiderDirectory
) -> None:
    first, second = register(database, directory, 2)
    with database.write() as connection:
        listed = list_seen(connection, directory, AREA, [first, second], ITO, NOW)
        assert [each.rider_id for each in listed] == [first, second]
        assert (listed[0].phone, listed[0].address) == ("…1111", "青森市浪岡大字浪岡字稲村")
        opened = open_profile(connection, directory, AREA, first, ITO, NOW + MINUTE)
        assert opened.profile.name == TANAKA.name
        other = replace(ITO, account="abe", purpose=Purpose.INCIDENT)
        open_profile(connection, directory, AREA, second, other, NOW + 2 * MINUTE)
    with database.read() as connection:
        seen = list_who_saw(connection, first, NOW, LATER)
        assert [(look.how, look.at) for look in seen] == [(How.LISTED, NOW), (How.OPENED, NOW + MINUTE)]
        assert {(look.account, look.purpose, look.address) for look in seen} == {
            ("ito", Purpose.CALL, "192.0.2.7")
        }
        assert list_who_saw(connection, first, NOW + 2 * MINUTE, LATER) == []
        assert [look.rider_id for look in list_seen_by(connection, "abe", NOW, LATER)] == [second]
        assert len(list_looks(connection, NOW, LATER)) == 4


def test_a_rider_of_another_area_is_not_there_and_nothing_is_shown(
    database: Database, directory: RiderDirectory
) -> None:
    (rider_id,) = register(database, directory, area="hiraka")
    with database.write() as connection:
        for wanted in (rider_id, RiderId("r0")):
            with pytest.raises(NoSuchRider, match="there is no such rider"):
                open_profile(connection, directory, AREA, wanted, ITO, NOW)
        assert list_seen(connection, directory, AREA, [rider_id], ITO, NOW) == []
        assert list_looks(connection, NOW, LATER) == []


@pytest.mark.parametrize(("opened", "booked", "curious"), [(60, 0, 0), (61, 0, 1), (70, 10, 0), (70, 9, 1)])
def test_more_than_sixty_profiles_an_hour_without_a_booking_are_an_alarm(
    database: Database, directory: RiderDirectory, opened: int, booked: int, curious: int
) -> None:
    riders = register(database, directory, opened)
    with database.write() as connection:
        for number, rider_id in enumerate(riders):
            at = NOW + number * timedelta(seconds=50)
            open_profile(connection, directory, AREA, rider_id, ITO, at)
            if number < booked:
                note_booking(connection, rider_id, ITO, at + MINUTE)
        found = list_curious(connection, NOW, LATER)
    assert len(found) == curious
    if found:
        assert (found[0].account, found[0].opened) == ("ito", opened - booked)


def test_sixty_one_profiles_in_more_than_an_hour_are_none(
    database: Database, directory: RiderDirectory
) -> None:
    riders = register(database, directory, 61)
    with database.write() as connection:
        for number, rider_id in enumerate(riders):
            open_profile(connection, directory, AREA, rider_id, ITO, NOW + number * MINUTE)
        assert list_curious(connection, NOW, LATER) == []


def test_one_profile_opened_often_is_one_profile(database: Database, directory: RiderDirectory) -> None:
    (rider_id,) = register(database, directory)
    with database.write() as connection:
        for number in range(80):
            open_profile(connection, directory, AREA, rider_id, ITO, NOW + timedelta(seconds=number))
        assert list_curious(connection, NOW, LATER) == []
