"""Riders take what is near their wish, ask again, and keep one temper over all their attempts."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Offer, OfferedRide, OfferId, OfferKind, Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RideId, RideLimits, RiderId, WishKind
from dispatch.domain.time import TimeWindow
from gtfs.service_demand import DemandSection
from simulations.riders import Temper, asks_again, cancel_s, find_acceptable, next_attempt, temper_of

WEDNESDAY = date(2019, 6, 5)
AT_NINE = 9 * 3600
REQUEST = Request(
    RequestId("r1"),
    RiderId("p1"),
    PlaceIndex(0),
    PlaceIndex(1),
    WishKind.DEPART_AFTER,
    AT_NINE,
    Load(1),
)
CALM = Temper(1800, 5400, True, 3, 30, None, False, 0)


def an_offer(number: int, pickup_s: int) -> Offer:
    limits = RideLimits(TimeWindow(pickup_s, pickup_s + 600), pickup_s + 3000, 2400)
    ride = OfferedRide(
        RideId("r1"),
        Load(1),
        PlaceIndex(0),
        PlaceIndex(1),
        limits,
        VehicleId("v"),
        pickup_s,
        pickup_s + 900,
    )
    return Offer(OfferId(f"r1-{number}"), RequestId("r1"), OfferKind.EARLIEST, (ride,), pickup_s)


def test_the_nearest_offer_within_patience_is_taken() -> None:
    late, near, later = an_offer(1, AT_NINE + 1200), an_offer(2, AT_NINE + 300), an_offer(3, AT_NINE + 1800)
    assert find_acceptable(REQUEST, [late, near, later], CALM, instead=False) == near
    assert find_acceptable(REQUEST, [an_offer(1, AT_NINE + 1801)], CALM, instead=False) is None


def test_alternatives_find_more_patience_but_not_with_everyone() -> None:
    alternative = an_offer(1, AT_NINE + 3600)
    assert find_acceptable(REQUEST, [alternative], CALM, instead=True) == alternative
    stubborn = replace(CALM, takes_alternatives=False)
    assert find_acceptable(REQUEST, [alternative], stubborn, instead=True) is None


def test_an_arrival_is_compared_with_a_wished_arrival() -> None:
    there_by = replace(REQUEST, wish_kind=WishKind.ARRIVE_BY)
    early, in_time = an_offer(1, AT_NINE - 3600), an_offer(2, AT_NINE - 1200)
    assert find_acceptable(there_by, [early, in_time], CALM, instead=False) == in_time


def test_a_rider_asks_again_for_later_until_attempts_or_the_day_are_over() -> None:
    second = next_attempt(REQUEST, AT_NINE + 240)
    third = next_attempt(second, AT_NINE + 500)
    assert (second.request_id, third.request_id) == ("r1~2", "r1~3")
    assert REQUEST.wish_s < second.wish_s < third.wish_s
    assert asks_again(REQUEST, CALM, 18 * 3600)
    assert not asks_again(third, CALM, 18 * 3600)
    assert not asks_again(REQUEST, replace(CALM, attempts=1), 18 * 3600)
    assert not asks_again(REQUEST, CALM, AT_NINE + 600)


def test_a_promise_is_given_up_between_now_and_the_pickup() -> None:
    limits = an_offer(1, AT_NINE).rides[0].limits
    promise = Promise(
        RideId("r1"), RequestId("r1"), RiderId("p1"), Load(1), PlaceIndex(0), PlaceIndex(1), limits
    )
    assert cancel_s(promise, CALM, AT_NINE - 1000) is None
    assert cancel_s(promise, replace(CALM, cancels_at=0.5), AT_NINE - 1000) == AT_NINE - 500
    assert cancel_s(promise, replace(CALM, cancels_at=0.5), AT_NINE + 10) is None


@given(number=st.integers(1, 10_000), attempt=st.integers(2, 3), seed=st.integers(0, 50))
def test_every_attempt_of_a_rider_finds_the_same_temper(number: int, attempt: int, seed: int) -> None:
    behaviour = DemandSection()
    first = temper_of(RequestId(f"r{number}"), behaviour, seed, WEDNESDAY)
    assert first == temper_of(RequestId(f"r{number}~{attempt}"), behaviour, seed, WEDNESDAY)


def test_shares_of_the_service_are_met() -> None:
    behaviour = DemandSection(no_show_share=0.03, cancel_share=0.05, late_share=0.1)
    tempers = [temper_of(RequestId(f"r{i}"), behaviour, 1, WEDNESDAY) for i in range(3000)]
    assert 0.02 < sum(temper.stays_away for temper in tempers) / 3000 < 0.04
    assert 0.035 < sum(temper.cancels_at is not None for temper in tempers) / 3000 < 0.065
    assert 0.08 < sum(temper.late_s > 0 for temper in tempers) / 3000 < 0.12
