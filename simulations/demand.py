"""Riders of a simulated day, drawn from a model: who asks when, for a ride from where to where."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from gtfs.service_demand import DemandSection
from simulations.day_record import AskedBy, Purpose

STAY_S: Mapping[Purpose, tuple[int, int]] = MappingProxyType(
    {
        Purpose.HOSPITAL: (90 * MINUTE_S, 180 * MINUTE_S),
        Purpose.SHOPPING: (45 * MINUTE_S, 100 * MINUTE_S),
        Purpose.SCHOOL: (240 * MINUTE_S, 420 * MINUTE_S),
        Purpose.OTHER: (45 * MINUTE_S, 150 * MINUTE_S),
    }
)
"""From and to how long riders stay before they ride home."""
# weights of the service's hours, by clock hour, when the service says nothing: mornings out, noon home
_HOURS: Mapping[Purpose, Mapping[int, float]] = {
    Purpose.HOSPITAL: {7: 2, 8: 6, 9: 8, 10: 6, 11: 2, 12: 1, 13: 3, 14: 3, 15: 1},
    Purpose.SHOPPING: {9: 4, 10: 8, 11: 5, 12: 2, 13: 5, 14: 6, 15: 4, 16: 2},
    Purpose.SCHOOL: {7: 6, 8: 8, 9: 1},
    Purpose.OTHER: {8: 3, 9: 6, 10: 6, 11: 4, 12: 3, 13: 5, 14: 5, 15: 4, 16: 3, 17: 2},
}
_ARRIVE_BY = (Purpose.HOSPITAL, Purpose.SCHOOL)
_LAST_CALL_S = 30 * MINUTE_S
"""Nobody wishes to leave in the last half hour of the service."""
_SHORTEST_NOTICE_S, _LONGEST_NOTICE_S = HOUR_S, 24 * HOUR_S


class DemandError(ValueError):
    """No demand can be drawn; the message says why."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request on its way to the engine: when it is asked and what it is about."""

    asked_s: int
    request: Request
    asked_by: AskedBy


@dataclass(frozen=True, slots=True)
class DemandModel:
    """From where to where riders travel, how many, and in what way they ask."""

    section: DemandSection
    hours: TimeWindow
    origin_weights: NDArray[np.float64]  # (P,) homes; or any place where there are no purposes
    destination_weights: Mapping[Purpose, NDArray[np.float64]]  # (P,) for each purpose
    purpose_shares: Mapping[Purpose, float]
    road_m: NDArray[np.int32]  # (P, P)
    nearest_trip_m: int
    """No one rides to a place nearer than this by road."""
    notice_s: int = 0
    """An advance booking is made at least this long before the wish."""


def rng_for(seed: int, service_date: date, stream: str) -> np.random.Generator:
    """A stream of randomness of its own for one purpose, the same for the same seed and date."""
    return np.random.default_rng([seed, service_date.toordinal(), zlib.crc32(stream.encode())])


def sample_demand(model: DemandModel, riders: int, seed: int, service_date: date) -> list[Arrival]:
    """Draw requests until their parties hold so many riders, in the order in which they are asked.

    Raises DemandError where no ride is possible.
    """
    rng = rng_for(seed, service_date, "demand")
    rides: list[_Ride] = []
    left, person = riders, 0
    while left > 0:
        person += 1
        if person > 20 * riders + 1000:
            raise DemandError(
                f"riders find nowhere to go: no two places at least {model.nearest_trip_m} m apart by road"
            )
        for ride in _draw_journey(model, rng, person):
            if left > 0:
                party = _at_most(ride.party, left)
                left -= party.seats + party.wheelchairs
                rides.append(replace(ride, party=party))
    rides.sort(key=lambda ride: (ride.asked_s, ride.person))
    return [_arrival(number, ride) for number, ride in enumerate(rides, start=1)]


@dataclass(frozen=True, slots=True)
class _Ride:
    person: int
    purpose: Purpose
    origin: PlaceIndex
    destination: PlaceIndex
    party: Load
    channel: Channel
    ride_now: bool
    wish_kind: WishKind
    wish_s: int
    asked_s: int


def _draw_journey(model: DemandModel, rng: np.random.Generator, person: int) -> list[_Ride]:
    """One person's ride out and, often, the ride home."""
    section, hours = model.section, model.hours
    purpose = _pick(model.purpose_shares, rng)
    origin = int(_draw(model.origin_weights, rng))
    destination = _draw_destination(model, purpose, origin, rng)
    if destination is None:
        return []
    party = _draw_party(section, rng)
    channel = Channel.PHONE if rng.random() < section.phone_share else Channel.APP
    now = bool(rng.random() < section.ride_now_share)
    wish_s = _draw_wish_s(model, purpose, now, rng)
    by = not now and purpose in _ARRIVE_BY
    kind = WishKind.ARRIVE_BY if by else WishKind.DEPART_AFTER
    asked_s = wish_s if now else _draw_asked_s(model, wish_s, rng)
    places = PlaceIndex(origin), PlaceIndex(destination)
    out = _Ride(person, purpose, *places, party, channel, now, kind, wish_s, asked_s)
    if rng.random() >= section.return_share or purpose is Purpose.UNKNOWN:
        return [out]
    shortest_s, longest_s = STAY_S[purpose]
    ride_s = 0 if by else int(model.road_m[origin, destination]) // 8 + 15 * MINUTE_S
    home_s = _five_minutes(wish_s + ride_s + int(rng.integers(shortest_s, longest_s)))
    if home_s > hours.until_s - _LAST_CALL_S:
        return [out]
    now = bool(rng.random() < section.ride_now_share)
    home = replace(
        out,
        origin=out.destination,
        destination=out.origin,
        ride_now=now,
        wish_kind=WishKind.DEPART_AFTER,
        wish_s=home_s,
        asked_s=home_s if now else asked_s + MINUTE_S,
    )
    return [out, home]


def _draw_destination(
    model: DemandModel, purpose: Purpose, origin: int, rng: np.random.Generator
) -> int | None:
    far = model.road_m[origin] >= model.nearest_trip_m
    weights = model.destination_weights[purpose] * far
    return int(_draw(weights, rng)) if weights.sum() > 0 else None


def _draw_wish_s(model: DemandModel, purpose: Purpose, now: bool, rng: np.random.Generator) -> int:
    hours = model.hours
    last_s = max(hours.from_s, hours.until_s - _LAST_CALL_S)
    given = {int(hour): weight for hour, weight in model.section.hour_weights.items()}
    profile = given or _HOURS.get(purpose, {})
    clock_hours = np.arange(hours.from_s // HOUR_S, last_s // HOUR_S + 1)
    weights = np.array([profile.get(int(hour), 0.0 if profile else 1.0) for hour in clock_hours], np.float64)
    if weights.sum() <= 0:
        weights = np.ones(len(clock_hours))
    hour = int(clock_hours[_draw(weights, rng)])
    wish_s = hour * HOUR_S + int(rng.integers(0, HOUR_S))
    wish_s = min(max(wish_s, hours.from_s), last_s)
    return wish_s if now else _five_minutes(wish_s)


def _draw_asked_s(model: DemandModel, wish_s: int, rng: np.random.Generator) -> int:
    """When an advance booking is made; those of earlier days come in before the service opens."""
    notice_s = max(model.notice_s, int(rng.integers(_SHORTEST_NOTICE_S, _LONGEST_NOTICE_S)))
    opens_s = max(0, model.hours.from_s - 2 * HOUR_S)
    if wish_s - notice_s >= opens_s:
        return wish_s - notice_s
    return int(rng.integers(opens_s, max(opens_s + 1, min(model.hours.from_s, wish_s - model.notice_s))))


def _draw_party(section: DemandSection, rng: np.random.Generator) -> Load:
    persons = 1 + min(7, int(rng.poisson(section.party_size_mean - 1)))
    wheelchair = int(rng.random() < section.wheelchair_share)
    walker = int(not wheelchair and rng.random() < section.walker_share)
    return Load(persons - wheelchair, wheelchair, walker)


def _at_most(party: Load, persons: int) -> Load:
    return Load(min(party.seats, persons - party.wheelchairs), party.wheelchairs, party.walkers)


def _draw(weights: NDArray[np.float64], rng: np.random.Generator) -> int:
    reached = np.cumsum(weights)
    return int(np.searchsorted(reached, rng.random() * reached[-1], side="right"))


def _pick(shares: Mapping[Purpose, float], rng: np.random.Generator) -> Purpose:
    purposes = list(shares)
    return purposes[_draw(np.array([shares[purpose] for purpose in purposes], np.float64), rng)]


def _five_minutes(at_s: int) -> int:
    return -(-at_s // (5 * MINUTE_S)) * 5 * MINUTE_S


def _arrival(number: int, ride: _Ride) -> Arrival:
    rider = f"p{ride.person:05}"
    request = Request(
        RequestId(f"r{number:05}"),
        RiderId(rider),
        ride.origin,
        ride.destination,
        ride.wish_kind,
        ride.wish_s,
        ride.party,
        ride.channel,
        door_needed=bool(ride.party.wheelchairs or ride.party.walkers),
    )
    need = f"{rider}:{ride.origin}>{ride.destination}"
    return Arrival(ride.asked_s, request, AskedBy(need, ride.purpose, ride.channel, ride.ride_now))
