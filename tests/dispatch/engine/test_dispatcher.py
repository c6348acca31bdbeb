"""A booking and its ride, from the question to the door, on the real dispatcher."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    BeginVisit,
    Cancel,
    Depart,
    FinishVisit,
    ReportNoShow,
    Wake,
)
from dispatch.domain.events import (
    OfferLapsed,
    OffersMade,
    PromiseMade,
    Refused,
    RideCancelled,
    RouteChanged,
    VehicleDiverted,
)
from dispatch.domain.fleet import Break
from dispatch.domain.offer import OfferId, OfferKind
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason, sentence
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import MemoryJournal, VersionConflict, fold
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S


def test_a_rider_asks_is_offered_a_window_and_is_promised_it() -> None:
    town = Town()
    asked = town.tell(Ask(a_request("a", 3, 7, NINE)), EIGHT)
    made = asked[-1]
    assert isinstance(made, OffersMade)
    window = made.offers[0].rides[0].limits.pickup
    assert window.from_s >= NINE
    assert window.from_s % MINUTE_S == 0
    assert window.width_s == 10 * MINUTE_S
    promise, route = town.tell(Accept(made.offers[0].offer_id), EIGHT + 60)
    assert isinstance(promise, PromiseMade)
    assert promise.promise.limits.pickup == window
    assert isinstance(route, RouteChanged)
    assert route.leave_s == NINE - 3 * 120 - 60
    assert not town.day.offers


def test_a_ride_from_door_to_door() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    leave_s = town.day.vehicles[VAN].leave_s
    town.tell(Depart(VAN), leave_s)
    town.tell(Arrive(VAN), leave_s + 360)
    with pytest.raises(CommandRefused, match="promised not before 9:00"):
        town.tell(BeginVisit(VAN), NINE - 1)
    town.tell(BeginVisit(VAN), NINE)
    town.tell(FinishVisit(VAN), NINE + 60)
    assert town.day.vehicles[VAN].aboard == {ride: NINE + 60}
    assert town.day.vehicles[VAN].leave_s == NINE + 60
    town.tell(Depart(VAN), NINE + 60)
    town.tell(Arrive(VAN), NINE + 60 + 480)
    town.tell(BeginVisit(VAN), NINE + 60 + 480)
    town.tell(FinishVisit(VAN), NINE + 60 + 480 + 30)
    assert not town.day.promises
    assert not town.day.vehicles[VAN].aboard


def test_a_party_too_large_for_any_vehicle_is_offered_two() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2")))
    answer = town.tell(Ask(a_request("big", 2, 8, NINE, seats=12)), EIGHT)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.SEATS
    split = [each for each in answer.refusal.alternatives if each.kind is OfferKind.SPLIT_PARTY]
    assert [sum(ride.party.seats for ride in each.rides) for each in split] == [12]
    taken = town.tell(Accept(split[0].offer_id), EIGHT + 5)
    assert len([event for event in taken if isinstance(event, PromiseMade)]) == 2
    assert len(set(town.day.carried_by.values())) == 2


def test_a_wish_after_hours_is_refused_with_an_earlier_ride() -> None:
    town = Town()
    answer = town.tell(Ask(a_request("late", 3, 7, EIGHTEEN + 600)), EIGHT)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.OUT_OF_HOURS
    assert answer.refusal.alternatives[0].kind is OfferKind.EARLIER


def test_an_arrival_too_soon_to_reach_names_the_notice_that_is_needed() -> None:
    answer = Town().tell(Ask(a_request("hurry", 3, 7, NINE + 60, arrive_by=True)), NINE)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.CUTOFF
    assert sentence(Reason.CUTOFF, answer.refusal.facts, "en").startswith("Booking closes 14 minutes before.")


def test_an_arrival_in_good_time_is_promised_by_the_wish() -> None:
    answer = Town().tell(Ask(a_request("calm", 3, 7, NINE, arrive_by=True)), EIGHT)[-1]
    assert isinstance(answer, OffersMade)
    ride = answer.offers[0].rides[0]
    assert ride.limits.arrive_until_s <= NINE
    assert NINE - 20 * MINUTE_S <= ride.arrival_s <= NINE


def test_nobody_is_picked_up_during_the_only_drivers_rest() -> None:
    rest = Break(TimeWindow(12 * HOUR_S, 12 * HOUR_S), HOUR_S, PlaceIndex(0))
    rules = ServiceRules(max_wait_s=20 * MINUTE_S)
    town = Town(a_dispatcher(a_van(breaks=(rest,)), rules=rules))
    answer = town.tell(Ask(a_request("noon", 3, 7, 12 * HOUR_S + 600)), EIGHT)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.BREAK
    assert {offer.kind for offer in answer.refusal.alternatives} >= {OfferKind.EARLIER, OfferKind.LATER}


def test_a_place_outside_the_area_is_named() -> None:
    area = Area("見本", "2026-12-02", TimeWindow(EIGHT, EIGHTEEN), frozenset({PlaceIndex(1), PlaceIndex(2)}))
    answer = Town(a_dispatcher(area=area)).tell(Ask(a_request("far", 1, 7, NINE)), EIGHT)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.OUT_OF_AREA


def test_an_offer_reserves_nothing_and_a_second_taker_gets_fresh_offers() -> None:
    rules = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)
    town = Town(a_dispatcher(rules=rules))
    first = town.tell(Ask(a_request("a", 1, 9, NINE)), EIGHT)[-1]
    second = town.tell(Ask(a_request("b", 9, 1, NINE)), EIGHT)[-1]
    assert isinstance(first, OffersMade)
    assert isinstance(second, OffersMade)
    town.tell(Accept(first.offers[0].offer_id), EIGHT + 5)
    events = town.tell(Accept(second.offers[0].offer_id), EIGHT + 6)
    assert isinstance(events[0], OfferLapsed)
    assert isinstance(events[1], OffersMade | Refused)


def test_offers_lapse_when_the_engine_wakes() -> None:
    town = Town()
    decision = town.dispatcher.decide(town.day, Ask(a_request("a", 3, 7, NINE)), EIGHT)
    town._keep(decision.events)
    assert decision.wake_at_s == EIGHT + 180
    town.tell(Wake(), EIGHT + 180)
    assert not town.day.offers
    with pytest.raises(CommandRefused, match="ask again"):
        town.tell(Accept(OfferId("a-1")), EIGHT + 181)


def test_a_cancelled_ride_leaves_the_route() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    events = town.tell(Cancel(ride), EIGHT + 100)
    assert isinstance(events[0], RideCancelled)
    assert not town.day.vehicles[VAN].route.ride_ids()
    with pytest.raises(CommandRefused, match="not promised"):
        town.tell(Cancel(ride), EIGHT + 101)


def test_a_vehicle_under_way_turns_at_the_next_place_for_a_rider_on_the_way() -> None:
    town = Town()
    town.book("a", 9, 1, NINE, EIGHT)
    leave_s = town.day.vehicles[VAN].leave_s
    town.tell(Depart(VAN), leave_s)
    now_s = leave_s + 130
    answer = town.tell(Ask(a_request("b", 4, 5, now_s)), now_s)[-1]
    assert isinstance(answer, OffersMade)
    taken = town.tell(Accept(answer.offers[0].offer_id), now_s)
    turns = [event for event in taken if isinstance(event, VehicleDiverted)]
    assert turns
    assert (turns[0].via, turns[0].via_s, turns[0].destination) == (2, leave_s + 240, 4)


def test_a_driver_waits_the_full_rule_before_a_no_show() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    until_s = town.day.promises[ride].limits.pickup.until_s
    town.tell(Depart(VAN), NINE - 400)
    town.tell(Arrive(VAN), NINE - 40)
    with pytest.raises(CommandRefused, match="waits for a until 9:15"):
        town.tell(ReportNoShow(VAN), until_s)
    town.tell(ReportNoShow(VAN), until_s + 300)
    assert not town.day.promises


def test_the_journal_rebuilds_the_day_and_survives_its_own_format() -> None:
    town = Town()
    town.book("a", 3, 7, NINE, EIGHT)
    town.book("b", 2, 6, NINE + 600, EIGHT + 300)
    read_back = [event_from_json(event_to_json(event)) for event in town.events]
    assert read_back == town.events
    assert fold(read_back) == town.day
    journal = MemoryJournal()
    journal.append(town.events, expected_version=0)
    with pytest.raises(VersionConflict):
        journal.append(town.events[:1], expected_version=0)
    assert list(journal.read()) == town.events
