"""A day is opened days ahead: the clock is negative, and everything else as on the day itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, Ask, Cancel, Wake
from dispatch.domain.events import OfferLapsed, OffersMade, PromiseMade, Refused
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason, sentence
from dispatch.domain.request import Request, RequestId, RiderId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import DAY_S, HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from dispatch.engine.service_day import apply
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S
FIVE_DAYS_AHEAD = -5 * DAY_S
SIX = 6 * HOUR_S
HOURS = TimeWindow(EIGHT, EIGHTEEN)


def opened_at(now_s: int, dispatcher: Dispatcher | None = None) -> Town:
    town = Town(dispatcher)
    town.day = fold(town.dispatcher.open_day(now_s).events)
    return town


def test_a_day_opens_when_it_is_opened() -> None:
    opened = a_dispatcher().open_day(FIVE_DAYS_AHEAD).events
    assert {event.at_s for event in opened} == {FIVE_DAYS_AHEAD}
    assert fold(opened).vehicles[VAN].leave_s == EIGHTEEN


def test_a_ride_booked_days_ahead_is_driven_like_any_other() -> None:
    town = opened_at(FIVE_DAYS_AHEAD)
    town.book("a", 3, 7, NINE, FIVE_DAYS_AHEAD + HOUR_S)
    assert town.day.vehicles[VAN].leave_s == NINE - 3 * 120 - 60
    town.book("b", 2, 6, 15 * HOUR_S, -HOUR_S)
    town.tell(Cancel(town.book("c", 2, 6, 11 * HOUR_S, -60)), -30)
    assert set(town.day.promises) == {"a", "b"}


def test_an_offer_made_days_ahead_lapses_minutes_later() -> None:
    town = opened_at(FIVE_DAYS_AHEAD)
    decision = town.dispatcher.decide(town.day, Ask(a_request("a", 3, 7, NINE)), FIVE_DAYS_AHEAD)
    town.day = fold([*town.dispatcher.open_day(FIVE_DAYS_AHEAD).events, *decision.events])
    assert decision.wake_at_s == FIVE_DAYS_AHEAD + 180
    assert isinstance(town.tell(Wake(), FIVE_DAYS_AHEAD + 180)[0], OfferLapsed)


def test_the_reserve_is_kept_however_early_one_books() -> None:
    rules = ServiceRules(reserve_s=5 * MINUTE_S)
    early, late = (opened_at(at_s, a_dispatcher(rules=rules)) for at_s in (FIVE_DAYS_AHEAD, SIX))
    for town, now_s in ((early, FIVE_DAYS_AHEAD), (late, SIX)):
        town.book("a", 3, 7, NINE, now_s)
    assert early.day.promises == late.day.promises


@settings(max_examples=60, deadline=None)
@given(
    origin=st.integers(0, 9),
    destination=st.integers(0, 9),
    wish_s=st.integers(7 * HOUR_S, 19 * HOUR_S),
    arrive_by=st.booleans(),
    seats=st.integers(1, 12),
    cutoff_s=st.sampled_from((0, 30 * MINUTE_S, 2 * HOUR_S)),
)
def test_who_asks_days_ahead_is_answered_as_at_six_the_same_morning(
    origin: int, destination: int, wish_s: int, arrive_by: bool, seats: int, cutoff_s: int
) -> None:
    """Offers that cannot be later than the other's differ in nothing but when they lapse."""
    request = a_request("a", origin, destination, wish_s, seats=seats, arrive_by=arrive_by)
    rules = ServiceRules(booking_cutoff_s=cutoff_s)
    told = []
    for now_s in (FIVE_DAYS_AHEAD, SIX):
        dispatcher = a_dispatcher(a_van("van-1"), a_van("van-2", at=5), rules=rules)
        town = opened_at(now_s, dispatcher)
        answer = town.tell(Ask(request), now_s)[-1]
        assert isinstance(answer, OffersMade | Refused)
        offers = answer.offers if isinstance(answer, OffersMade) else answer.refusal.alternatives
        assert all(offer.lapses_s == now_s + 180 for offer in offers)
        told.append((type(answer), [replace(offer, lapses_s=0) for offer in offers]))
        if offers:
            assert isinstance(town.tell(Accept(offers[0].offer_id), now_s + 10)[0], PromiseMade)
    assert told[0] == told[1]


def test_booking_opens_so_many_days_before_at_midnight() -> None:
    rules = ServiceRules(booking_open_days=7)
    town = opened_at(-8 * DAY_S, a_dispatcher(rules=rules))
    answer = town.refused("a", 3, 7, NINE, -7 * DAY_S - 1)
    assert answer.reason is Reason.TOO_EARLY
    assert sentence(answer.reason, answer.facts, "en") == "Booking opens 7 days ahead."
    assert sentence(answer.reason, answer.facts | {"date": "12月2日"}) == (
        "ご予約は7日前から承ります。12月2日からお取りできます。"
    )
    town.book("b", 3, 7, NINE, -7 * DAY_S)


def test_a_date_without_service_says_so() -> None:
    area = Area("見本", "2026-12-31", HOURS, in_service=False)
    answer = opened_at(0, a_dispatcher(area=area)).refused("a", 3, 7, NINE, EIGHT)
    assert (answer.reason, answer.facts) == (Reason.NO_SERVICE_DAY, {"date": "2026-12-31"})
    assert not answer.alternatives
    assert sentence(answer.reason, answer.facts, "en") == "There is no service on 2026-12-31."


def same_rider(name: str, origin: int, destination: int, wish_s: int, **extra: object) -> Request:
    return replace(a_request(name, origin, destination, wish_s), rider_id=RiderId("Hanako"), **extra)


def test_the_same_trip_booked_twice_is_asked_about_and_may_be_meant() -> None:
    town = Town()
    first = town.tell(Ask(same_rider("a", 3, 7, NINE)), EIGHT)[-1]
    assert isinstance(first, OffersMade)
    town.tell(Accept(first.offers[0].offer_id), EIGHT)
    twice = town.tell(Ask(same_rider("b", 2, 7, NINE + 10 * MINUTE_S)), EIGHT)[-1]
    assert isinstance(twice, Refused)
    assert twice.refusal.reason is Reason.DUPLICATE
    assert twice.refusal.facts == {"t1": "9:00", "ride_id": "a"}
    meant = same_rider("c", 2, 7, NINE + 10 * MINUTE_S, confirmed=(Reason.DUPLICATE,))
    events = town.tell(Ask(meant), EIGHT)
    assert isinstance(events[-1], OffersMade)
    assert [event_from_json(event_to_json(event)) for event in events] == list(events)


@pytest.mark.parametrize(
    "other",
    [
        same_rider("b", 7, 3, 14 * HOUR_S),
        same_rider("b", 3, 7, 14 * HOUR_S),
        same_rider("b", 3, 6, NINE),
        a_request("b", 3, 7, NINE),
    ],
    ids=["the way home", "the afternoon", "another place", "another rider"],
)
def test_another_trip_is_no_duplicate(other: Request) -> None:
    town = Town()
    first = town.tell(Ask(same_rider("a", 3, 7, NINE)), EIGHT)[-1]
    assert isinstance(first, OffersMade)
    town.tell(Accept(first.offers[0].offer_id), EIGHT)
    assert isinstance(town.tell(Ask(other), EIGHT)[-1], OffersMade)


def test_a_few_minutes_on_foot_are_pointed_out_to_those_who_walk() -> None:
    rules = ServiceRules(shortest_trip_m=1500)
    town = Town(a_dispatcher(a_van(wheelchairs=1), rules=rules))  # 1,200 m from stop to stop
    answer = town.refused("near", 3, 4, NINE, EIGHT)
    assert (answer.reason, answer.facts) == (Reason.TOO_SHORT, {"n": "20"})
    town.book("far", 3, 5, NINE, EIGHT)
    wheelchair = replace(
        a_request("chair", 3, 4, NINE), party=replace(a_request("x", 1, 2, 0).party, wheelchairs=1)
    )
    for request in (
        replace(a_request("sure", 3, 4, NINE), confirmed=(Reason.TOO_SHORT,)),
        replace(a_request("door", 3, 4, NINE), door_needed=True),
        wheelchair,
    ):
        assert isinstance(town.tell(Ask(request), EIGHT)[-1], OffersMade)


def test_a_walk_between_near_stops_counts_as_it_is_walked() -> None:
    near = {PlaceIndex(3): ((PlaceIndex(4), 240),)}
    area = Area("見本", "2026-12-02", HOURS, walks=near)
    town = Town(a_dispatcher(rules=ServiceRules(shortest_trip_m=300), area=area))
    assert town.refused("near", 3, 4, NINE, EIGHT).facts == {"n": "4"}


def test_a_day_goes_on_the_same_from_its_journal_alone() -> None:
    town = opened_at(FIVE_DAYS_AHEAD)
    town.book("a", 3, 7, NINE, FIVE_DAYS_AHEAD)
    events = [*town.dispatcher.open_day(FIVE_DAYS_AHEAD).events, *town.events[2:]]
    again = fold(event_from_json(event_to_json(event)) for event in events)
    assert again == town.day
    request = Ask(a_request("b", 4, 8, NINE + 600))
    told = town.dispatcher.decide(town.day, request, -DAY_S)
    assert a_dispatcher().decide(again, request, -DAY_S) == told
    for event in told.events:
        apply(again, event)
    assert RequestId("b") in again.requests
