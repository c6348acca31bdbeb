"""A day as a film: where vehicles drive and where riders wait and ride, told so that no home is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from shapely import LineString

from dispatch.domain.events import DayOpened, Event, VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network, path
from simulations.measures.drives import list_stays
from simulations.measures.inquiries import Booking, list_inquiries

BENDS_DEGREES = 0.00005
"""Bends of a way smaller than this, about five metres, are not told."""
ShownPlaces = Sequence[PlaceIndex | None]
Leg = tuple[PlaceIndex, PlaceIndex, int, int]
"""From where to where a vehicle drove or drives, when it left and when it arrived or will."""


class FilmedTown(Protocol):
    """What a film is set in."""

    @property
    def network(self) -> Network: ...
    @property
    def travel(self) -> TravelTimes: ...


def film_of(
    events: Sequence[Event], hours: TimeWindow, town: FilmedTown, shown: ShownPlaces
) -> dict[str, Any]:
    """The film of a day, whole or as far as it went, in service-day seconds; positions are (lon, lat).

    `shown` says at which public place each place is shown, or None where it cannot be shown at all.
    Vehicles drive by road between the places at which they are shown, at the times at which they drove. Legs
    are [depart, arrive, number of the way]; a vehicle under way arrives when it is expected to. Riders wait
    from the promised time, or the booking where that was later, until they board, and are shown at the place
    where they wait; moments that have not come are null.
    """
    opened = next((event for event in events if isinstance(event, DayOpened)), None)
    vehicles = opened.vehicles if opened is not None else ()
    reel = _Reel(town.network, shown)
    legs: dict[VehicleId, list[Leg]] = {each.vehicle_id: [] for each in vehicles}
    for stay in list_stays(events, vehicles):
        legs[stay.vehicle_id] += [
            (each.origin, each.destination, each.depart_s, each.arrive_s) for each in stay.drives
        ]
    for vehicle_id, under_way in _under_way(events, town.travel):
        legs[vehicle_id] += under_way
    told = [reel.vehicle(each, legs[each.vehicle_id]) for each in vehicles]
    numbers = {each.vehicle_id: number for number, each in enumerate(vehicles)}
    bookings = [booking for inquiry in list_inquiries(events) for booking in inquiry.bookings]
    riders = [rider for each in bookings if (rider := reel.rider(each, numbers)) is not None]
    return {
        "from_s": min([hours.from_s, *(leg[2] for each in legs.values() for leg in each)]) // 900 * 900,
        "until_s": max([hours.until_s, *(leg[3] for each in legs.values() for leg in each)]),
        "vehicles": told,
        "ways": reel.ways,
        "riders": sorted(riders, key=lambda rider: rider["waits_s"]),
    }


@dataclass
class _Reel:
    """A film while it is being made: each way is told once."""

    network: Network
    shown: ShownPlaces
    ways: list[list[tuple[float, float]]] = field(default_factory=list)
    _known: dict[tuple[PlaceIndex, PlaceIndex], int] = field(default_factory=dict)

    def vehicle(self, vehicle: Vehicle, legs: Sequence[Leg]) -> dict[str, Any]:
        seen = [(self._shown(leg[0]), self._shown(leg[1]), leg[2], leg[3]) for leg in legs]
        moves = [
            (depart_s, max(arrive_s, depart_s + 1), self._way(origin, to))
            for origin, to, depart_s, arrive_s in seen
            if origin is not None and to is not None and origin != to
        ]
        start = self._shown(vehicle.shift.start)
        return {
            "vehicle_id": vehicle.vehicle_id,
            "seats": vehicle.capacity.seats,
            "from_s": vehicle.shift.hours.from_s,
            "until_s": vehicle.shift.hours.until_s,
            "start": None if start is None else self._point(start),
            "legs": moves,
        }

    def rider(self, booking: Booking, numbers: Mapping[VehicleId, int]) -> dict[str, Any] | None:
        promise = booking.promise
        at = self._shown(promise.origin)
        gone_s = booking.cancelled_s if booking.no_show_s is None else booking.no_show_s
        waits_s = max(booking.confirmed_s, promise.limits.pickup.from_s)
        if booking.boarding_s is not None:
            waits_s = min(waits_s, booking.boarding_s)
        if at is None or (gone_s is not None and gone_s <= waits_s):
            return None
        return {
            "at": self._point(at),
            "persons": booking.persons,
            "waits_s": waits_s,
            "boards_s": booking.boarding_s,
            "alights_s": booking.dropped_off_s,
            "gone_s": gone_s,
            "vehicle": numbers.get(booking.vehicle_id),
        }

    def _shown(self, place: PlaceIndex) -> PlaceIndex | None:
        return self.shown[place]

    def _point(self, place: PlaceIndex) -> tuple[float, float]:
        at = self.network.places[place]
        return round(at.lon, 5), round(at.lat, 5)

    def _way(self, origin: PlaceIndex, to: PlaceIndex) -> int:
        number = self._known.get((origin, to))
        if number is None:
            number = self._known[origin, to] = len(self.ways)
            driven = path(self.network, origin, to)
            ends = np.array([self._point(origin)]), np.array([self._point(to)])
            line = np.concatenate([ends[0], np.column_stack([driven.lon, driven.lat]), ends[1]])
            kept = np.asarray(LineString(line).simplify(BENDS_DEGREES).coords)
            self.ways.append([(round(float(lon), 5), round(float(lat), 5)) for lon, lat in kept])
        return number


def _under_way(events: Sequence[Event], travel: TravelTimes) -> Iterator[tuple[VehicleId, list[Leg]]]:
    """The vehicles that have left and not arrived."""
    driving: dict[VehicleId, list[Leg]] = {}
    for event in events:
        match event:
            case VehicleDeparted():
                takes_s = travel.seconds(event.origin, event.destination, event.at_s)
                driving[event.vehicle_id] = [
                    (event.origin, event.destination, event.at_s, event.at_s + takes_s)
                ]
            case VehicleDiverted() if event.vehicle_id in driving:
                *before, (origin, _, depart_s, _) = driving[event.vehicle_id]
                takes_s = travel.seconds(event.via, event.destination, event.via_s)
                turned = (event.via, event.destination, event.via_s, event.via_s + takes_s)
                driving[event.vehicle_id] = [*before, (origin, event.via, depart_s, event.via_s), turned]
            case VehicleArrived():
                driving.pop(event.vehicle_id, None)
    yield from driving.items()
