"""Which recorded requests are one person's attempts at one journey: unmet demand is counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.events import Asked, Event, PromiseMade, RideCancelled
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RequestId, RideId, WishKind
from gtfs.local_metres import plane_around
from gtfs.places import Places
from simulations.day_record import AskedBy, Purpose
from simulations.demand_file import RIDE_NOW_WITHIN_S

SAME_POINT_M = 150
"""Ends of a journey no farther apart than this are one point."""


@dataclass
class _Journey:
    """A rider's journeys between two points: the ends first said, and how often one was booked before."""

    name: str
    origin: PlaceIndex
    destination: PlaceIndex
    times: int = 1
    booked: set[RideId] = field(default_factory=set)

    @property
    def need(self) -> str:
        return self.name if self.times == 1 else f"{self.name}#{self.times}"


def needs_of(events: Iterable[Event], places: Places) -> Mapping[RequestId, AskedBy]:
    """Whose need each recorded request is about.

    A need is a rider, two points and the day; points match by id or within 150 m. A need is met when a ride
    is booked, and open again when that is cancelled; a request on a met need is another need only where the
    rider confirmed that it is a second journey.
    """
    points = _points(places)
    journeys: dict[str, list[_Journey]] = {}
    journey_of: dict[RequestId, _Journey] = {}
    journey_of_ride: dict[RideId, _Journey] = {}
    found: dict[RequestId, AskedBy] = {}
    for event in events:
        match event:
            case Asked(request=request):
                journey = _journey(journeys.setdefault(request.rider_id, []), request, points)
                if journey.booked and Reason.DUPLICATE in request.confirmed:
                    journey.times, journey.booked = journey.times + 1, set()
                journey_of[request.request_id] = journey
                found[request.request_id] = asked_by(request, event.at_s, journey.need)
            case PromiseMade(promise=promise) if promise.request_id in journey_of:
                journey = journey_of_ride[promise.ride_id] = journey_of[promise.request_id]
                journey.booked.add(promise.ride_id)
            case RideCancelled(ride_id=ride_id) if ride_id in journey_of_ride:
                journey_of_ride[ride_id].booked.discard(ride_id)
            case _:
                pass
    return found


def asked_by(request: Request, asked_s: int, need: str) -> AskedBy:
    """What a journal knows of who asked: no purpose, unless it is fitted from where they went."""
    now = request.wish_kind is WishKind.DEPART_AFTER and request.wish_s - asked_s <= RIDE_NOW_WITHIN_S
    return AskedBy(need, Purpose.UNKNOWN, request.channel, now)


def _journey(known: list[_Journey], request: Request, points: NDArray[np.float64]) -> _Journey:
    for journey in known:
        ends = (journey.origin, request.origin), (journey.destination, request.destination)
        if all(_is_one_point(points, *pair) for pair in ends):
            return journey
    name = f"{request.rider_id}:{request.origin}>{request.destination}"
    known.append(_Journey(name, request.origin, request.destination))
    return known[-1]


def _is_one_point(points: NDArray[np.float64], one: PlaceIndex, other: PlaceIndex) -> bool:
    return one == other or float(np.hypot(*(points[one] - points[other]))) <= SAME_POINT_M


def _points(places: Places) -> NDArray[np.float64]:  # (P, 2) metres
    plane = plane_around(places.lat, places.lon)
    return np.stack(plane.to_xy(places.lat, places.lon), axis=1)
