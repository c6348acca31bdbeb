"""A rider changes a promised ride: it stays promised until another is, and then both happen at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, Arrive, Ask, BeginVisit, Cancel, ChangeRide, Decline, Depart
from dispatch.domain.events import (
    OfferLapsed,
    OffersMade,
    PromiseMade,
    Refused,
    RideChanged,
    RouteChanged,
)
from dispatch.domain.request import Request, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S
A = RideId("a")


def instead_of_a(origin: int, destination: int, wish_s: int, name: str = "later") -> ChangeRide:
    """The rider of ride a wants it otherwise."""
    request: Request = a_request(name, origin, destination, wish_s)
    return ChangeRide(A, replace(request, rider_id=a_request("a", 0, 1, 0).rider_id))


def test_a_ride_stays_promised_until_the_other_one_is() -> None:
    town = Town()
    town.book("a", 3, 7, NINE, EIGHT)
    made = town.tell(instead_of_a(3, 7, 11 * HOUR_S), EIGHT + 60)[-1]
    assert isinstance(made, OffersMade)
    assert set(town.day.promises) == {"a"}
    events = town.tell(Accept(made.offers[0].offer_id), EIGHT + 90)
    assert isinstance(events[0], RideChanged)
    assert any(isinstance(event, PromiseMade) for event in events)
    assert set(town.day.promises) == {"later"}
    assert town.day.vehicles[VAN].route.ride_ids() == {"later"}
    assert [event_from_json(event_to_json(event)) for event in town.events] == town.events
    assert fold(town.events) == town.day


def test_the_old_ride_does_not_stand_in_the_way_of_the_new_one() -> None:
    tight = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)
    town = Town(a_dispatcher(a_van(seats=1), rules=tight))
    town.book("a", 1, 9, NINE, EIGHT)
    other = town.tell(instead_of_a(2, 9, NINE), EIGHT + 60)[-1]
    assert isinstance(other, OffersMade), "the only seat is the rider's own"
    town.tell(Accept(other.offers[0].offer_id), EIGHT + 90)
    assert set(town.day.promises) == {"later"}


def test_who_takes_none_of_the_others_keeps_the_ride() -> None:
    town = Town()
    town.book("a", 3, 7, NINE, EIGHT)
    route = town.day.vehicles[VAN].route
    made = town.tell(instead_of_a(3, 7, 11 * HOUR_S), EIGHT + 60)[-1]
    town.tell(Decline(made.request_id), EIGHT + 90)
    assert set(town.day.promises) == {"a"}
    assert town.day.vehicles[VAN].route == route


def test_an_offer_that_no_longer_fits_leaves_the_ride_promised() -> None:
    tight = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)
    town = Town(a_dispatcher(rules=tight))
    town.book("a", 3, 7, NINE, EIGHT)
    made = town.tell(instead_of_a(1, 9, 11 * HOUR_S), EIGHT + 60)[-1]
    assert isinstance(made, OffersMade)
    town.book("b", 9, 1, 11 * HOUR_S, EIGHT + 70)
    events = town.tell(Accept(made.offers[0].offer_id), EIGHT + 90)
    assert isinstance(events[0], OfferLapsed)
    assert isinstance(events[1], OffersMade | Refused)
    assert set(town.day.promises) == {"a", "b"}


def test_a_ride_that_is_over_given_up_or_anothers_is_not_changed() -> None:
    town = Town()
    with pytest.raises(CommandRefused, match="ride a is not promised"):
        town.tell(instead_of_a(3, 8, NINE), EIGHT)
    town.book("a", 3, 7, NINE, EIGHT)
    with pytest.raises(CommandRefused, match="to another rider"):
        town.tell(ChangeRide(A, a_request("z", 3, 7, NINE)), EIGHT)
    made = town.tell(instead_of_a(3, 7, 11 * HOUR_S), EIGHT + 60)[-1]
    assert isinstance(made, OffersMade)
    town.tell(Cancel(A), EIGHT + 70)
    with pytest.raises(CommandRefused, match="ride a is not promised"):
        town.tell(Accept(made.offers[0].offer_id), EIGHT + 80)


def test_a_ride_that_has_begun_is_not_changed() -> None:
    town = Town()
    town.book("a", 3, 7, NINE, EIGHT)
    made = town.tell(instead_of_a(3, 7, 11 * HOUR_S), NINE - 100)[-1]
    assert isinstance(made, OffersMade)
    town.tell(Depart(VAN), NINE - 420)
    town.tell(Arrive(VAN), NINE - 60)
    town.tell(BeginVisit(VAN), NINE)
    with pytest.raises(CommandRefused, match="has begun and can no longer be changed"):
        town.tell(Accept(made.offers[0].offer_id), NINE + 10)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_change_breaks_nobodys_promise_and_is_told_as_one_decision(data: st.DataObject) -> None:
    """The verifier stops the run where a promise breaks; the day folds to the same at every step."""
    place, half_hour = st.integers(0, 9), st.integers(17, 34)
    town = Town(a_dispatcher(a_van("van-1", seats=3), a_van("van-2", seats=3, at=9)))
    for n in range(6):
        origin = data.draw(place)
        wish_s = data.draw(half_hour) * 30 * MINUTE_S
        destination = data.draw(place.filter(lambda at, here=origin: at != here))
        name = f"r{n}"
        riding = sorted(town.day.promises)
        request = a_request(name, origin, destination, wish_s)
        if riding and data.draw(st.booleans()):
            old = RideId(data.draw(st.sampled_from(riding)))
            request = replace(request, rider_id=town.day.promises[old].rider_id)
            answer = town.tell(ChangeRide(old, request), EIGHT + n)[-1]
            assert old in town.day.promises
        else:
            old = None
            answer = town.tell(Ask(request), EIGHT + n)[-1]
        offers = answer.offers if isinstance(answer, OffersMade) else answer.refusal.alternatives
        before = dict(town.day.promises)
        if not offers:
            continue
        events = town.tell(Accept(offers[0].offer_id), EIGHT + n)
        made = {event.promise.ride_id for event in events if isinstance(event, PromiseMade)}
        assert made
        expected = (before.keys() - {old}) | made
        assert town.day.promises.keys() == expected
        routes = [event.route for event in events if isinstance(event, RouteChanged)]
        assert all(old not in route.ride_ids() for route in routes)
        carried = [ride for state in town.day.vehicles.values() for ride in state.route.ride_ids()]
        assert sorted(carried) == sorted(town.day.promises)
    assert fold(event_from_json(event_to_json(event)) for event in town.events) == town.day
