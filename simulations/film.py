"""A day as a film: where vehicles drive and where riders wait and ride, told so that no home is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from shapely import LineString

from dispatch.domain.events import DayOpened, Event, VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network, path
from simulations.filmed_weather import ClosedWays, weather_of
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
    events: Sequence[Event], hours: TimeWindow, town: FilmedTown, shown: ShownPlaces, *, over: bool = True
) -> dict[str, Any]:
    """The film of a day, whole or as far as it went, in service-day seconds; positions are (lon, lat).

    `shown` says at which public place each place is shown, or None where it cannot be shown at all.
    Vehicles drive by road between the places at which they are shown, at the times at which they drove. Legs
    are [depart, arrive, number of the way]; a vehicle under way arrives when it is expected to. Riders wait
    from the promised time, or the booking where that was later, until they board or are gone, and are shown
    where they wait; moments that have not come are null. Whom the service told that it cannot keep its
    promise, and who on a day that is `over` was never fetched, are gone `unmet`. Snow and closures are shown
    as the dispatcher switched them, and vehicles drive round what is closed.
    """
    opened = next((event for event in events if isinstance(event, DayOpened)), None)
    vehicles = opened.vehicles if opened is not None else ()
    reel = _Reel(town.network, shown)
    closed = ClosedWays(events, town.travel, reel.public)
    legs: dict[VehicleId, list[Leg]] = {each.vehicle_id: [] for each in vehicles}
    for stay in list_stays(events, vehicles):
        legs[stay.vehicle_id] += [
            (each.origin, each.destination, each.depart_s, each.arrive_s) for each in stay.drives
        ]
    for vehicle_id, under_way in _under_way(events, town.travel):
        legs[vehicle_id] += under_way
    told = [reel.vehicle(each, legs[each.vehicle_id], closed) for each in vehicles]
    numbers = {each.vehicle_id: number for number, each in enumerate(vehicles)}
    bookings = [booking for inquiry in list_inquiries(events) for booking in inquiry.bookings]
    until_s = max([hours.until_s, *(leg[3] for each in legs.values() for leg in each)])
    given_up_s = until_s if over else None
    riders = [rider for each in bookings if (rider := reel.rider(each, numbers, given_up_s)) is not None]
    return {
        "from_s": min([hours.from_s, *(leg[2] for each in legs.values() for leg in each)]) // 900 * 900,
        "until_s": until_s,
        "vehicles": told,
        "riders": sorted(riders, key=lambda rider: rider["waits_s"]),
        "weather": list(weather_of(events, reel)),
        "ways": reel.ways,
    }


@dataclass
class _Reel:
    """A film while it is being made: each way is told once."""

    network: Network
    shown: ShownPlaces
    ways: list[list[tuple[float, float]]] = field(default_factory=list)
    _known: dict[tuple[PlaceIndex, ...], int] = field(default_factory=dict)

    def vehicle(self, vehicle: Vehicle, legs: Sequence[Leg], closed: ClosedWays) -> dict[str, Any]:
        seen = [(self.shown[leg[0]], self.shown[leg[1]], leg[2], leg[3]) for leg in legs]
        moves = [
            (depart_s, max(arrive_s, depart_s + 1), self.way(*closed.driven(origin, to, depart_s)))
            for origin, to, depart_s, arrive_s in seen
            if origin is not None and to is not None and origin != to
        ]
        start = self.shown[vehicle.shift.start]
        return {
            "vehicle_id": vehicle.vehicle_id,
            "seats": vehicle.capacity.seats,
            "from_s": vehicle.shift.hours.from_s,
            "until_s": vehicle.shift.hours.until_s,
            "start": None if start is None else self.point(start),
            "legs": moves,
        }

    def rider(
        self, booking: Booking, numbers: Mapping[VehicleId, int], given_up_s: int | None
    ) -> dict[str, Any] | None:
        promise = booking.promise
        at = self.shown[promise.origin]
        gone_s, unmet = _gone(booking, given_up_s)
        waits_s = max(booking.confirmed_s, promise.limits.pickup.from_s)
        if at is None or (gone_s is not None and gone_s <= waits_s and not unmet):
            return None
        return {
            "at": self.point(at),
            "persons": booking.persons,
            "waits_s": min(each for each in (waits_s, booking.boarding_s, gone_s) if each is not None),
            "boards_s": booking.boarding_s,
            "alights_s": booking.dropped_off_s,
            "gone_s": gone_s,
            "unmet": unmet,
            "vehicle": numbers.get(booking.vehicle_id),
        }

    def public(self, place: PlaceIndex) -> bool:
        """Whether a place is shown where it is."""
        return self.shown[place] == place

    def point(self, place: PlaceIndex) -> tuple[float, float]:
        """Where a place lies, (lon, lat)."""
        at = self.network.places[place]
        return round(at.lon, 5), round(at.lat, 5)

    def way(self, *stations: PlaceIndex) -> int:
        """The number of the way by road from place to place."""
        number = self._known.get(stations)
        if number is None:
            number = self._known[stations] = len(self.ways)
            parts = [np.array([self.point(stations[0])])]
            for origin, to in pairwise(stations):
                driven = path(self.network, origin, to)
                parts += [np.column_stack([driven.lon, driven.lat]), np.array([self.point(to)])]
            kept = np.asarray(LineString(np.concatenate(parts)).simplify(BENDS_DEGREES).coords)
            self.ways.append([(round(float(lon), 5), round(float(lat), 5)) for lon, lat in kept])
        return number


def _gone(booking: Booking, given_up_s: int | None) -> tuple[int | None, bool]:
    """When riders left without having been carried to the end, and whether the service had failed them."""
    if booking.failed:
        told_s = (booking.undone_s, booking.cancelled_s)
        return min(each for each in told_s if each is not None), True
    for left_s in (booking.no_show_s, booking.cancelled_s, booking.changed_s):
        if left_s is not None:
            return left_s, False
    if given_up_s is not None and booking.boarding_s is None:
        return min(given_up_s, booking.told_last.limits.arrive_until_s), True
    return None, False


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
