"""The riders of one service ask another."""

from __future__ import annotations

from dataclasses import replace

from dispatch.domain.place import PlaceIndex
from gtfs.places import Places
from gtfs.service_error import ServiceError
from simulations.scenario import Scenario


def asked_by_riders_of(theirs: Scenario, ours: Scenario) -> Scenario:
    """Our day, asked for by their riders with their ways, each at the place of the same id.

    Raises ServiceError where we have no such place.
    """
    placed = [_placed(theirs.places, ours, index) for index in _asked_about(theirs)]
    here = dict(zip(_asked_about(theirs), placed, strict=True))
    arrivals = tuple(
        replace(
            arrival,
            request=replace(
                arrival.request,
                origin=here[arrival.request.origin],
                destination=here[arrival.request.destination],
            ),
        )
        for arrival in theirs.arrivals
    )
    return replace(ours, arrivals=arrivals, behaviour=theirs.behaviour)


def _asked_about(scenario: Scenario) -> list[PlaceIndex]:
    ends = ((one.request.origin, one.request.destination) for one in scenario.arrivals)
    return list(dict.fromkeys(place for pair in ends for place in pair))


def _placed(places: Places, ours: Scenario, index: PlaceIndex) -> PlaceIndex:
    place = places[index]
    here = ours.places.find(place.place_id)
    if here is None:
        raise ServiceError(
            f"{ours.name}: no place {place.place_id!r} ({place.name}), from or to which riders travel; "
            "add it to places.csv, or compare services of the same places"
        )
    return here
