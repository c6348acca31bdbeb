"""Several requests answered at one moment: who is assigned a ride can keep it beside the others' rides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dispatch.domain.offer import Offer, OfferId, OfferKind, Promise
from dispatch.domain.request import Request, RideId, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.answering import Answer, answer, direct_drive_s, trip_of
from dispatch.engine.area import Area
from dispatch.engine.hindrances import find_duplicate, find_hindrance
from dispatch.kernel.plan_arrays import copy_plan
from dispatch.policy.objective import BALANCED, LATEST_ARRIVAL
from dispatch.policy.offering import wished, without_idling
from dispatch.search.batch import Asking, assign_together
from dispatch.search.best_insertion import FleetView
from dispatch.travel.travel_times import TravelTimes


def answer_together(
    requests: Sequence[Request],
    fleet: FleetView,
    travel: TravelTimes,
    rules: ServiceRules,
    area: Area,
    booked: Collection[Promise] = (),
) -> list[Answer]:
    """An answer to each request in order; who finds no place in the batch is answered alone, after it."""
    shared = replace(fleet, plan=copy_plan(fleet.plan))
    asking = _list_asking(requests, fleet.now_s, travel, rules, area, booked)
    rides = assign_together(shared, list(asking), rules)
    answers = []
    for request in requests:
        ride = rides.get(RideId(str(request.request_id)))
        if ride is None:
            answers.append(answer(request, shared, travel, rules, area, booked))
            continue
        offer_id = OfferId(f"{request.request_id}-1")
        lapses_s = fleet.now_s + rules.offer_life_s
        offer = Offer(offer_id, request.request_id, OfferKind.AROUND_WISH, (ride,), lapses_s)
        answers.append(Answer(direct_drive_s(request, fleet.now_s, travel, area), (offer,)))
    return answers


def _list_asking(
    requests: Sequence[Request],
    now_s: int,
    travel: TravelTimes,
    rules: ServiceRules,
    area: Area,
    booked: Collection[Promise],
) -> Iterator[Asking]:
    for request in requests:
        drive_s = direct_drive_s(request, now_s, travel, area)
        if find_hindrance(request, drive_s, now_s, travel, rules, area) is not None:
            continue
        trip = trip_of(request, drive_s, now_s, rules, area.hours)
        limits = wished(request, trip.facts, rules)
        if find_duplicate(request, limits, booked) is not None:
            continue
        if limits is not None and request.wish_kind is WishKind.ARRIVE_BY:
            yield Asking(trip, without_idling(limits), LATEST_ARRIVAL)
        elif limits is not None:
            yield Asking(trip, limits, BALANCED)
