"""Fares of rides that are shared, split, or cannot be reckoned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.desk.ride_book import RideBook, RideRecord, RideStatus
from api.desk.town import Town
from api.payments.ride_fares import quote_rides, was_shared
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.time import TimeWindow
from dispatch.policy.fare_table import HeldPass, Tariff, bought
from tests.dispatch.policy.fare_tables import COUPONS, MONTHLY, RIDE_DATE, a_table

HERE, THERE = PlaceIndex(0), PlaceIndex(1)


def carried(number: str, begun: int, over: int | None, vehicle: str = "v1") -> tuple[RideId, RideRecord]:
    limits = RideLimits(TimeWindow(0, 600), 3600, 1800)
    promise = Promise(RideId(number), RequestId(number), RiderId(number), Load(1), HERE, THERE, limits)
    status = RideStatus.ABOARD if over is None else RideStatus.CARRIED
    return promise.ride_id, RideRecord(promise, VehicleId(vehicle), status, begun, over)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (carried("other", 0, 100), False),  # over before
        (carried("other", 0, 101), True),
        (carried("other", 150, 180), True),
        (carried("other", 199, None), True),  # still on board
        (carried("other", 200, 300), False),  # boards where this one alights
        (carried("other", 150, 180, "v2"), False),
    ],
)
def test_a_ride_was_shared_when_others_were_on_board(other: tuple[RideId, RideRecord], shared: bool) -> None:
    mine = carried("mine", 100, 200)
    assert was_shared(RideBook(dict([mine, other])), RideId("mine")) is shared


def test_who_never_boarded_shared_nothing() -> None:
    number, gone = carried("other", 150, 180)
    book = RideBook(dict([carried("mine", 100, 200), (number, replace(gone, status=RideStatus.NO_SHOW))]))
    assert not was_shared(book, RideId("mine"))


def in_town(town: Town, *tables: object) -> Town:
    return replace(town, service=replace(town.service, fares=Tariff(tuple(tables))))


@pytest.fixture
def passes() -> list[HeldPass]:
    return [
        bought(MONTHLY, "monthly", "2026-12-01"),
        replace(bought(COUPONS, "book", "2026-12-01"), rides_left=1),
    ]


def test_a_party_that_is_split_shares_out_its_riders_and_its_passes(
    town: Town, passes: list[HeldPass]
) -> None:
    here = in_town(town, a_table())
    ride = (Load(2), HERE, THERE)
    said = ["adult", "child", "adult"]
    first, second = quote_rides(here, RIDE_DATE, [ride, (Load(2), HERE, THERE)], said, passes)
    assert (first.party, second.party) == (("adult", "child"), ("adult", "adult"))
    used = [held.pass_id for quoted in (first, second) for held in quoted.passes]
    assert sorted(used) == ["book", "monthly"]  # each rides once, on one of the two vehicles
    assert (first.most_yen, second.most_yen) == (0, 1000)


def test_no_fares_in_force_and_a_class_that_is_unknown_are_told(town: Town) -> None:
    ride = (Load(1), HERE, THERE)
    with pytest.raises(ValueError, match="no fares are in force on 2026-09-30"):
        quote_rides(in_town(town, a_table()), "2026-09-30", [ride], [], [])
    with pytest.raises(ValueError, match="no fare class 'dragon'"):
        quote_rides(in_town(town, a_table()), RIDE_DATE, [ride], ["dragon"], [])
