"""How driving and stopping truly went on a recorded day, for a day on which other ways are driven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dispatch.domain.disruptions import ConditionsChanged, VehicleDelayed, VehicleWithdrawn
from dispatch.domain.events import Event, VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit
from dispatch.domain.time import HOUR_S
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import TravelTimes
from simulations.demand import rng_for
from simulations.drivers import LegBegun
from simulations.recorded.facts import RideFacts

LEAST_BELIEVED_S = 30
"""Of shorter legs the factor would be noise."""
NEAREST = 10
"""From so many legs, the nearest in time, a pace is drawn."""
FACTORS = 0.4, 3.0
"""Between these; beyond, somebody forgot to report."""


@dataclass(frozen=True, slots=True)
class DrivenLeg:
    """A leg as it was driven without a turn on the way."""

    vehicle_id: VehicleId
    origin: PlaceIndex
    destination: PlaceIndex
    left_s: int
    took_s: int
    believed_s: int
    conditions: str
    """What the conditions were called; blank on a usual day."""

    @property
    def factor(self) -> float:
        """Times as long as was believed under the conditions of the moment."""
        low, high = FACTORS
        return min(high, max(low, self.took_s / self.believed_s))


@dataclass(frozen=True, slots=True)
class LegEnded:
    """When a leg ended, and how long it had been believed to take."""

    at_s: int
    believed_s: int


@dataclass
class RecordedPace:
    """The same leg begun at the same moment, believed to take as long, ends as recorded.

    Any other is driven at a recorded pace: best at that of the same two places, the nearest in time; else at
    one of those that were driven at about the same time, drawn by the seed.
    """

    legs: Sequence[DrivenLeg]
    ended: Mapping[LegBegun, LegEnded]
    rides: Mapping[RideId, RideFacts]
    seed: int
    service_date: date
    _by_ends: dict[tuple[PlaceIndex, PlaceIndex], list[DrivenLeg]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the legs by their ends."""
        for leg in self.legs:
            self._by_ends.setdefault((leg.origin, leg.destination), []).append(leg)

    def on_places(self, here: Mapping[PlaceIndex, PlaceIndex]) -> RecordedPace:
        """The same pace where places have other indices; of a leg to a place that is gone the hour counts."""
        nowhere = PlaceIndex(-1)
        legs = [
            replace(leg, origin=here.get(leg.origin, nowhere), destination=here.get(leg.destination, nowhere))
            for leg in self.legs
        ]
        ended = {
            _on_places(leg, here): end
            for leg, end in self.ended.items()
            if {_origin_of(leg), leg.destination} <= here.keys()
        }
        return RecordedPace(legs, ended, self.rides, self.seed, self.service_date)

    def factor(self, leg: LegBegun) -> float:
        """Times as long as believed a leg takes."""
        origin = _origin_of(leg)
        same = self._by_ends.get((origin, leg.destination))
        if same:
            return min(same, key=lambda each: abs(each.left_s - leg.at_s)).factor
        near = sorted(self.legs, key=lambda each: abs(each.left_s - leg.at_s))[:NEAREST]
        if not near:
            return 1.0
        stream = f"leg {origin} {leg.destination} {leg.at_s // HOUR_S}"
        return near[int(rng_for(self.seed, self.service_date, stream).integers(len(near)))].factor

    def find_arrival_s(self, leg: LegBegun, believed_s: int) -> int | None:
        """When just this leg ended on the recorded day, if it was believed to take as long then."""
        end = self.ended.get(leg)
        return end.at_s if end is not None and end.believed_s == believed_s else None

    def longer_s(self, visit: Visit) -> int:
        """By how much longer these riders took than planned."""
        facts = None if visit.ride_id is None else self.rides.get(visit.ride_id)
        return 0 if facts is None else facts.longer_s.get(visit.kind, 0)


def pace_of(
    events: Iterable[Event],
    travel: TravelTimes,
    rides: Mapping[RideId, RideFacts],
    seed: int,
    service_date: date,
) -> RecordedPace:
    """The pace of a recorded day, against what the dispatcher believed at each moment."""
    legs, ended = read_legs(events, travel)
    return RecordedPace(legs, ended, rides, seed, service_date)


def read_legs(
    events: Iterable[Event], travel: TravelTimes
) -> tuple[list[DrivenLeg], dict[LegBegun, LegEnded]]:
    """Legs that were driven without a turn, and when every leg ended."""
    legs: list[DrivenLeg] = []
    ended: dict[LegBegun, LegEnded] = {}
    under_way: dict[VehicleId, LegBegun] = {}
    believed, name = travel, ""
    for event in events:
        match event:
            case VehicleDeparted() | VehicleDiverted():
                under_way[event.vehicle_id] = event
            case VehicleWithdrawn() | VehicleDelayed():
                under_way.pop(event.vehicle_id, None)
            case ConditionsChanged(conditions=conditions):
                believed, name = travel, ""
                if conditions is not None:
                    believed, name = under(travel, conditions), event.reason or conditions.name
            case VehicleArrived():
                leg = under_way.pop(event.vehicle_id, None)
                if leg is None:
                    continue
                believed_s = believed.seconds(_origin_of(leg), leg.destination, leg.at_s)
                ended[leg] = LegEnded(event.at_s, believed_s)
                if isinstance(leg, VehicleDeparted):
                    took_s = event.at_s - leg.at_s
                    if believed_s >= LEAST_BELIEVED_S and took_s > 0:
                        ends = leg.vehicle_id, leg.origin, leg.destination
                        legs.append(DrivenLeg(*ends, leg.at_s, took_s, believed_s, name))
            case _:
                pass
    return legs, ended


def _origin_of(leg: LegBegun) -> PlaceIndex:
    return leg.origin if isinstance(leg, VehicleDeparted) else leg.via


def _on_places(leg: LegBegun, here: Mapping[PlaceIndex, PlaceIndex]) -> LegBegun:
    destination = here[leg.destination]
    if isinstance(leg, VehicleDeparted):
        return replace(leg, origin=here[leg.origin], destination=destination)
    return replace(leg, via=here[leg.via], destination=destination)
