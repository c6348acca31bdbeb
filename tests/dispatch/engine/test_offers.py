"""What is offered for a wish, and what instead: earlier, later, from a stop nearby, in two vehicles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, Ask
from dispatch.domain.conditions import Conditions
from dispatch.domain.events import OffersMade, PromiseMade, Refused
from dispatch.domain.load import Load
from dispatch.domain.offer import Offer, OfferKind
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason, ReasonClass
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.travel.conditions import under
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_line_of_stops, a_request, a_van
from tests.dispatch.engine.town import Town

NINE = 9 * HOUR_S
DAY = TimeWindow(EIGHT, EIGHTEEN)
NEXT_DOOR = {PlaceIndex(n): ((PlaceIndex(n + 1), 120), (PlaceIndex(n + 2), 240)) for n in range(8)}


def an_area(
    *,
    served: frozenset[PlaceIndex] | None = None,
    walks: dict | None = None,
    only_if_needed: frozenset[PlaceIndex] = frozenset(),
    out_of_reach: frozenset[PlaceIndex] = frozenset(),
) -> Area:
    walked = NEXT_DOOR if walks is None else walks
    return Area("見本", "2026-12-02", DAY, served, walked, only_if_needed, out_of_reach)


def only(offers: tuple[Offer, ...], kind: OfferKind) -> Offer:
    (found,) = (offer for offer in offers if offer.kind is kind)
    return found


@pytest.mark.parametrize(("step_s", "opens_s"), [(1, NINE + 7), (60, NINE + 60), (300, NINE + 300)])
def test_a_promised_window_opens_on_the_step_that_the_town_has_set(step_s: int, opens_s: int) -> None:
    town = Town(a_dispatcher(rules=ServiceRules(window_step_s=step_s)))
    made = town.tell(Ask(a_request("a", 1, 9, NINE + 7)), EIGHT)[-1]
    assert isinstance(made, OffersMade)
    window = only(made.offers, OfferKind.AROUND_WISH).rides[0].limits.pickup
    assert (window.from_s, window.width_s) == (opens_s, ServiceRules().pickup_window_s)


def test_a_taken_wheelchair_space_is_the_reason_and_another_time_the_way_out() -> None:
    rules = ServiceRules(max_wait_s=10 * MINUTE_S)
    town = Town(a_dispatcher(a_van(wheelchairs=1), rules=rules))
    town.book("a", 1, 9, NINE, EIGHT, seats=0, wheelchairs=1)
    refusal = town.refused("b", 1, 9, NINE, EIGHT + 60, seats=0, wheelchairs=1)
    assert refusal.reason is Reason.WHEELCHAIR
    assert {OfferKind.EARLIER, OfferKind.LATER} <= {offer.kind for offer in refusal.alternatives}


def test_a_party_with_two_wheelchairs_rides_in_two_vehicles_each_with_a_space() -> None:
    town = Town(a_dispatcher(a_van("van-1", wheelchairs=1), a_van("van-2", wheelchairs=1), a_van("van-3")))
    refusal = town.refused("family", 2, 8, NINE, EIGHT, seats=2, wheelchairs=2)
    assert refusal.reason is Reason.WHEELCHAIR
    split = only(refusal.alternatives, OfferKind.SPLIT_PARTY)
    assert sum((ride.party for ride in split.rides), Load(0)) == Load(2, 2)
    assert [ride.party.wheelchairs for ride in split.rides] == [1, 1]
    events = town.tell(Accept(split.offer_id), EIGHT + 5)
    carriers = {event.vehicle_id for event in events if isinstance(event, PromiseMade)}
    assert carriers == {"van-1", "van-2"}


def test_a_wheelchair_party_is_not_split_where_one_half_would_stay_behind() -> None:
    town = Town(a_dispatcher(a_van("van-1", wheelchairs=1), a_van("van-2")))
    refusal = town.refused("family", 2, 8, NINE, EIGHT, seats=1, wheelchairs=2)
    assert refusal.reason is Reason.WHEELCHAIR
    assert OfferKind.SPLIT_PARTY not in {offer.kind for offer in refusal.alternatives}


def a_town_with_a_van_that_passes(metres: int) -> Town:
    """The van has a rider from 3 to 9; the door at 0 lies behind it, the stop at 4 before it."""
    rules = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=10 * MINUTE_S, detour_factor=1.0)
    area = an_area(walks={PlaceIndex(0): ((PlaceIndex(4), metres),)})
    town = Town(a_dispatcher(a_van(at=3), rules=rules, area=area))
    town.book("a", 3, 9, NINE, EIGHT)
    return town


def test_a_stop_the_vehicle_passes_is_offered_when_the_door_is_too_far_out_of_the_way() -> None:
    town = a_town_with_a_van_that_passes(200)
    refusal = town.refused("b", 0, 9, NINE, EIGHT + 60)
    assert refusal.reason is Reason.LATE_FOR_OTHERS
    near = only(refusal.alternatives, OfferKind.NEARBY_STOP)
    assert (near.walk_m, near.rides[0].origin, near.rides[0].destination) == (200, 4, 9)
    assert near.rides[0].limits.max_ride_s == town.dispatcher.rules.longest_ride_s(5 * 120)


def test_nobody_is_sent_further_on_foot_than_the_rule_or_when_they_cannot_walk() -> None:
    too_far = a_town_with_a_van_that_passes(251).refused("b", 0, 9, NINE, EIGHT + 60)
    assert OfferKind.NEARBY_STOP not in {offer.kind for offer in too_far.alternatives}
    at_the_door = replace(a_request("b", 0, 9, NINE), door_needed=True)
    answer = a_town_with_a_van_that_passes(200).tell(Ask(at_the_door), EIGHT + 60)[-1]
    assert isinstance(answer, Refused)
    assert OfferKind.NEARBY_STOP not in {offer.kind for offer in answer.refusal.alternatives}


def test_a_place_outside_the_area_is_answered_with_the_nearest_stop_inside() -> None:
    served = frozenset(PlaceIndex(n) for n in range(6))
    walks = {PlaceIndex(6): ((PlaceIndex(5), 130),)}
    town = Town(a_dispatcher(area=an_area(served=served, walks=walks)))
    refusal = town.refused("far", 1, 6, NINE, EIGHT)
    assert (refusal.reason, refusal.facts["place"]) == (Reason.OUT_OF_AREA, "destination")
    (offer,) = refusal.alternatives
    assert (offer.kind, offer.walk_m, offer.rides[0].destination) == (OfferKind.NEARBY_STOP, 130, 5)


def test_where_no_place_is_near_there_is_nothing_to_offer_and_the_need_counts_as_unmet() -> None:
    beyond = frozenset({PlaceIndex(6)})
    served = frozenset(PlaceIndex(n) for n in range(6))
    town = Town(a_dispatcher(area=an_area(served=served, out_of_reach=beyond)))
    refusal = town.refused("far", 6, 1, NINE, EIGHT)
    assert (refusal.reason, refusal.facts["place"]) == (Reason.NO_PLACE_NEAR, "origin")
    assert refusal.reason.reason_class is ReasonClass.CAPACITY
    assert not refusal.alternatives
    assert not refusal.reason.may_pass


def test_where_rides_go_from_stops_a_door_without_a_stop_nearby_is_out_of_reach() -> None:
    walks = {PlaceIndex(6): ((PlaceIndex(5), 130),)}
    doors = frozenset({PlaceIndex(6), PlaceIndex(7)})
    town = Town(a_dispatcher(area=an_area(only_if_needed=doors, walks=walks)))
    assert town.refused("near", 1, 6, NINE, EIGHT).reason is Reason.OUT_OF_AREA
    assert town.refused("far", 1, 7, NINE, EIGHT).reason is Reason.NO_PLACE_NEAR


def test_a_closed_road_is_answered_with_the_nearest_place_that_can_be_reached() -> None:
    closed = under(a_line_of_stops(), Conditions("雪崩", closed_places=frozenset({PlaceIndex(6)})))
    area = an_area(walks={PlaceIndex(6): ((PlaceIndex(5), 130),)})
    refusal = Town(a_dispatcher(travel=closed, area=area)).refused("home", 1, 6, NINE, EIGHT)
    assert refusal.reason is Reason.NO_ROUTE
    assert [offer.rides[0].destination for offer in refusal.alternatives] == [5]


def test_the_soonest_ride_stands_beside_the_one_that_suits_all_when_it_comes_much_sooner() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2")))
    town.book("a", 8, 0, NINE + 25 * MINUTE_S, EIGHT)
    answer = town.tell(Ask(a_request("b", 8, 0, NINE)), EIGHT + 60)[-1]
    assert isinstance(answer, OffersMade)
    kinds = [offer.kind for offer in answer.offers]
    assert kinds == [OfferKind.EARLIEST, OfferKind.AROUND_WISH, OfferKind.LATER]
    soonest, best, later = (offer.rides[0].pickup_s for offer in answer.offers)
    assert soonest >= NINE
    assert soonest + 10 * MINUTE_S <= best <= NINE + 30 * MINUTE_S < later


def test_an_offer_without_a_minute_to_spare_can_still_be_thought_about() -> None:
    """To be there by 8:10 the rider must leave at once: a minute of thinking comes off the reserve."""
    town = Town(a_dispatcher(a_van("van-1")))
    answer = town.tell(Ask(a_request("a", 0, 2, EIGHT + 10 * MINUTE_S, arrive_by=True)), EIGHT)[-1]
    assert isinstance(answer, OffersMade)
    taken = town.tell(Accept(answer.offers[-1].offer_id), EIGHT + MINUTE_S)
    assert isinstance(taken[0], PromiseMade)


@given(
    wish_s=st.integers(EIGHT, EIGHTEEN),
    way=st.permutations(range(10)),
    arrive_by=st.booleans(),
    seats=st.integers(1, 12),
    wheelchairs=st.integers(0, 2),
    booked=st.lists(st.tuples(st.integers(EIGHT, EIGHTEEN), st.permutations(range(10))), max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_every_answer_can_be_booked_or_says_why_not(
    wish_s: int,
    way: list[int],
    arrive_by: bool,
    seats: int,
    wheelchairs: int,
    booked: list[tuple[int, list[int]]],
) -> None:
    town = Town(a_dispatcher(a_van("van-1", wheelchairs=1), a_van("van-2", at=9), area=an_area()))
    for n, (at_s, (origin, destination, *_)) in enumerate(booked):
        told = town.tell(Ask(a_request(f"other-{n}", origin, destination, at_s)), EIGHT - 600)[-1]
        if isinstance(told, OffersMade):
            town.tell(Accept(told.offers[0].offer_id), EIGHT - 600)
    wish = a_request("a", *way[:2], wish_s, arrive_by=arrive_by, seats=seats, wheelchairs=wheelchairs)
    answer = town.tell(Ask(wish), EIGHT)[-1]
    assert isinstance(answer, OffersMade | Refused)
    offers = answer.offers if isinstance(answer, OffersMade) else answer.refusal.alternatives
    assert len(offers) <= 4
    assert offers or isinstance(answer, Refused)
    for offer in offers:
        assert sum((ride.party for ride in offer.rides), Load(0)) == wish.party
        for ride in offer.rides:
            assert ride.limits.pickup.holds(ride.pickup_s)
            assert ride.arrival_s <= ride.limits.arrive_until_s
        if isinstance(answer, OffersMade) and arrive_by:
            assert offer.rides[0].limits.arrive_until_s <= wish_s
    if offers:
        taken = town.tell(Accept(offers[-1].offer_id), EIGHT + 5)
        made = [event.promise.limits for event in taken if isinstance(event, PromiseMade)]
        assert made == [ride.limits for ride in offers[-1].rides], "an offer just made can be taken"


@pytest.mark.parametrize("minutes", [0, 5, 10, 30])
def test_an_arrival_is_brought_close_to_the_appointment(minutes: int) -> None:
    town = Town()
    appointment_s = NINE + minutes * MINUTE_S
    answer = town.tell(Ask(a_request("clinic", 3, 7, appointment_s, arrive_by=True)), EIGHT)[-1]
    assert isinstance(answer, OffersMade)
    (ride,) = answer.offers[0].rides
    assert appointment_s - 30 * MINUTE_S <= ride.arrival_s
    assert ride.limits.arrive_until_s <= appointment_s
