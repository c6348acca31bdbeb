"""The policies a scenario may choose, by the names of the `[dispatch]` section, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, LAST_SECOND_S
from dispatch.engine.answering import trip_of
from dispatch.engine.improving import Improvement
from dispatch.engine.strategy import Strategy
from dispatch.policy.anticipation import FutureValue, LaterRide, SampledRiders
from dispatch.policy.demand_shares import DemandShares
from dispatch.policy.offering import wished
from dispatch.policy.or_tools import require_optimizer
from dispatch.policy.positioning import Positioning
from dispatch.search.repair import Effort
from dispatch.search.stopping import after_rounds
from dispatch.travel.travel_times import TravelTimes
from gtfs.service_words import DispatchSection
from simulations.demand import Arrival, DemandModel, rng_for, sample_demand

EARLIER_DAYS = 28


@dataclass(frozen=True)
class Outlook:
    """What may be known before a day: its roads and rules, and how riders asked on the days before it."""

    model: DemandModel
    riders: int
    seed: int
    service_date: date
    travel: TravelTimes
    rules: ServiceRules

    def earlier_days(self) -> Iterator[list[Arrival]]:
        """The requests of the days before, drawn from the same demand and never from this day's own."""
        for ago in range(1, EARLIER_DAYS + 1):
            yield sample_demand(self.model, self.riders, self.seed, self.service_date - timedelta(days=ago))


def expected_pickups(outlook: Outlook) -> NDArray[np.float64]:  # (hours, P)
    """Riders who want to leave at once, by clock hour and place, on a mean day."""
    places = outlook.travel.tensor().fastest.shape[0]
    pickups = np.zeros((LAST_SECOND_S // HOUR_S + 1, places))
    for day in outlook.earlier_days():
        for arrival in day:
            if arrival.asked_by.ride_now:
                pickups[arrival.asked_s // HOUR_S, arrival.request.origin] += 1 / EARLIER_DAYS
    return pickups


def later_rides(outlook: Outlook) -> tuple[LaterRide, ...]:
    """The rides asked for on the days before, in the order of the clock."""
    rules, travel, hours = outlook.rules, outlook.travel, outlook.model.hours
    found = []
    for day in outlook.earlier_days():
        for arrival in day:
            request, asked_s = arrival.request, arrival.asked_s
            direct_s = travel.seconds(request.origin, request.destination, request.wish_s)
            trip = trip_of(request, direct_s, asked_s, rules, hours)
            limits = wished(request, trip.facts, rules)
            if limits is not None:
                found.append(LaterRide(asked_s, trip.within(limits)))
    return tuple(sorted(found, key=lambda ride: ride.asked_s))


def _demand_shares(outlook: Outlook) -> Positioning:
    require_optimizer()
    return DemandShares(expected_pickups(outlook))


def _sampled_riders(outlook: Outlook) -> FutureValue:
    return SampledRiders(later_rides(outlook), EARLIER_DAYS)


def _draws(outlook: Outlook) -> Callable[[int], np.random.Generator]:
    """One generator for each version of the day, the same whenever the day is replayed."""
    return lambda version: rng_for(outlook.seed, outlook.service_date, f"decision {version}")


def _improvement(rounds: int, outlook: Outlook) -> Improvement:
    return Improvement(_draws(outlook), lambda: after_rounds(rounds))


POSITIONINGS: Mapping[str, Callable[[Outlook], Positioning | None]] = MappingProxyType(
    {"none": lambda _: None, "expected_demand": _demand_shares}
)
ANTICIPATIONS: Mapping[str, Callable[[Outlook], FutureValue | None]] = MappingProxyType(
    {"none": lambda _: None, "sampled_riders": _sampled_riders}
)


def strategy_of(section: DispatchSection, outlook: Outlook) -> Strategy:
    """What the dispatcher of a day is told to use."""
    return Strategy(
        positioning=POSITIONINGS[section.positioning](outlook),
        anticipation=ANTICIPATIONS[section.anticipation](outlook),
        repair=Effort(_draws(outlook), section.repair) if section.repair else None,
        improvement=_improvement(section.improvement, outlook) if section.improvement else None,
        batch_s=section.batch_s or None,
    )
