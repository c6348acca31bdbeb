"""Who waits longest is offered first what others give up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    Cancel,
    Command,
    Decline,
    Depart,
    JoinWaitlist,
    LeaveWaitlist,
    ReportNoShow,
    Wake,
)
from dispatch.domain.events import OfferLapsed, OffersMade, PromiseMade, Refused, WaitlistLeft
from dispatch.domain.request import RequestId, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.dispatcher import CommandRefused, Dispatcher
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S
TIGHT = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)

POOLING = ServiceRules(max_wait_s=10 * MINUTE_S)


def small_van() -> Dispatcher:
    """A van with one seat in a town of little patience."""
    return a_dispatcher(a_van(seats=1), rules=TIGHT)


def full_town(*waiting: str) -> Town:
    """The only seat is promised to a; the others want about the same and wait, in this order."""
    town = Town(small_van())
    town.book("a", 1, 9, NINE, EIGHT)
    for n, name in enumerate(waiting):
        town.refused(name, 1, 9, NINE, EIGHT + 20 + n)
        town.tell(JoinWaitlist(RequestId(name)), EIGHT + 20 + n)
    return town


def offered(town: Town, command: Command, now_s: int) -> list[str]:
    return [event.request_id for event in town.tell(command, now_s) if isinstance(event, OffersMade)]


def test_a_cancelled_ride_is_offered_to_who_waits_longest() -> None:
    town = full_town("b", "c")
    assert offered(town, Wake(), EIGHT + 30) == [], "nothing is free yet"
    freed = town.dispatcher.decide(town.day, Cancel(RideId("a")), EIGHT + 60)
    assert freed.wake_at_s == EIGHT + 60, "the queue is looked at at once"
    town._keep(freed.events)
    woken = town.dispatcher.decide(town.day, Wake(), EIGHT + 60)
    town._keep(woken.events)
    (made,) = (event for event in woken.events if isinstance(event, OffersMade))
    assert made.request_id == "b"
    assert {offer.lapses_s for offer in made.offers} == {EIGHT + 60 + 15 * MINUTE_S}
    assert woken.wake_at_s == EIGHT + 60 + 15 * MINUTE_S
    assert offered(town, Wake(), EIGHT + 120) == [], "what b was offered is not offered to c as well"
    town.tell(Accept(made.offers[0].offer_id), EIGHT + 300)
    assert list(town.day.waitlist) == ["c"]
    assert set(town.day.promises) == {"b"}
    assert [event_from_json(event_to_json(event)) for event in town.events] == town.events
    assert fold(town.events) == town.day


def test_who_lets_an_offer_lapse_keeps_the_place_and_the_next_is_tried() -> None:
    town = full_town("b", "c")
    town.tell(Cancel(RideId("a")), EIGHT + 60)
    assert offered(town, Wake(), EIGHT + 60) == ["b"]
    late_s = EIGHT + 60 + 15 * MINUTE_S
    events = town.tell(Wake(), late_s)
    assert [type(event) for event in events if isinstance(event, OfferLapsed)]
    assert [event.request_id for event in events if isinstance(event, OffersMade)] == ["c"]
    town.tell(Accept(town.day.offers_of[RequestId("c")][0]), late_s + 60)
    assert list(town.day.waitlist) == ["b"]
    town.tell(Cancel(RideId("c")), late_s + 90)
    assert offered(town, Wake(), late_s + 90) == ["b"], "room is free again, and b is still the first"


def test_who_declines_makes_way_at_once() -> None:
    town = full_town("b", "c")
    town.tell(Cancel(RideId("a")), EIGHT + 60)
    assert offered(town, Wake(), EIGHT + 60) == ["b"]
    assert town.dispatcher.decide(town.day, Decline(RequestId("b")), EIGHT + 70).wake_at_s == EIGHT + 70
    town.tell(Decline(RequestId("b")), EIGHT + 70)
    assert offered(town, Wake(), EIGHT + 70) == ["c"]


def test_who_leaves_gives_up_what_was_offered() -> None:
    town = full_town("b", "c")
    town.tell(Cancel(RideId("a")), EIGHT + 60)
    town.tell(Wake(), EIGHT + 60)
    (offer_id,) = town.day.offers_of[RequestId("b")][:1]
    town.tell(LeaveWaitlist(RequestId("b")), EIGHT + 80)
    with pytest.raises(CommandRefused, match="ask again"):
        town.tell(Accept(offer_id), EIGHT + 90)
    assert offered(town, Wake(), EIGHT + 80) == ["c"]


def test_a_rider_who_does_not_come_frees_room_too() -> None:
    patient = replace(TIGHT, max_wait_s=40 * MINUTE_S)
    town = Town(a_dispatcher(a_van(seats=1), rules=patient))
    ride = town.book("a", 1, 9, NINE, EIGHT)
    for n in range(8):
        answer = town.tell(Ask(a_request(f"b{n}", 1, 9, NINE)), EIGHT + 20 + n)[-1]
        if isinstance(answer, Refused):
            break
        town.tell(Accept(answer.offers[0].offer_id), EIGHT + 20 + n)
    else:
        raise AssertionError("the van never filled up")
    waiting = RequestId(f"b{n}")
    town.tell(JoinWaitlist(waiting), EIGHT + 60)
    assert offered(town, Wake(), EIGHT + 60) == []
    until_s = town.day.promises[ride].limits.pickup.until_s
    town.tell(Depart(VAN), NINE - 200)
    town.tell(Arrive(VAN), NINE - 60)
    gone = town.dispatcher.decide(town.day, ReportNoShow(VAN), until_s + 300)
    assert gone.wake_at_s == until_s + 300


def test_room_for_two_is_offered_to_two_at_once() -> None:
    town = Town(a_dispatcher(a_van(seats=2), rules=POOLING))
    town.book("pair", 1, 9, NINE, EIGHT, seats=2)
    for n, name in enumerate("bcd"):
        town.refused(name, 1, 9, NINE, EIGHT + n)
        town.tell(JoinWaitlist(RequestId(name)), EIGHT + n)
    town.tell(Cancel(RideId("pair")), EIGHT + 60)
    assert offered(town, Wake(), EIGHT + 60) == ["b", "c"]
    for name in "bc":
        events = town.tell(Accept(town.day.offers_of[RequestId(name)][0]), EIGHT + 90)
        assert isinstance(events[0], PromiseMade), "both could be kept together"


def test_who_needs_more_than_is_free_does_not_hold_up_the_others() -> None:
    town = Town(a_dispatcher(a_van(seats=4), rules=POOLING))
    town.book("three", 1, 9, NINE, EIGHT, seats=3)
    town.book("one", 1, 9, NINE, EIGHT)
    for name, seats in (("many", 4), ("two", 2)):
        town.refused(name, 1, 9, NINE, EIGHT + 40, seats=seats)
        town.tell(JoinWaitlist(RequestId(name)), EIGHT + 40)
    town.tell(Cancel(RideId("three")), EIGHT + 60)
    assert offered(town, Wake(), EIGHT + 60) == ["two"]
    assert list(town.day.waitlist) == ["many", "two"]


def test_nobody_waits_for_what_is_past() -> None:
    town = full_town("b")
    events = town.tell(Wake(), NINE + 5 * MINUTE_S + 1)
    assert WaitlistLeft(NINE + 5 * MINUTE_S + 1, RequestId("b")) in events
    assert not town.day.waitlist


def test_waiting_in_vain_is_refused_with_the_reason() -> None:
    town = full_town("b")
    with pytest.raises(CommandRefused, match="b waits already"):
        town.tell(JoinWaitlist(RequestId("b")), EIGHT + 60)
    with pytest.raises(CommandRefused, match="not known"):
        town.tell(JoinWaitlist(RequestId("z")), EIGHT + 60)
    with pytest.raises(CommandRefused, match="has its ride already"):
        town.tell(JoinWaitlist(RequestId("a")), EIGHT + 60)
    with pytest.raises(CommandRefused, match="z does not wait"):
        town.tell(LeaveWaitlist(RequestId("z")), EIGHT + 60)
    town.refused("here", 3, 3, NINE, EIGHT + 60)
    with pytest.raises(CommandRefused, match="in vain: TOO_SHORT"):
        town.tell(JoinWaitlist(RequestId("here")), EIGHT + 60)
    short = Town(a_dispatcher(a_van(seats=1), rules=replace(TIGHT, waitlist_most=0)))
    short.book("a", 1, 9, NINE, EIGHT)
    short.refused("b", 1, 9, NINE, EIGHT)
    with pytest.raises(CommandRefused, match="0 riders wait already"):
        short.tell(JoinWaitlist(RequestId("b")), EIGHT)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_first_in_the_queue_who_fits_is_the_first_to_be_offered(data: st.DataObject) -> None:
    """Whether somebody fits is asked of a second dispatcher, as if that rider asked now."""
    town = Town(a_dispatcher(a_van(seats=2), rules=TIGHT))
    second = a_dispatcher(a_van(seats=2), rules=TIGHT)
    place = st.integers(0, 9)
    for n in range(12):
        now_s = EIGHT + 20 * n
        origin = data.draw(place)
        destination = data.draw(place.filter(lambda at, here=origin: at != here))
        request = a_request(f"r{n}", origin, destination, NINE + data.draw(st.integers(0, 5)) * 5 * MINUTE_S)
        answer = town.tell(Ask(request), now_s)[-1]
        if isinstance(answer, OffersMade):
            town.tell(Accept(answer.offers[0].offer_id), now_s)
        else:
            town.tell(JoinWaitlist(request.request_id), now_s)
    now_s = EIGHT + 300
    for _ in range(4):
        if not town.day.promises:
            break
        town.tell(Cancel(RideId(data.draw(st.sampled_from(sorted(town.day.promises))))), now_s)
        fitting = []
        for request_id in town.day.waitlist:
            again = replace(town.day.requests[request_id], request_id=RequestId("again"))
            told = second.decide(fold(town.events), Ask(again), now_s).events[-1]
            fitting += [request_id] if isinstance(told, OffersMade) else []
        before = list(town.day.waitlist)
        told_to = offered(town, Wake(), now_s)
        assert told_to[:1] == fitting[:1]
        assert [before.index(RequestId(each)) for each in told_to] == sorted(
            before.index(RequestId(each)) for each in told_to
        )
        for each in told_to:
            taken = town.tell(Accept(town.day.offers_of[RequestId(each)][0]), now_s + 1)
            assert isinstance(taken[0], PromiseMade), "all that is offered at once can be kept together"
        now_s += 60
    assert fold(event_from_json(event_to_json(event)) for event in town.events) == town.day
    assert second.decide(fold(town.events), Wake(), now_s) == town.dispatcher.decide(town.day, Wake(), now_s)
