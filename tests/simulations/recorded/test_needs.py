"""Unmet demand is counted once per rider, pair of points and day."""

from __future__ import annotations

from dataclasses import replace

from dispatch.domain.events import Asked, Event, PromiseMade, RideCancelled
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RequestId, RideId, RideLimits, RiderId, WishKind
from dispatch.domain.time import TimeWindow
from gtfs.places import Places
from simulations.recorded.needs import needs_of

NINE = 9 * 3600
HOME, ACROSS, CLINIC, FAR = (PlaceIndex(i) for i in range(4))
PLACES = Places(
    (
        Place("home", "自宅", "", 40.7000, 140.6000, PlaceKind.DOOR),
        Place("across", "向かい", "", 40.7010, 140.6000, PlaceKind.POLE),  # 111 m to the north
        Place("clinic", "医院", "", 40.7200, 140.6000, PlaceKind.DOOR),
        Place("far", "遠く", "", 40.7014, 140.6000, PlaceKind.POLE),  # 156 m from home, 44 m from across
    ),
    (0, 1, 2, 3),
)


def asks(name: str, origin: PlaceIndex, *, rider: str = "hana", confirmed: tuple[Reason, ...] = ()) -> Asked:
    ends = origin, CLINIC
    wish = WishKind.DEPART_AFTER, NINE
    return Asked(NINE, Request(RequestId(name), RiderId(rider), *ends, *wish, Load(1), confirmed=confirmed))


def booked(asked: Asked) -> PromiseMade:
    request, limits = asked.request, RideLimits(TimeWindow(NINE, NINE + 600), NINE + 3000, 1800)
    ends = request.party, request.origin, request.destination
    promise = Promise(RideId(request.request_id), request.request_id, request.rider_id, *ends, limits)
    return PromiseMade(NINE, promise, VehicleId("van"))


def needs(*events: Event) -> list[str]:
    return [each.need for each in needs_of(events, PLACES).values()]


def test_attempts_of_one_rider_at_one_journey_are_one_need() -> None:
    first, second = needs(asks("r1", HOME), asks("r2", HOME))
    assert first == second


def test_points_within_150_m_are_one_point_and_others_are_not() -> None:
    home, across, far = needs(asks("r1", HOME), asks("r2", ACROSS), asks("r3", FAR))
    assert home == across
    assert far != home


def test_two_riders_have_two_needs() -> None:
    assert len(set(needs(asks("r1", HOME), asks("r2", HOME, rider="taro")))) == 2


def test_a_second_journey_is_another_need_only_if_the_rider_says_so() -> None:
    first, again = asks("r1", HOME), asks("r2", HOME)
    sure = replace(again, request=replace(again.request, confirmed=(Reason.DUPLICATE,)))
    assert len(set(needs(first, booked(first), again))) == 1
    assert len(set(needs(first, booked(first), sure))) == 2


def test_a_cancelled_booking_opens_the_need_again() -> None:
    first = asks("r1", HOME)
    sure = asks("r2", HOME, confirmed=(Reason.DUPLICATE,))
    given_up = RideCancelled(NINE, RideId("r1"))
    assert len(set(needs(first, booked(first), given_up, sure))) == 1
