"""Riders of a day drawn from a fitted model, and its roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HALF_HOUR_S, HOUR_S, MINUTE_S, TimeWindow
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes
from gtfs.network import Network, synthetic_share
from gtfs.road_graph import RoadSource
from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.day_record import AskedBy, Purpose
from simulations.demand import Arrival, rng_for
from simulations.drivers import MEAN_OF_BELIEVED
from simulations.fitting.calendar import day_features
from simulations.fitting.fitted_model import FittedModel, FittedTravel
from simulations.fitting.purposes import KNOWN, draw_of

Float = NDArray[np.float64]
LEAST_TOLD = 0.02
"""Roads and hours that differ by less from the town's mean are driven like all others."""


@dataclass(frozen=True)
class FittedRiders:
    """The riders of a fitted model on the places of a service."""

    model: FittedModel
    service: Service

    def expected(self, on: date, snow: SnowLevel = SnowLevel.NORMAL) -> Float:  # (H,)
        """Journeys that are expected to begin in each half hour of a date, as much as demand has grown."""
        demand, fitted = self.model.demand, self.model.fitted
        levels = [demand.snow.get(level.value, 1.0) for level in SnowLevel if level is not SnowLevel.NORMAL]
        of_days = np.array([*demand.weekdays, demand.holiday, *levels])
        factor = float(np.exp(day_features([(on, snow)])[0] @ np.log(of_days)))
        grown = self.service.demand.riders_per_day / fitted.riders_per_day if fitted.riders_per_day else 1.0
        return np.array(demand.per_day) * factor * grown

    def draw(self, seed: int, on: date, riders: int | None = None) -> list[Arrival]:
        """A day's requests in the order of asking; about so many `riders`, where they are given."""
        rng = rng_for(seed, on, "fitted demand")
        expected = self.expected(on)
        if riders is not None:
            expected = expected * riders / max(1e-9, expected.sum() * self._persons_per_journey())
        asked: list[tuple[int, int, Request, Purpose, bool]] = []
        person = 0
        for row, many in enumerate(rng.poisson(expected)):
            for _ in range(int(many)):
                person += 1
                asked += self._journey(row, person, rng)
        asked.sort(key=lambda each: (each[0], each[1]))
        return [_arrival(number, *each) for number, each in enumerate(asked, start=1)]

    def _persons_per_journey(self) -> float:
        demand = self.model.demand
        return float(np.dot(range(1, len(demand.seats) + 1), demand.seats)) * (1 + demand.return_share)

    def _journey(
        self, row: int, person: int, rng: np.random.Generator
    ) -> Iterator[tuple[int, int, Request, Purpose, bool]]:
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


def fitted_times(base: MatrixTravelTimes, network: Network, travel: FittedTravel) -> MatrixTravelTimes:
    """The travel times that a dispatcher believes on roads as they are driven, as a new version.

    Simulated drives last a little less than believed, so as much more is believed.
    """
    tensor = base.tensor()
    factor = np.full(tensor.metres.shape, travel.factor / MEAN_OF_BELIEVED)
    for source in RoadSource:
        of_road = travel.roads.get(source.name.lower(), 1.0)
        if abs(of_road - 1) > LEAST_TOLD:
            factor = factor * np.exp(np.log(of_road) * synthetic_share(network, sources=frozenset({source})))
    hours = {int(hour): of for hour, of in travel.hours.items() if abs(of - 1) > LEAST_TOLD}
    knots = sorted({*map(int, tensor.knot_s), *(hour * HOUR_S + HALF_HOUR_S for hour in hours)})
    slices = [
        _at(tensor.knot_s, tensor.seconds, knot) * factor * hours.get(knot // 3600, 1.0) for knot in knots
    ]
    seconds = np.minimum(np.ceil(np.array(slices) - 1e-6), UNREACHABLE_S).astype(np.int64)
    seconds[:, tensor.seconds[0] >= UNREACHABLE_S] = UNREACHABLE_S
    digest = blake2b(travel.model_dump_json().encode(), digest_size=4).hexdigest()
    return MatrixTravelTimes.of(seconds, tensor.metres, knot_s=knots, version=f"{base.version}+fit{digest}")


def fitted_rules(rules: ServiceRules, travel: FittedTravel) -> ServiceRules:
    """The rules, with boarding and alighting planned as long as they truly take."""
    board, alight = travel.board_more_s, travel.alight_more_s

    def more(planned_s: int, seconds: float) -> int:
        return max(0, round(planned_s + seconds))

    return replace(
        rules,
        board_s=more(rules.board_s, board.get("anybody", 0)),
        board_extra_rider_s=more(rules.board_extra_rider_s, board.get("extra_rider", 0)),
        walker_s=more(rules.walker_s, board.get("walker", 0)),
        wheelchair_s=more(rules.wheelchair_s, board.get("wheelchair", 0)),
        alight_s=more(rules.alight_s, alight.get("anybody", 0)),
        alight_extra_rider_s=more(rules.alight_extra_rider_s, alight.get("extra_rider", 0)),
    )


def _at(knot_s: NDArray[np.int32], seconds: NDArray[np.int32], at_s: int) -> Float:
    """Seconds at a moment between two knots."""
    after = int(np.searchsorted(knot_s, at_s))
    if after == 0 or after == len(knot_s):
        return np.asarray(seconds[min(after, len(knot_s) - 1)], np.float64)
    share = (at_s - knot_s[after - 1]) / (knot_s[after] - knot_s[after - 1])
    return np.asarray(seconds[after - 1] * (1 - share) + seconds[after] * share, np.float64)


def _party(
    seats: list[float], wheelchair_share: float, walker_share: float, rng: np.random.Generator
) -> Load:
    persons = 1 + _pick(np.array(seats), rng)
    wheelchair = int(rng.random() < wheelchair_share)
    walker = int(not wheelchair and rng.random() < walker_share)
    return Load(persons - wheelchair, wheelchair, walker)


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
