"""A town made up for measurements: its roads, riders who ask, and vehicles with the hours ahead booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide, cheapest_insertions
from dispatch.kernel.plan_arrays import Anchor, decode_route, empty_plan
from dispatch.policy.objective import BALANCED
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor

PLACES = 300
ROUTES = 300
"""So many different routes; larger fleets drive them over and over."""
NOW_S = 9 * 3600
HORIZON_S = {10: 3 * 3600, 20: 6 * 3600}
"""How far ahead routes of so many visits reach."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A vehicle, where it is next free, its route and what was promised to those on it."""

    vehicle: Vehicle
    anchor: Anchor
    route: Route
    promises: Mapping[RideId, Promise]


def town(rng: np.random.Generator) -> MatrixTravelTimes:
    """Places in a town of 14 by 14 km, denser in the middle, driven at 30 km/h on roads a third longer."""
    spots_m = np.clip(rng.normal(7_000, 3_500, (PLACES, 2)), 0, 14_000)
    apart_m = np.hypot(*(spots_m[:, None] - spots_m[None]).transpose(2, 0, 1)) * 1.33
    seconds = np.ceil(apart_m / (30 / 3.6)).astype(np.int64)
    return MatrixTravelTimes.of(seconds, np.ceil(apart_m).astype(np.int64))


def ask(rng: np.random.Generator, travel: TravelTensor, horizon_s: int) -> AskedRide:
    """A rider who wants to leave at some time within the horizon; one in ten uses a wheelchair."""
    origin, destination = (PlaceIndex(int(place)) for place in rng.choice(PLACES, 2, replace=False))
    direct_s = int(travel.fastest[origin, destination])
    from_s = NOW_S + int(rng.integers(0, horizon_s))
    pickup = TimeWindow(from_s, from_s + int(rng.choice((600, 900, 1_800))))
    longest_s = max(direct_s + 900, direct_s * 3 // 2)
    party = Load(0, 1) if rng.random() < 0.1 else Load(int(rng.integers(1, 3)))
    limits = RideLimits(pickup, pickup.until_s + 60 + longest_s, longest_s)
    return AskedRide(origin, destination, party, 60, 30, limits)


def book_fleet(
    rng: np.random.Generator, travel: TravelTensor, visits: int, count: int = ROUTES
) -> list[Booked]:
    """Vehicles whose hours ahead are filled by cheapest insertion, up to so many visits each."""
    hours = TimeWindow(NOW_S - 7200, NOW_S + HORIZON_S[visits] + 3 * 3600)
    depots = [PlaceIndex(int(place)) for place in rng.integers(0, PLACES, count)]
    vehicles = [
        Vehicle(VehicleId(str(n)), Load(8, 2), Shift(hours, depot, depot)) for n, depot in enumerate(depots)
    ]
    return [_booked(rng, travel, vehicle, visits) for vehicle in vehicles]


def _booked(rng: np.random.Generator, travel: TravelTensor, vehicle: Vehicle, visits: int) -> Booked:
    alone, promises = empty_plan([vehicle]), dict[RideId, Promise]()
    route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, vehicle.shift.end, 0, 0),))
    anchor = Anchor(PlaceIndex(int(rng.integers(PLACES))), NOW_S + int(rng.integers(0, 900)))
    encode_route(alone, 0, route, anchor, promises, travel)
    while len(route.visits) <= visits:
        asked = ask(rng, travel, HORIZON_S[visits])
        for way in cheapest_insertions(alone, asked, travel, BALANCED, now_s=NOW_S):
            ride_id = RideId(f"{vehicle.vehicle_id}/{len(route.visits)}")
            promises[ride_id] = Promise(
                *(ride_id, RequestId(ride_id), RiderId(ride_id), asked.load),
                *(asked.origin, asked.destination, asked.limits),
            )
            route = with_ride(route, way, ride_id, asked)
            encode_route(alone, 0, route, anchor, promises, travel)
    return Booked(vehicle, anchor, decode_route(alone, 0), promises)


def multiplied(booked: Sequence[Booked], count: int) -> list[Booked]:
    """So many vehicles that drive the same routes over and over, each with riders of its own."""
    return [_another(booked[n % len(booked)], n) for n in range(count)]


def _another(booked: Booked, number: int) -> Booked:
    vehicle_id = VehicleId(str(number))
    name = {ride_id: RideId(f"{number}/{k}") for k, ride_id in enumerate(booked.promises)}
    visits = tuple(
        replace(visit, ride_id=name[visit.ride_id] if visit.ride_id is not None else None)
        for visit in booked.route.visits
    )
    promises = {
        name[ride_id]: replace(promise, ride_id=name[ride_id]) for ride_id, promise in booked.promises.items()
    }
    vehicle = replace(booked.vehicle, vehicle_id=vehicle_id)
    return replace(booked, vehicle=vehicle, route=Route(vehicle_id, visits), promises=promises)
