"""What a disruption does to the day before anything is decided: what has happened, and whom it touches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dispatch.domain.conditions import ConditionsError
from dispatch.domain.disruptions import (
    ChangeConditions,
    ConditionsChanged,
    DelayVehicle,
    Disruption,
    ReturnVehicle,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, VehicleDiverted, VisitDone
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.domain.time import clock
from dispatch.engine.affected_routes import find_barred_home, held_up, paced
from dispatch.engine.decision import CommandRefused
from dispatch.engine.fleet_rows import anchor_of
from dispatch.engine.ground import Ground, Grounds
from dispatch.engine.missed_promises import missed_promises
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes, TravelTimesError


@dataclass(slots=True)
class Affected:
    """What has happened, and whom it touches."""

    facts: list[Event] = field(default_factory=list)
    vehicles: list[VehicleId] = field(default_factory=list)
    """Vehicles whose routes may no longer hold."""
    homeless: list[Promise] = field(default_factory=list)
    stranded: list[Promise] = field(default_factory=list)
    """Riders who were on board, each from where they are now."""
    returned: dict[RideId, int] = field(default_factory=dict)
    """Riders who never left a vehicle that is back."""

    def add(self, more: Affected) -> None:
        """Take in what another disruption does."""
        self.facts += more.facts
        self.vehicles += more.vehicles
        self.homeless += more.homeless
        self.stranded += more.stranded
        self.returned |= more.returned


def affected_by(day: ServiceDay, command: Disruption, grounds: Grounds, now_s: int) -> Affected:
    """What has happened, and who is touched by it. Raises CommandRefused."""
    if not isinstance(command, ChangeConditions):
        state = day.vehicles.get(command.vehicle_id)
        if state is None:
            raise CommandRefused(f"vehicle {command.vehicle_id} does not serve on this day")
        if isinstance(command, ReturnVehicle):
            return _returned(day, state, command, now_s)
        if state.withdrawn is not None:
            raise CommandRefused(f"{command.vehicle_id} is withdrawn ({state.withdrawn}) since before")
    travel = grounds.under(day.conditions).travel
    match command:
        case WithdrawVehicle():
            return _withdrawn(day, command, travel, now_s)
        case DelayVehicle():
            anchor = anchor_of(day.vehicles[command.vehicle_id], travel, now_s)
            free_s = max(now_s, anchor.free_from_s + command.delay_s)
            delayed = VehicleDelayed(
                now_s, command.vehicle_id, command.delay_s, anchor.place, free_s, command.reason
            )
            return Affected([delayed], [command.vehicle_id])
        case ChangeConditions():
            return _changed(day, command, grounds, now_s)
    raise TypeError(f"unknown disruption {command!r}")


def _withdrawn(day: ServiceDay, command: WithdrawVehicle, travel: TravelTimes, now_s: int) -> Affected:
    state = day.vehicles[command.vehicle_id]
    anchor = anchor_of(state, travel, now_s)
    place = anchor.place
    if state.heading is not None and place == state.heading.destination:
        place = state.heading.origin  # it has not got there, and nothing lies between
    facts: list[Event] = []
    if state.current is not None and state.current.kind is VisitKind.ALIGHT:
        facts.append(_set_down(command.vehicle_id, place, state.current.ride_id, now_s))
    stranded = []
    for rider in anchor.aboard:
        promise = day.promises[rider.ride_id]
        if promise.destination == place:
            facts += missed_promises(day, state, VisitKind.ALIGHT, rider.ride_id, now_s)
            facts.append(_set_down(command.vehicle_id, place, rider.ride_id, now_s))
        else:
            stranded.append(replace(promise, origin=place))
    facts.append(VehicleWithdrawn(now_s, command.vehicle_id, place, command.reason))
    boards = (visit.ride_id for visit in state.route.visits if visit.kind is VisitKind.BOARD)
    waiting = [day.promises[ride_id] for ride_id in boards if ride_id is not None]
    return Affected(facts, homeless=waiting, stranded=stranded)


def _set_down(vehicle_id: VehicleId, place: PlaceIndex, ride_id: RideId | None, now_s: int) -> Event:
    return VisitDone(now_s, vehicle_id, VisitKind.ALIGHT, place, ride_id, now_s)


def _returned(day: ServiceDay, state: VehicleState, command: ReturnVehicle, now_s: int) -> Affected:
    if state.withdrawn is None:
        raise CommandRefused(f"{command.vehicle_id} serves: only a withdrawn vehicle can return")
    until_s = state.vehicle.shift.hours.until_s
    if now_s >= until_s:
        raise CommandRefused(f"the shift of {command.vehicle_id} ended at {clock(until_s)}")
    elsewhere = list_begun(day)
    still = {
        ride_id: boarded_s
        for ride_id, boarded_s in command.aboard.items()
        if ride_id not in elsewhere and (ride_id in day.promises or ride_id in day.unassigned)
    }
    place = state.place if command.place is None else command.place
    back = VehicleReturned(now_s, command.vehicle_id, place, still, command.reason)
    return Affected([back], [command.vehicle_id], returned=still)


def _changed(day: ServiceDay, command: ChangeConditions, grounds: Grounds, now_s: int) -> Affected:
    if command.conditions == day.conditions:
        raise CommandRefused("the conditions are so already")
    try:
        travel = grounds.under(command.conditions).travel
    except (ConditionsError, TravelTimesError) as fault:
        raise CommandRefused(str(fault)) from fault
    before = grounds.under(day.conditions).travel
    facts: list[Event] = [ConditionsChanged(now_s, command.conditions, travel.version, command.reason)]
    serving = [vehicle_id for vehicle_id, state in day.vehicles.items() if state.withdrawn is None]
    for vehicle_id in serving:
        state = day.vehicles[vehicle_id]
        anchor = anchor_of(state, before, now_s)
        if state.heading is not None:
            ends = anchor.free_from_s, state.heading.destination
            facts.append(VehicleDiverted(now_s, vehicle_id, anchor.place, *ends))
        barred = find_barred_home(state, anchor, travel)
        if barred is not None:
            what = "a break" if barred.kind is VisitKind.BREAK else "the end of its shift"
            raise CommandRefused(
                f"{vehicle_id} could not get to place {barred.place}, where {what} is: "
                "leave a way open, or withdraw the vehicle first"
            )
    return Affected(facts, serving)


def list_begun(day: ServiceDay) -> frozenset[RideId]:
    """Rides that are on board of a vehicle, or boarding."""
    current = (state.current.ride_id for state in day.vehicles.values() if state.current is not None)
    aboard = (ride_id for state in day.vehicles.values() for ride_id in state.aboard)
    return frozenset((*(each for each in current if each is not None), *aboard))


def face_reality(after: ServiceDay, command: Disruption, ground: Ground, now_s: int) -> None:
    """Let routes last as long as they will now, before anything is decided: nobody chose that."""
    if isinstance(command, ChangeConditions):
        for vehicle_id, state in after.vehicles.items():
            after.vehicles[vehicle_id] = paced(state, after.promises, ground.rules)
    elif isinstance(command, DelayVehicle):
        state = after.vehicles[command.vehicle_id]
        if state.arrived and state.route.visits[0].kind is not VisitKind.END:
            until_s = now_s + command.delay_s
            after.vehicles[command.vehicle_id] = held_up(state, until_s, ground.rules, after.promises)
