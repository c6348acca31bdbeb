"""Riders of a day drawn from a fitted model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.time import HALF_HOUR_S, MINUTE_S, TimeWindow
from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.day_record import AskedBy, Purpose
from simulations.demand import Arrival, rng_for
from simulations.fitting.calendar import day_features
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.purposes import KNOWN, draw_of

Float = NDArray[np.float64]
_Asked = tuple[int, int, Request, Purpose, bool]


@dataclass(frozen=True)
class FittedRiders:
    """The riders of a fitted model on the places of a service."""

    model: FittedModel
    service: Service

    def expected(self, on: date) -> Float:  # (H,)
        """Expected journeys of each half hour of a date without snow, as much as demand has grown."""
        demand, fitted = self.model.demand, self.model.fitted
        of_days = np.array([*demand.weekdays, demand.holiday])
        features = day_features([(on, SnowLevel.NORMAL)])[0][: len(of_days)]
        factor = float(np.exp(features @ np.log(of_days)))
        grown = self.service.demand.riders_per_day / fitted.riders_per_day if fitted.riders_per_day else 1.0
        return np.array(demand.per_day) * factor * grown

    def draw(
        self, seed: int, on: date, riders: int | None = None, snow: SnowLevel = SnowLevel.NORMAL
    ) -> list[Arrival]:
        """A day's requests in the order of asking; about so many `riders`, where they are given.

        In snow the riders of the same day without it stay at home or are joined by others: those who ask on
        both days are the same, and have the same ids.
        """
        expected = self.expected(on)
        if riders is not None:
            expected = expected * riders / max(1e-9, expected.sum() * self._persons_per_journey())
        rng = rng_for(seed, on, "fitted demand")
        arrivals = _numbered(self._journeys(expected, rng, 0), 0)
        factor = 1.0 if riders is not None else self.model.demand.snow.get(snow.value, 1.0)
        if factor == 1:
            return arrivals
        in_snow = rng_for(seed, on, f"fitted demand in {snow.value}")
        if factor < 1:
            known = sorted({each.request.rider_id for each in arrivals})
            goes = dict(zip(known, in_snow.random(len(known)) < factor, strict=True))
            return [each for each in arrivals if goes[each.request.rider_id]]
        persons = len({each.request.rider_id for each in arrivals})
        more = _numbered(self._journeys(expected * (factor - 1), in_snow, persons), len(arrivals))
        return sorted([*arrivals, *more], key=lambda each: (each.asked_s, each.request.request_id))

    def _journeys(self, expected: Float, rng: np.random.Generator, person: int) -> list[_Asked]:
        asked: list[_Asked] = []
        for row, many in enumerate(rng.poisson(expected)):
            for _ in range(int(many)):
                person += 1
                asked += self._journey(row, person, rng)
        return asked

    def _persons_per_journey(self) -> float:
        demand = self.model.demand
        return float(np.dot(range(1, len(demand.seats) + 1), demand.seats)) * (1 + demand.return_share)

    def _journey(self, row: int, person: int, rng: np.random.Generator) -> Iterator[_Asked]:
        demand, draws = self.model.demand, self._draws
        shares = np.array(demand.purposes[row])
        number = _pick(shares, rng) if shares.sum() > 0 else None
        origin = _pick(draws.origins, rng)
        wanted = draws.destinations if number is None else draws.destinations * draws.of_purpose[:, number]
        wanted = wanted.copy()
        wanted[origin] = 0
        if wanted.sum() <= 0:
            return
        destination = _pick(wanted, rng)
        wish_s = demand.half_hours[row] * HALF_HOUR_S + int(rng.integers(HALF_HOUR_S))
        now = bool(rng.random() < demand.ride_now_share)
        arrive_by = 0.0 if number is None else demand.arrive_by[number]
        by = not now and bool(rng.random() < arrive_by)
        channel = Channel.PHONE if rng.random() < demand.phone_share else Channel.APP
        out = Request(
            RequestId("drawn"),
            RiderId(f"p{person:05}"),
            PlaceIndex(origin),
            PlaceIndex(destination),
            WishKind.ARRIVE_BY if by else WishKind.DEPART_AFTER,
            wish_s if now else wish_s // (5 * MINUTE_S) * 5 * MINUTE_S,
            _party(demand.seats, demand.wheelchair_share, demand.walker_share, rng),
            channel,
        )
        out = replace(out, door_needed=bool(out.party.wheelchairs or out.party.walkers))
        purpose = Purpose.UNKNOWN if number is None else KNOWN[number]
        asked_s = self._asked_s(out, now, rng)
        yield asked_s, person, out, purpose, now
        if rng.random() >= demand.return_share:
            return
        longest_s = self._hours.until_s - HALF_HOUR_S - out.wish_s
        stay_min = _quantile(demand.stays_min, rng, longest_s / MINUTE_S)
        if stay_min is None:
            return
        home_s = out.wish_s + int(stay_min * MINUTE_S)
        now = bool(rng.random() < demand.ride_now_share)
        home = replace(
            out,
            origin=out.destination,
            destination=out.origin,
            wish_kind=WishKind.DEPART_AFTER,
            wish_s=home_s,
        )
        yield home_s if now else asked_s + MINUTE_S, person, home, purpose, now

    def _asked_s(self, request: Request, now: bool, rng: np.random.Generator) -> int:
        notice_s = round((_quantile(self.model.demand.notices_min, rng) or 0.0) * MINUTE_S)
        return request.wish_s if now else max(0, request.wish_s - notice_s)

    @property
    def _hours(self) -> TimeWindow:
        return self.service.demand.hours or self.service.hours

    @cached_property
    def _draws(self) -> _Draws:
        demand, places = self.model.demand, self.service.places
        of_purpose = draw_of(self.service)
        total = of_purpose.sum(axis=1, keepdims=True)
        likely = np.divide(of_purpose, total, out=np.zeros_like(of_purpose), where=total > 0)
        return _Draws(
            np.array([demand.origins.get(place.place_id, 0.0) for place in places]),
            np.array([demand.destinations.get(place.place_id, 0.0) for place in places]),
            likely,
        )


@dataclass(frozen=True)
class _Draws:
    origins: Float  # (P,)
    destinations: Float  # (P,)
    of_purpose: Float  # (P, 4)


def _party(
    seats: list[float], wheelchair_share: float, walker_share: float, rng: np.random.Generator
) -> Load:
    persons = 1 + _pick(np.array(seats), rng)
    wheelchair = int(rng.random() < wheelchair_share)
    walker = int(not wheelchair and rng.random() < walker_share)
    return Load(persons - wheelchair, wheelchair, walker)


def _numbered(asked: list[_Asked], before: int) -> list[Arrival]:
    asked.sort(key=lambda each: (each[0], each[1]))
    return [_arrival(number, *each) for number, each in enumerate(asked, start=before + 1)]


def _arrival(
    number: int, asked_s: int, person: int, request: Request, purpose: Purpose, now: bool
) -> Arrival:
    named = replace(request, request_id=RequestId(f"r{number:05}"))
    need = f"{request.rider_id}:{request.origin}>{request.destination}"
    return Arrival(asked_s, named, AskedBy(need, purpose, request.channel, now))


def _pick(shares: Float, rng: np.random.Generator) -> int:
    reached = np.cumsum(shares)
    return int(np.searchsorted(reached, rng.random() * reached[-1], side="right"))


def _quantile(steps: list[float], rng: np.random.Generator, most: float = float("inf")) -> float | None:
    """A draw from a distribution told by even steps, of what is at most so much; None where nothing is."""
    if most < steps[0]:
        return None
    shares = np.linspace(0, 1, len(steps))
    return float(np.interp(rng.random() * np.interp(most, steps, shares), shares, steps))
