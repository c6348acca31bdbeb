"""What riders are to be told because of what happened: tidings, told from the events of a decision. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import takewhile

from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.ride_book import RideRecord
from api.notices.foreseen import foreseen
from api.notices.notice import Fact
from api.notices.templates import NoticeKind
from dispatch.domain.disruptions import OpenReturnRestated, PromiseAmended, RideReassigned
from dispatch.domain.events import (
    OffersMade,
    OpenReturnSold,
    PromiseAtRisk,
    PromiseMade,
    PromiseOverridden,
    RideCancelled,
    RideChanged,
    RouteChanged,
    VehicleDeparted,
    VehicleDiverted,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RiderId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import DAY_S, MINUTE_S
from dispatch.engine.service_day import ServiceDay, apply, copy_day

NEAR_S = 10 * 60
"""Who is to be picked up hears of it so long before, or when the vehicle departs for them."""
LATE_NEWS_S = 10 * 60
"""So long after the time that a rider is told, the telling is of no use."""


@dataclass(frozen=True, slots=True)
class Tiding:
    """One thing one rider is to be told; places are indices and times seconds of the service day."""

    kind: NoticeKind
    rider_id: RiderId
    subject: str
    """The ride or the request it is about: what comes later about it takes its place."""
    facts: Mapping[str, Fact]
    place: PlaceIndex | None = None
    ride_s: int | None = None
    """When the ride begins that it is about."""
    useful_until_s: int | None = None
    not_before_s: int | None = None


def tidings_of(open_day: OpenDay, outcome: Outcome) -> Iterator[Tiding]:
    """What follows from events, for the day as it was before them."""
    teller = _Teller(open_day, outcome)
    for event in outcome.events:
        yield from teller.tidings(event)


def _of_return(sold: OpenReturn) -> Tiding:
    """The longest wait for the way home, as it was stated last."""
    return Tiding(
        NoticeKind.OPEN_RETURN,
        sold.rider_id,
        sold.ride_id,
        {"wait_min": -(-sold.longest_wait_s // MINUTE_S)},
        ride_s=sold.window.from_s,
        useful_until_s=sold.window.until_s,
    )


@dataclass
class _Teller:
    """The day before the events, and what they have changed so far."""

    before: OpenDay
    outcome: Outcome
    changed: set[str] = field(default_factory=set)
    """Requests whose promise takes the place of another."""
    routes: dict[VehicleId, Route] = field(default_factory=dict)
    promises: dict[RideId, Promise] = field(default_factory=dict)

    def tidings(self, event: object) -> Iterator[Tiding]:
        match event:
            case RideChanged(request_id=request_id):
                self.changed.add(request_id)
            case RouteChanged(route=route):
                self.routes[route.vehicle_id] = route
            case PromiseMade(promise=promise):
                self.promises[promise.ride_id] = promise
                changed = promise.request_id in self.changed
                kind = NoticeKind.BOOKING_CHANGED if changed else NoticeKind.BOOKING_CONFIRMED
                yield self._of_promise(kind, promise)
            case (
                PromiseAmended(promise=promise)
                | RideReassigned(promise=promise)
                | PromiseOverridden(promise=promise)
            ):
                yield self._amended(promise)
            case RideCancelled(ride_id=ride_id):
                record = self.before.book.rides.get(ride_id)
                if record is not None:
                    yield self._cancelled(record)
            case PromiseAtRisk(ride_id=ride_id):
                yield from self._at_risk(ride_id)
            case OffersMade(request_id=request_id) if request_id in self.before.day.waitlist:
                yield from self._waitlist_offer(event)
            case OpenReturnSold(open_return=sold) | OpenReturnRestated(open_return=sold):
                yield _of_return(sold)
            case VehicleDeparted(vehicle_id=vehicle_id, origin=origin, at_s=at_s):
                yield from self._near(vehicle_id, origin, at_s, event.destination)
            case VehicleDiverted(vehicle_id=vehicle_id, via=via, via_s=via_s):
                yield from self._near(vehicle_id, via, via_s, event.destination)
            case _:
                pass

    def _of_promise(self, kind: NoticeKind, promise: Promise) -> Tiding:
        pickup = promise.limits.pickup
        return Tiding(
            kind,
            promise.rider_id,
            promise.ride_id,
            {"date": self._date, "from_s": pickup.from_s, "until_s": pickup.until_s},
            promise.origin,
            ride_s=pickup.from_s,
            useful_until_s=pickup.until_s,
        )

    def _amended(self, promise: Promise) -> Tiding:
        """Where and when the rider is fetched now, or, once on board, brought to."""
        told = self.promises.get(promise.ride_id) or self.before.book.rides[promise.ride_id].promise
        self.promises[promise.ride_id] = promise
        aboard = any(promise.ride_id in state.aboard for state in self._after.vehicles.values())
        if not aboard and (told.origin, told.limits.pickup) != (promise.origin, promise.limits.pickup):
            return self._of_promise(NoticeKind.AMENDED, promise)
        by_s = promise.limits.arrive_until_s
        return Tiding(
            NoticeKind.ARRIVAL_AMENDED,
            promise.rider_id,
            promise.ride_id,
            {"arrive_by_s": by_s},
            promise.destination,
            ride_s=promise.limits.pickup.from_s,
            useful_until_s=by_s,
        )

    def _cancelled(self, record: RideRecord) -> Tiding:
        promise = record.promise
        facts: dict[str, Fact] = {"date": self._date, "from_s": promise.limits.pickup.from_s}
        return Tiding(
            NoticeKind.BOOKING_CANCELLED,
            promise.rider_id,
            promise.ride_id,
            facts,
            promise.origin,
            ride_s=promise.limits.pickup.from_s,
        )

    def _at_risk(self, ride_id: RideId) -> Iterator[Tiding]:
        """The new time, by what is known now; a rider on board hears of the arrival."""
        day = self._after
        promise, carried = day.promises.get(ride_id), day.carried_by.get(ride_id)
        if promise is None or carried is None:
            return
        travel = self.before.dispatcher.travel_on(day)
        times = foreseen(day.vehicles[carried], day.promises, travel, self.outcome.now_s)
        pickup_s = times.get((ride_id, VisitKind.BOARD))
        arrival_s = times.get((ride_id, VisitKind.ALIGHT))
        if pickup_s is not None and pickup_s > promise.limits.pickup.until_s:
            yield self._late(NoticeKind.AT_RISK, promise, promise.origin, pickup_s)
        elif arrival_s is not None:
            yield self._late(NoticeKind.LATE_ARRIVAL, promise, promise.destination, arrival_s)

    def _late(self, kind: NoticeKind, promise: Promise, place: PlaceIndex, at_s: int) -> Tiding:
        until_s = at_s + LATE_NEWS_S
        return Tiding(
            kind, promise.rider_id, promise.ride_id, {"at_s": at_s}, place, at_s, useful_until_s=until_s
        )

    def _waitlist_offer(self, made: OffersMade) -> Iterator[Tiding]:
        request = self.before.day.requests[made.request_id]
        first = min(made.offers, key=lambda offer: offer.rides[0].limits.pickup.from_s)
        from_s = first.rides[0].limits.pickup.from_s
        days, answer_by_s = divmod(first.lapses_s, DAY_S)  # the answer is wanted today, whenever the ride is
        answer_date = (self.outcome.service_date + timedelta(days)).isoformat()
        yield Tiding(
            NoticeKind.WAITLIST_OFFER,
            request.rider_id,
            request.request_id,
            {
                "date": self._date,
                "from_s": from_s,
                "answer_date": answer_date,
                "answer_by_s": answer_by_s,
            },
            ride_s=from_s,
            useful_until_s=first.lapses_s,
        )

    def _near(
        self, vehicle_id: VehicleId, origin: PlaceIndex, at_s: int, destination: PlaceIndex
    ) -> Iterator[Tiding]:
        travel = self.before.dispatcher.travel_on(self.before.day)
        there_s = at_s + travel.seconds(origin, destination, at_s)
        route = self.routes.get(vehicle_id) or self.before.day.vehicles[vehicle_id].route
        for visit in takewhile(lambda each: each.place == destination, route.visits):
            if visit.kind is not VisitKind.BOARD or visit.ride_id is None:
                continue
            promise = self.promises.get(visit.ride_id) or self.before.day.promises[visit.ride_id]
            begin_s = max(there_s, promise.limits.pickup.from_s)
            yield Tiding(
                NoticeKind.VEHICLE_NEAR,
                promise.rider_id,
                promise.ride_id,
                {"at_s": begin_s, "vehicle": vehicle_id},
                promise.origin,
                ride_s=begin_s,
                useful_until_s=begin_s,
                not_before_s=max(self.outcome.now_s, begin_s - NEAR_S),
            )

    @cached_property
    def _after(self) -> ServiceDay:
        """The day after all the events."""
        day = copy_day(self.before.day)
        for event in self.outcome.events:
            apply(day, event)
        return day

    @property
    def _date(self) -> str:
        return self.outcome.service_date.isoformat()
