"""What each vehicle of a day did: its drives between places and its calls, told by events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.domain.events import (
    Event,
    RiderNoShow,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind

NO_SHOW = "no_show"
"""The kind of a call at which the driver waited in vain."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A vehicle on the fastest way from one place to another, with these rides on board."""

    vehicle_id: VehicleId
    origin: PlaceIndex
    destination: PlaceIndex
    depart_s: int
    arrive_s: int
    aboard: tuple[RideId, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """What a vehicle did at a place, and the drives that brought it there."""

    vehicle_id: VehicleId
    sequence: int
    kind: str
    place: PlaceIndex
    ride_id: RideId | None
    arrived_s: int
    began_s: int
    done_s: int
    drives: tuple[Drive, ...]
    aboard: tuple[RideId, ...]
    """The rides on board afterwards, in the order of boarding."""


def list_stays(events: Iterable[Event], vehicles: Iterable[Vehicle]) -> list[Stay]:
    """Every call of every vehicle, vehicle by vehicle in driving order."""
    by_vehicle: dict[VehicleId, list[Event]] = defaultdict(list)
    for event in events:
        if isinstance(
            event,
            VehicleDeparted | VehicleDiverted | VehicleArrived | VisitBegun | VisitDone | RiderNoShow,
        ):
            by_vehicle[event.vehicle_id].append(event)
    return [stay for vehicle in vehicles for stay in _day_of(vehicle, by_vehicle[vehicle.vehicle_id])]


def _day_of(vehicle: Vehicle, events: list[Event]) -> list[Stay]:
    log = _Log(vehicle.vehicle_id, vehicle.shift.start, vehicle.shift.hours.from_s)
    for event in events:
        match event:
            case VehicleDeparted():
                log.place, log.since_s, log.turn = event.origin, event.at_s, None
            case VehicleDiverted():
                log.divert(event)
            case VehicleArrived():
                log.arrive(event.place, event.at_s)
            case VisitBegun():
                log.began_s = event.at_s
                if event.kind is VisitKind.END:
                    log.stay(event.kind, event.place, None, event.at_s)
            case VisitDone() if event.kind is not VisitKind.END:
                log.stay(event.kind, event.place, event.ride_id, event.at_s)
            case RiderNoShow():
                log.began_s = max(log.arrived_s, log.since_s)
                log.stay(NO_SHOW, log.place, event.ride_id, event.at_s)
    if log.drives:
        log.began_s = log.arrived_s
        log.stay(VisitKind.END, log.place, None, log.arrived_s)
    return log.stays


class _Log:
    """One vehicle's day while it is being read."""

    def __init__(self, vehicle_id: VehicleId, place: PlaceIndex, from_s: int) -> None:
        self.vehicle_id = vehicle_id
        self.place = place
        self.since_s = from_s
        self.arrived_s = from_s
        self.began_s = from_s
        self.turn: VehicleDiverted | None = None
        self.aboard: tuple[RideId, ...] = ()
        self.drives: list[Drive] = []
        self.stays: list[Stay] = []

    def divert(self, turn: VehicleDiverted) -> None:
        # a second diversion takes the first one's place unless the vehicle passes the first turn before
        if self.turn is not None and self.turn.via_s < turn.via_s:
            self._drive(self.turn.via, self.turn.via_s)
        self.turn = turn

    def arrive(self, place: PlaceIndex, at_s: int) -> None:
        if self.turn is not None:
            self._drive(self.turn.via, self.turn.via_s)
            self.turn = None
        self._drive(place, at_s)
        self.arrived_s = at_s

    def _drive(self, destination: PlaceIndex, at_s: int) -> None:
        if destination != self.place:
            self.drives.append(
                Drive(self.vehicle_id, self.place, destination, self.since_s, at_s, self.aboard)
            )
        self.place, self.since_s = destination, at_s

    def stay(self, kind: str, place: PlaceIndex, ride_id: RideId | None, done_s: int) -> None:
        if ride_id is not None and kind == VisitKind.BOARD:
            self.aboard = (*self.aboard, ride_id)
        elif kind == VisitKind.ALIGHT:
            self.aboard = tuple(ride for ride in self.aboard if ride != ride_id)
        self.stays.append(
            Stay(
                vehicle_id=self.vehicle_id,
                sequence=len(self.stays),
                kind=str(kind),
                place=place,
                ride_id=ride_id,
                arrived_s=self.arrived_s,
                began_s=self.began_s,
                done_s=done_s,
                drives=tuple(self.drives),
                aboard=self.aboard,
            )
        )
        self.drives.clear()
        self.place, self.since_s, self.arrived_s = place, done_s, done_s
