"""A day by half hours: what is said to be free can be booked, and what is said to be full cannot."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np

from dispatch.domain.commands import Accept, Ask
from dispatch.domain.events import OffersMade, Refused
from dispatch.domain.request import RequestId, RiderId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HALF_HOUR_S, HOUR_S, MINUTE_S
from dispatch.engine.availability import Room
from dispatch.engine.journal import fold
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import Town

NINE = 9 * HOUR_S
HALF_HOURS = range(EIGHT, EIGHTEEN, HALF_HOUR_S)
TYPICAL = [
    a_request("to the clinic", 1, 7, 0),
    a_request("home again", 7, 1, 0),
    a_request("to the shops", 3, 9, 0),
    a_request("across the town", 9, 0, 0),
    a_request("next door", 4, 5, 0),
]


def strip(town: Town, now_s: int = EIGHT) -> dict[int, Room]:
    seen = town.dispatcher.look_at_availability(town.day, TYPICAL, HALF_HOURS, now_s)
    assert [each.from_s for each in seen] == list(HALF_HOURS)
    return {each.from_s: each.room for each in seen}


def test_an_empty_day_is_free_until_the_vehicle_must_be_home() -> None:
    rooms = strip(Town())
    assert rooms[NINE] is Room.FREE
    assert rooms[EIGHTEEN - HALF_HOUR_S] is Room.FEW


def test_what_is_past_is_full() -> None:
    rooms = strip(Town(), 12 * HOUR_S + 29 * MINUTE_S)
    assert rooms[10 * HOUR_S] is Room.FULL
    assert rooms[13 * HOUR_S] is Room.FREE


def crowded_town(vans: int, riders: int, seats: int = 2) -> Town:
    """A town with so many rides booked at random."""
    rng = np.random.default_rng(5)
    fleet = [a_van(f"van-{n}", at=int(rng.integers(10)), seats=seats) for n in range(vans)]
    town = Town(a_dispatcher(*fleet, rules=ServiceRules(max_wait_s=15 * MINUTE_S)))
    for n in range(20 * riders):
        if len(town.day.promises) >= riders:
            break
        origin, destination = rng.choice(10, 2, replace=False)
        wish_s = int(rng.integers(EIGHT, EIGHTEEN - HALF_HOUR_S))
        answer = town.tell(Ask(a_request(f"r{n}", int(origin), int(destination), wish_s)), EIGHT)[-1]
        if isinstance(answer, OffersMade):
            town.tell(Accept(answer.offers[0].offer_id), EIGHT)
    return town


def test_free_can_be_booked_and_full_cannot() -> None:
    town = crowded_town(vans=1, riders=25)
    seen = strip(town)
    assert set(seen.values()) == set(Room), "the day must have some of each"
    for from_s, room in seen.items():
        if room is Room.FEW:
            continue
        for trip in TYPICAL:
            for wish_s in (from_s, from_s + HALF_HOUR_S):
                request = replace(trip, request_id=RequestId("try"), rider_id=RiderId("new"), wish_s=wish_s)
                told = town.dispatcher.decide(town.day, Ask(request), EIGHT).events[-1]
                assert isinstance(told, OffersMade if room is Room.FREE else Refused)


def test_looking_changes_nothing() -> None:
    town = crowded_town(vans=2, riders=10)
    before = fold(town.events)
    strip(town)
    assert town.day == before
    request = Ask(a_request("after", 2, 8, NINE))
    fresh = a_dispatcher(*town.dispatcher.vehicles, rules=town.dispatcher.rules)
    assert town.dispatcher.decide(town.day, request, EIGHT) == fresh.decide(before, request, EIGHT)


def test_a_day_of_twenty_half_hours_takes_less_than_fifty_milliseconds() -> None:
    town = crowded_town(vans=3, riders=60, seats=9)
    assert len(town.day.promises) == 60
    strip(town)
    taken_s = []
    for _ in range(5):
        began_s = process_time()
        strip(town)
        taken_s.append(process_time() - began_s)
    assert min(taken_s) <= 0.05, f"{min(taken_s) * 1000:.0f} ms"
    print(f"{min(taken_s) * 1000:.1f} ms of CPU")
