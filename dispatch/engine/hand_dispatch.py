"""Rides moved by hand: kept on a vehicle, or given to one, with a plain word about what that would break."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dispatch.domain.commands import AssignRide, PinRide, TakeBackAssignment, UnpinRide
from dispatch.domain.disruptions import PromiseAmended, RideReassigned
from dispatch.domain.events import Event, PromiseOverridden
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import NOTHING
from dispatch.domain.offer import Promise
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_to
from dispatch.engine.booking import get_carrier
from dispatch.engine.decision import Breakage, CommandRefused, Decision
from dispatch.engine.holding import keeps_returns
from dispatch.engine.moment import Moment
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.reserves import list_late
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState
from dispatch.engine.verifier import PromiseBroken
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import Insertion
from dispatch.kernel.plan_arrays import Anchor
from dispatch.policy.objective import BALANCED, STEADY
from dispatch.search.best_insertion import choose_insertion, on_vehicle

Promises = Mapping[RideId, Promise]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A ride given to a vehicle by hand: the routes that change, and whose promise gives way."""

    routes: Mapping[VehicleId, Route]
    breaks: tuple[Breakage, ...] = ()
    amended: tuple[Promise, ...] = ()


def carry_out(moment: Moment, command: PinRide | UnpinRide | AssignRide | TakeBackAssignment) -> Decision:
    """What an operator's hand changes now."""
    match command:
        case PinRide(ride_id):
            get_carrier(moment.day, ride_id, "pinned")
            if ride_id in moment.day.pinned:
                return Decision(())
            return Decision((_pinned(moment, command, moment.day.carried_by[ride_id]),))
        case UnpinRide(ride_id, by):
            if ride_id not in moment.day.pinned:
                raise CommandRefused(f"ride {ride_id} is not pinned")
            return Decision((RideUnpinned(moment.now_s, ride_id, by),))
        case AssignRide():
            return Decision(_assign(moment, command))
        case TakeBackAssignment():
            return Decision(_take_back(moment, command))


def _assign(moment: Moment, command: AssignRide) -> tuple[Event, ...]:
    lost = _promised_again(moment, command.ride_id, command.vehicle_id, command.reason)
    before, moment = moment, moment.after(lost) if lost else moment
    found = _find(moment, command.ride_id, command.vehicle_id, lost=bool(lost))
    if found.breaks and not command.force:
        raise CommandRefused(
            f"{command.ride_id} on {command.vehicle_id} would break promises: {_told(found.breaks)}; "
            "choose another vehicle, or force it with a reason",
            found.breaks,
        )
    if found.breaks and not command.reason:
        raise CommandRefused("a promise is broken by hand for a reason only: say why")
    late_s = {each.ride_id: each.late_s for each in found.breaks}
    overridden = [
        PromiseOverridden(moment.now_s, promise, late_s[promise.ride_id], command.by, command.reason)
        for promise in found.amended
    ]
    known = ChainMap({each.ride_id: each for each in found.amended}, moment.day.promises)
    changed = moment.rerouting().all_changed(moment.day, found.routes, known)
    events = (*lost, *overridden, *changed, _pinned(moment, command, command.vehicle_id))
    if not command.force and not keeps_returns(before, events):
        raise CommandRefused("an open return could no longer be fetched in time; force it with a reason")
    return events


def _take_back(moment: Moment, command: TakeBackAssignment) -> tuple[Event, ...]:
    ride_id, day = command.ride_id, moment.day
    found = find_assignment(moment, ride_id, command.vehicle_id)
    if found.breaks:
        raise CommandRefused(
            f"{ride_id} cannot go back to {command.vehicle_id}: {_told(found.breaks)} late", found.breaks
        )
    rerouting, restored = moment.rerouting(), dict[RideId, Promise]()
    for promise in command.promises:
        if day.promises.get(promise.ride_id) in (None, promise):
            continue
        trial = ChainMap({**restored, promise.ride_id: promise}, day.promises)
        try:
            rerouting.all_changed(day, found.routes, trial)
        except PromiseBroken:  # it stays as it is now
            continue
        restored[promise.ride_id] = promise
    amended = [PromiseAmended(moment.now_s, each, command.reason) for each in restored.values()]
    changed = rerouting.all_changed(day, found.routes, ChainMap(restored, day.promises))
    if command.pinned:
        return (*amended, *changed, _pinned(moment, command, command.vehicle_id))
    unpinned = (RideUnpinned(moment.now_s, ride_id, command.by),) if ride_id in day.pinned else ()
    return (*amended, *changed, *unpinned)


def _pinned(
    moment: Moment, command: PinRide | AssignRide | TakeBackAssignment, vehicle_id: VehicleId
) -> RidePinned:
    return RidePinned(moment.now_s, command.ride_id, vehicle_id, command.by, command.reason)


def _told(breaks: tuple[Breakage, ...]) -> str:
    return ", ".join(f"{each.ride_id} by {-(-each.late_s // MINUTE_S)} min" for each in breaks)


def find_assignment(moment: Moment, ride_id: RideId, vehicle_id: VehicleId) -> Assignment:
    """How a vehicle best takes a ride over, and what that breaks: a preview, which changes nothing.

    Reserves give way before promises, and promises so that the riders wait the least in all. Seats, breaks
    and the end of the shift never give way: CommandRefused where they would have to. A ride that nobody could
    carry is wanted as it was promised last.
    """
    lost = _promised_again(moment, ride_id, vehicle_id)
    return _find(moment.after(lost) if lost else moment, ride_id, vehicle_id, lost=bool(lost))


def _promised_again(
    moment: Moment, ride_id: RideId, vehicle_id: VehicleId, reason: str = ""
) -> tuple[Event, ...]:
    lost = moment.day.unassigned.get(ride_id)
    return (RideReassigned(moment.now_s, lost.promise, vehicle_id, reason),) if lost else ()


def _find(moment: Moment, ride_id: RideId, vehicle_id: VehicleId, *, lost: bool) -> Assignment:
    """The assignment of a ride that is promised, though by no vehicle's route where it was `lost`."""
    day = moment.day
    state = day.vehicles.get(vehicle_id)
    if state is None:
        raise CommandRefused(f"vehicle {vehicle_id} does not serve on this day")
    if state.withdrawn is not None:
        raise CommandRefused(
            f"{vehicle_id} is withdrawn ({state.withdrawn}): choose another vehicle, or return it to service"
        )
    before = None if lost else get_carrier(day, ride_id, "given to another vehicle")
    if before is state:
        return Assignment({})
    view, rerouting = moment.view(), moment.rerouting()
    asked = rerouting.asked(day.promises[ride_id])
    row, base = rerouting.rows.row_of[vehicle_id], state.route.without_wait()
    found = choose_insertion(on_vehicle(view, row), asked, BALANCED)
    left = {} if before is None else _left(before, ride_id, rerouting, day)
    if found is not None:
        return Assignment({**left, vehicle_id: with_ride(base, found, ride_id, asked)})
    late_before = list_late(rerouting.rows.timed(row), rerouting.rows.anchor(row), day.promises)
    ways = [
        with_ride(base, Insertion(row, i, j, 0, 0, 0, 0), ride_id, asked)
        for i in range(len(base.visits))
        for j in range(i, len(base.visits))
    ]
    ranked = sorted(
        (_price(rerouting, state, route, late_before, day) for route in ways if _has_room(state, route, day)),
        key=lambda way: way[:2],
    )
    for _, _, breaks, timed in ranked:
        amended = tuple(_amended(each, timed, rerouting, row, day) for each in breaks)
        assignment = Assignment({**left, vehicle_id: timed}, breaks, amended)
        known = ChainMap({each.ride_id: each for each in amended}, day.promises)
        try:
            rerouting.all_changed(day, assignment.routes, known)
        except PromiseBroken:  # a break or the end of the shift
            continue
        return assignment
    raise CommandRefused(
        f"{vehicle_id} has no room for ride {ride_id}, no road, or no time between break and shift end"
    )


def _left(
    before: VehicleState, ride_id: RideId, rerouting: Rerouting, day: ServiceDay
) -> dict[VehicleId, Route]:
    """The route of the vehicle that a ride is taken from."""
    kept = {each: day.promises[each] for each in before.route.ride_ids() if each != ride_id}
    return {before.vehicle.vehicle_id: rerouting.route_without(before, ride_id, kept)}


def _price(
    rerouting: Rerouting,
    state: VehicleState,
    route: Route,
    late_before: Mapping[RideId, int],
    day: ServiceDay,
) -> tuple[int, int, tuple[Breakage, ...], Route]:
    """Seconds by which promises are missed for it, the route's cost, whose promises, and the route."""
    timed = rerouting.rows.retimed(state, route, day.promises, rerouting.now_s)
    row = rerouting.rows.row_of[route.vehicle_id]
    late = list_late(timed, rerouting.rows.anchor(row), day.promises)
    breaks = tuple(Breakage(each, by_s) for each, by_s in late.items() if by_s > late_before.get(each, 0))
    cost = STEADY.of_rows(rerouting.rows.plan, [row])
    return sum(each.late_s for each in breaks), cost, breaks, timed


def _has_room(state: VehicleState, route: Route, day: ServiceDay) -> bool:
    boarding = {visit.ride_id for visit in route.visits if visit.kind is VisitKind.BOARD}
    riding = {ride_id: day.promises[ride_id].party for ride_id in route.ride_ids() - boarding}
    for visit in route.visits:
        if visit.ride_id is not None and visit.kind is VisitKind.BOARD:
            riding[visit.ride_id] = day.promises[visit.ride_id].party
        elif visit.ride_id is not None:
            riding.pop(visit.ride_id)
        if not sum(riding.values(), NOTHING).fits(state.vehicle.capacity):
            return False
    return True


def _amended(broken: Breakage, timed: Route, rerouting: Rerouting, row: int, day: ServiceDay) -> Promise:
    """The promise that can be kept instead, with a reserve and on full steps like any other."""
    promise, rules = day.promises[broken.ride_id], rerouting.rules
    limits, pickup = promise.limits, promise.limits.pickup
    board_s, seated_s, arrive_s = _times(broken.ride_id, timed, rerouting.rows.anchor(row))

    def later(than_s: int, foreseen_s: int) -> int:
        return than_s if foreseen_s <= than_s else ceil_to(rules.window_step_s, foreseen_s + rules.reserve_s)

    ride_s = arrive_s - seated_s
    longest_s = limits.max_ride_s if ride_s <= limits.max_ride_s else ride_s + rules.reserve_s
    until_s = pickup.until_s if board_s is None else later(pickup.until_s, board_s)
    return replace(
        promise,
        limits=replace(
            limits,
            pickup=TimeWindow(pickup.from_s, until_s),
            arrive_until_s=later(limits.arrive_until_s, arrive_s),
            max_ride_s=longest_s,
        ),
    )


def _times(ride_id: RideId, timed: Route, anchor: Anchor) -> tuple[int | None, int, int]:
    """When a ride boards, if it still has to, when its rider is seated, and when it arrives."""
    aboard = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
    visits = {visit.kind: visit for visit in timed.visits if visit.ride_id == ride_id}
    board = visits.get(VisitKind.BOARD)
    seated_s = aboard[ride_id] if board is None else board.begin_s + board.service_s
    return board.begin_s if board else None, seated_s, visits[VisitKind.ALIGHT].begin_s
