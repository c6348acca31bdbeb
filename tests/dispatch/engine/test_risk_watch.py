"""Who waits for a vehicle that keeps silent is told in time: the engine asks to be woken for that."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dispatch.domain.commands import Accept, Arrive, Ask, BeginVisit, Command, Depart, FinishVisit, Wake
from dispatch.domain.events import OffersMade, PromiseAtRisk
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.risk_watch import MUCH_LATER_S
from dispatch.engine.service_day import apply
from tests.builders import EIGHT, a_request
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S


class Woken:
    """A town whose engine is woken whenever it asks to be."""

    def __init__(self) -> None:
        self.town = Town()
        self.wakes: set[int] = set()
        self.at_risk: dict[str, int] = {}
        """When it was said first of which ride."""
        self.said: list[int] = []
        """How late each ride was said to be, each time."""
        self.looks = 0

    def tell(self, command: Command, now_s: int) -> None:
        self.wake_until(now_s)
        self._decide(command, now_s)

    def wake_until(self, until_s: int) -> None:
        while due := [each for each in self.wakes if each < until_s]:
            self.wakes.discard(min(due))
            self.looks += 1
            self._decide(Wake(), min(due))

    def _decide(self, command: Command, now_s: int) -> None:
        decision = self.town.dispatcher.decide(self.town.day, command, now_s)
        for event in decision.events:
            apply(self.town.day, event)
            if isinstance(event, PromiseAtRisk):
                self.at_risk.setdefault(event.ride_id, now_s)
                self.said.append(event.expected_late_s)
        if decision.wake_at_s is not None:
            assert isinstance(command, Wake) is False or decision.wake_at_s > now_s or decision.events
            self.wakes.add(decision.wake_at_s)

    def book(self, name: str, origin: int, destination: int, wish_s: int, now_s: int) -> str:
        self.tell(Ask(a_request(name, origin, destination, wish_s)), now_s)
        made = self.town.day.offers_of[a_request(name, origin, destination, wish_s).request_id]
        assert made, OffersMade
        ride_id = self.town.day.offers[made[0]].rides[0].ride_id
        self.tell(Accept(made[0]), now_s + 10)
        return ride_id


def test_a_vehicle_that_does_not_leave_is_noticed_within_a_minute() -> None:
    woken = Woken()
    ride_id = woken.book("a", 3, 7, NINE, EIGHT)
    promise = woken.town.day.promises[woken.town.day.requests and next(iter(woken.town.day.promises))]
    drive_s = woken.town.dispatcher.travel.seconds(woken.town.day.vehicles[VAN].place, promise.origin, NINE)
    woken.wake_until(NINE + HOUR_S)
    too_late_s = promise.limits.pickup.until_s - drive_s
    assert too_late_s < woken.at_risk[ride_id] <= too_late_s + MINUTE_S + 1
    assert woken.looks < 30, "it is not looked at all the time"


def test_nor_is_one_that_does_not_arrive() -> None:
    woken = Woken()
    ride_id = woken.book("a", 3, 7, NINE, EIGHT)
    until_s = next(iter(woken.town.day.promises.values())).limits.pickup.until_s
    woken.tell(Depart(VAN), NINE - 380)
    woken.wake_until(NINE + HOUR_S)
    assert until_s < woken.at_risk[ride_id] <= until_s + MINUTE_S + 1


def test_whoever_waits_on_is_told_again_as_it_grows_much_later() -> None:
    woken = Woken()
    woken.book("a", 3, 7, NINE, EIGHT)
    woken.wake_until(NINE + HOUR_S)
    steps = [after - before for before, after in pairwise(woken.said)]
    assert len(steps) >= 8
    assert all(MUCH_LATER_S <= step <= MUCH_LATER_S + MINUTE_S for step in steps)


@pytest.mark.parametrize("minutes", [0, 5])
def test_whoever_is_fetched_in_time_is_told_nothing(minutes: int) -> None:
    woken = Woken()
    woken.book("a", 3, 7, NINE, EIGHT)
    woken.tell(Depart(VAN), NINE - 380)
    woken.tell(Arrive(VAN), NINE + minutes * MINUTE_S)
    assert not woken.at_risk


def test_who_rides_longer_than_promised_is_told_though_the_arrival_is_not_late_yet() -> None:
    woken = Woken()
    ride_id = woken.book("a", 3, 7, NINE, EIGHT)
    limits = next(iter(woken.town.day.promises.values())).limits
    woken.tell(Depart(VAN), NINE - 380)
    woken.tell(Arrive(VAN), limits.pickup.from_s)
    woken.tell(BeginVisit(VAN), limits.pickup.from_s)
    woken.tell(FinishVisit(VAN), limits.pickup.from_s + MINUTE_S)
    woken.tell(Depart(VAN), limits.pickup.from_s + MINUTE_S)
    too_long_s = woken.town.day.vehicles[VAN].aboard[ride_id] + limits.max_ride_s
    assert too_long_s < limits.arrive_until_s - 2 * MINUTE_S, "else this says nothing"
    woken.wake_until(NINE + 2 * HOUR_S)
    assert too_long_s < woken.at_risk[ride_id] <= too_long_s + MINUTE_S + 1
