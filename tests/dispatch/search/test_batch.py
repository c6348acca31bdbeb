"""Riders assigned together: as many as can be, at the least cost, each keepable beside the others."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, Ask, AskTogether, Command
from dispatch.domain.events import Event, OffersMade, PromiseMade, Refused
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.dispatcher import CommandRefused, Dispatcher
from dispatch.engine.event_codec import event_to_json
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import Strategy
from dispatch.kernel.insertion import Insertion
from dispatch.search.batch import cheapest_assignment
from tests.builders import EIGHT, a_dispatcher, a_request, a_van

NINE = 9 * HOUR_S


def a_place(row: int, cost: int) -> Insertion:
    return Insertion(row, 0, 0, cost, 0, NINE, NINE)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 3), st.integers(-5, 30), max_size=4), min_size=1, max_size=4))
def test_no_other_assignment_serves_more_or_costs_less(costs: list[dict[int, int]]) -> None:
    """Every way of giving each ride one of its vehicles or none, tried one by one."""
    ranked = [[a_place(row, cost) for row, cost in places.items()] for places in costs]
    chosen = cheapest_assignment(ranked)
    rows = [found.row for found in chosen.values()]
    assert len(set(rows)) == len(rows)
    best = min(
        (
            -sum(row is not None for row in way),
            sum(costs[k][row] for k, row in enumerate(way) if row is not None),
        )
        for way in product(*([None, *places] for places in costs))
        if len({row for row in way if row is not None}) == sum(row is not None for row in way)
    )
    assert (-len(chosen), sum(found.cost for found in chosen.values())) == best


class Town:
    """A dispatcher that answers requests together, and its day."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher, self.day, self.events = dispatcher, ServiceDay(), list[Event]()
        for event in dispatcher.open_day().events:
            apply(self.day, event)

    def tell(self, command: Command, now_s: int) -> tuple[Event, ...]:
        events = self.dispatcher.decide(self.day, command, now_s).events
        for event in events:
            apply(self.day, event)
            self.events.append(event)
        return events


def a_town(*at: int, rules: ServiceRules | None = None) -> Town:
    vans = [a_van(f"van-{n}", at=stop) for n, stop in enumerate(at)]
    return Town(a_dispatcher(*vans, rules=rules, strategy=Strategy(batch_s=10)))


def test_the_nearest_van_is_left_to_the_rider_whom_no_other_reaches() -> None:
    """Rider b is reached in time by the van at 4 alone; one by one, rider a takes that van first."""
    rules = ServiceRules(max_wait_s=8 * MINUTE_S, reserve_s=0, detour_extra_s=0, detour_factor=1.0)
    a, b = a_request("a", 3, 5, EIGHT), a_request("b", 8, 9, EIGHT)
    one_by_one = a_town(0, 4, rules=rules)
    for request in (a, b):
        answer = one_by_one.tell(Ask(request), EIGHT)[-1]
        if isinstance(answer, OffersMade):
            one_by_one.tell(Accept(answer.offers[0].offer_id), EIGHT)
    together = a_town(0, 4, rules=rules)
    answers = [e for e in together.tell(AskTogether((a, b)), EIGHT) if isinstance(e, OffersMade)]
    assert [made.offers[0].rides[0].vehicle_id for made in answers] == ["van-0", "van-1"]
    for made in answers:
        together.tell(Accept(made.offers[0].offer_id), EIGHT)
    assert len(together.day.promises) == 2
    assert len(one_by_one.day.promises) == 1


def test_all_offers_of_a_batch_can_be_taken_whoever_answers_first() -> None:
    town = a_town(0, 9)
    requests = tuple(a_request(f"r{n}", n % 9, (n * 3 + 4) % 10, EIGHT + 60 * n) for n in range(12))
    requests = tuple(request for request in requests if request.origin != request.destination)
    made = [e for e in town.tell(AskTogether(requests), EIGHT) if isinstance(e, OffersMade)]
    assigned = [each for each in made if len(each.offers) == 1]
    assert len(assigned) >= 6
    for each in reversed(assigned):
        told = town.tell(Accept(each.offers[0].offer_id), EIGHT + 20)
        assert isinstance(told[0], PromiseMade)
        assert told[0].vehicle_id == each.offers[0].rides[0].vehicle_id


def test_who_cannot_be_served_hears_a_reason_like_everybody_else() -> None:
    town = a_town(0)
    answers = town.tell(
        AskTogether((a_request("nowhere", 3, 3, EIGHT), a_request("many", 1, 2, EIGHT, seats=30))), EIGHT
    )
    refused = [event for event in answers if isinstance(event, Refused)]
    assert [str(event.refusal.reason) for event in refused] == ["TOO_SHORT", "SEATS"]


def test_a_request_may_be_asked_once() -> None:
    twice = a_request("a", 1, 5, NINE)
    town = a_town(0)
    with pytest.raises(CommandRefused, match="asked before"):
        town.tell(AskTogether((twice, twice)), EIGHT)
    town.tell(Ask(twice), EIGHT)
    with pytest.raises(CommandRefused, match="asked before"):
        town.tell(AskTogether((twice,)), EIGHT)


def test_the_same_batch_twice_is_answered_alike() -> None:
    requests = tuple(a_request(f"r{n}", n, 9 - n, EIGHT + 60 * n) for n in range(9))
    said = []
    for _ in range(2):
        town = a_town(0, 4, 4)
        town.tell(AskTogether(requests), EIGHT)
        said.append([event_to_json(event) for event in town.events])
    assert said[0] == said[1]
