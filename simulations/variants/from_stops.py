"""Riders of a service that fetches from stops: who can walks there, who needs the door is fetched at it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from dispatch.domain.place import PlaceIndex, PlaceKind
from dispatch.domain.request import Request, WishKind
from dispatch.domain.time import MINUTE_S
from dispatch.engine.hindrances import WALK_M_PER_MINUTE
from simulations.demand import Arrival
from simulations.scenario import Scenario


class RidesFrom(StrEnum):
    """From where to where rides go."""

    DOORS = "doors"
    """From any door to any other, as the riders ask."""
    STOPS = "stops"
    """From stop to stop; only riders who need the door are fetched and brought there."""


def from_stops(scenario: Scenario) -> Scenario:
    """The same day where riders walk to and from the nearest stop that is served, at most `walk_max_m`.

    They are ready at the stop when they have walked there from the wished time on, or are let out so early
    that they walk to where they are expected. Who has no stop within the walk asks at the door and is
    refused, for no place is near.
    """
    doors = (number for number, place in enumerate(scenario.places) if place.kind is PlaceKind.DOOR)
    arrivals = tuple(_walked(arrival, scenario) for arrival in scenario.arrivals)
    return replace(scenario, arrivals=arrivals, only_if_needed=frozenset(map(PlaceIndex, doors)))


def _walked(arrival: Arrival, scenario: Scenario) -> Arrival:
    request = arrival.request
    if request.door_needed:
        return arrival
    ends = _nearest_stop(request.origin, scenario), _nearest_stop(request.destination, scenario)
    return replace(arrival, request=with_walks(request, *ends))


def with_walks(request: Request, boards: tuple[PlaceIndex, int], alights: tuple[PlaceIndex, int]) -> Request:
    """The same journey from one place to another, with the metres that are walked to and from these.

    Riders are ready when they have walked there from the wished time on, or are let out so early that they
    walk to where they are expected.
    """
    (origin, before_m), (destination, after_m) = boards, alights
    walked_s = -_walk_s(after_m) if request.wish_kind is WishKind.ARRIVE_BY else _walk_s(before_m)
    return replace(request, origin=origin, destination=destination, wish_s=request.wish_s + walked_s)


def _walk_s(walk_m: int) -> int:
    return walk_m * MINUTE_S // WALK_M_PER_MINUTE


def _nearest_stop(place: PlaceIndex, scenario: Scenario) -> tuple[PlaceIndex, int]:
    """Where a rider boards or alights instead, and the metres of the walk."""
    if scenario.places[place].kind is PlaceKind.POLE:
        return place, 0
    return next(iter(scenario.walkable.get(place, ())), (place, 0))
