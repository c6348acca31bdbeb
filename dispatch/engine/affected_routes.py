"""Routes that reality has changed: who can no longer be served as promised leaves them, or is told so."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace

from dispatch.domain.disruptions import CallCause, PromiseAmended
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.amending import loosened
from dispatch.engine.replanning import Replan, place_as_promised
from dispatch.engine.reserves import list_late
from dispatch.engine.vehicle_state import VehicleState
from dispatch.kernel.plan_arrays import Anchor
from dispatch.travel.travel_times import UNREACHABLE_S, TravelTimes


def list_homeless(plan: Replan, vehicle_id: VehicleId, usual: TravelTimes) -> list[Promise]:
    """Rides that a vehicle can carry no more, taken out of its route.

    Whoever would be late is first kept on another vehicle where that can be; the others stay and are told by
    how much, unless that is more than riders are moved. Who is on board, or at whose door the vehicle stands,
    stays in any case.
    """
    timed = plan.set_route(plan.route_of(vehicle_id))
    anchor = plan.ground.rows.anchor(plan.ground.rows.row_of[vehicle_id])
    ways = _Ways(plan.ground.travel, anchor, timed)
    homeless: list[Promise] = []
    door = _at_the_door(plan, vehicle_id)
    for ride_id in sorted(_waiting(timed)):
        promise = plan.day.promises[ride_id]
        called_off = plan.day.halted and ride_id != door
        if called_off or not ways.lead_to(promise.origin) or not ways.lead_to(promise.destination):
            plan.take_out(ride_id, vehicle_id)
            homeless.append(promise)
    for ride_id in sorted(_staying(timed)):
        promise = plan.day.promises[ride_id]
        if not ways.lead_to(promise.destination):
            _set_down_elsewhere(plan, vehicle_id, promise, ways.nearest(promise.destination, usual))
    _keep_elsewhere(plan, vehicle_id)
    most_s = plan.ground.rules.most_moved_s
    while too_late := [each for each, late_s in _late_to_come(plan, vehicle_id).items() if late_s > most_s]:
        homeless.append(plan.day.promises[too_late[0]])
        plan.take_out(too_late[0], vehicle_id)
    _tell_late(plan, vehicle_id, anchor)
    return homeless


def _keep_elsewhere(plan: Replan, vehicle_id: VehicleId) -> None:
    """Rides that will be late go to where they are in time, each for itself; not those kept here by hand."""
    tried = set(plan.day.pinned)
    while left := [each for each in _late_to_come(plan, vehicle_id) if each not in tried]:
        ride_id, before = left[0], plan.route_of(vehicle_id)
        tried.add(ride_id)
        plan.take_out(ride_id, vehicle_id)
        if place_as_promised(plan, plan.day.promises[ride_id], make_room=False) is None:
            plan.set_route(before)


def _late_to_come(plan: Replan, vehicle_id: VehicleId) -> dict[RideId, int]:
    """Rides that will be late and have yet to be fetched, in the order of the route, and by how much."""
    rows = plan.ground.rows
    timed = plan.write(plan.route_of(vehicle_id))
    late = list_late(timed, rows.anchor(rows.row_of[vehicle_id]), plan.day.promises)
    waiting = _waiting(timed) - {_at_the_door(plan, vehicle_id)}
    return {ride_id: late_s for ride_id, late_s in late.items() if ride_id in waiting}


def _at_the_door(plan: Replan, vehicle_id: VehicleId) -> RideId | None:
    """The ride at whose door a vehicle stands."""
    state = plan.day.vehicles[vehicle_id]
    return state.route.visits[0].ride_id if state.arrived else None


def _tell_late(plan: Replan, vehicle_id: VehicleId, anchor: Anchor) -> None:
    """Other limits for those who stay and will be late; each round settles somebody for good."""
    reserve_s = plan.ground.rules.reserve_s
    while True:
        timed = plan.set_route(plan.route_of(vehicle_id))
        late = list_late(timed, anchor, plan.day.promises)
        if not late:
            return
        for ride_id in sorted(late):
            told = loosened(plan.day.promises[ride_id], timed, anchor, reserve_s)
            plan.tell(PromiseAmended(plan.now_s, told, plan.reason))


def _set_down_elsewhere(plan: Replan, vehicle_id: VehicleId, promise: Promise, place: PlaceIndex) -> None:
    told = replace(promise, destination=place)
    plan.tell(PromiseAmended(plan.now_s, told, plan.reason, CallCause.SET_DOWN_ELSEWHERE))
    plan.set_route(_alighting_at(plan.route_of(vehicle_id), told))


def keep_again(plan: Replan, vehicle_id: VehicleId, promise: Promise) -> bool:
    """Whether a vehicle keeps the former promise of a rider on board, and takes no other later for it."""
    row, rows = plan.ground.rows.row_of[vehicle_id], plan.ground.rows
    route = _alighting_at(plan.route_of(vehicle_id), promise)
    promises = ChainMap({promise.ride_id: promise}, plan.day.promises)
    timed = plan.write(route, promise)
    if list_late(timed, rows.anchor(row), promises):
        return False
    plan.routes[vehicle_id] = timed
    return True


def _alighting_at(route: Route, promise: Promise) -> Route:
    """A route that sets a rider down where the promise says."""
    visits = tuple(
        replace(visit, place=promise.destination)
        if visit.ride_id == promise.ride_id and visit.kind is VisitKind.ALIGHT
        else visit
        for visit in route.visits
    )
    return replace(route, visits=visits)


def _waiting(route: Route) -> frozenset[RideId]:
    """Rides of a route that have yet to be fetched."""
    boards = (visit.ride_id for visit in route.visits if visit.kind is VisitKind.BOARD)
    return frozenset(ride_id for ride_id in boards if ride_id is not None)


def _staying(route: Route) -> frozenset[RideId]:
    """Rides of a route that are on board already."""
    return route.ride_ids() - _waiting(route)


class _Ways:
    """Where a vehicle can still get to, and on from there to its breaks and home."""

    def __init__(self, travel: TravelTimes, anchor: Anchor, route: Route) -> None:
        fastest = travel.tensor().fastest
        self._anchor = anchor.place
        self._leads = fastest[anchor.place] < UNREACHABLE_S
        for visit in route.visits:
            if visit.kind in (VisitKind.BREAK, VisitKind.END):
                self._leads = self._leads & (fastest[:, visit.place] < UNREACHABLE_S)

    def lead_to(self, place: PlaceIndex) -> bool:
        return bool(self._leads[place])

    def nearest(self, place: PlaceIndex, usual: TravelTimes) -> PlaceIndex:
        """The open place from which it is, on a usual day, the shortest drive to a closed one."""
        away_s = usual.tensor().fastest[:, place]
        is_open = self._leads.nonzero()[0].tolist()
        return min((PlaceIndex(each) for each in is_open), key=lambda each: (int(away_s[each]), each))


def find_barred_home(state: VehicleState, anchor: Anchor, travel: TravelTimes) -> Visit | None:
    """A break or the end of the shift that a vehicle can no longer get to."""
    fastest = travel.tensor().fastest
    here = anchor.place
    for visit in state.route.visits:
        if visit.kind in (VisitKind.BREAK, VisitKind.END):
            if fastest[here, visit.place] >= UNREACHABLE_S:
                return visit
            here = visit.place
    return None


def paced(state: VehicleState, promises: dict[RideId, Promise], rules: ServiceRules) -> VehicleState:
    """A vehicle whose route has the boarding and alighting times of the present rules."""

    def at_pace(visit: Visit) -> Visit:
        if visit.ride_id is None:
            return visit
        party = promises[visit.ride_id].party
        boards = visit.kind is VisitKind.BOARD
        return replace(visit, service_s=rules.boarding_s(party) if boards else rules.alighting_s(party))

    route = replace(state.route, visits=tuple(at_pace(visit) for visit in state.route.visits))
    return replace(state, route=route)


def held_up(
    state: VehicleState, until_s: int, rules: ServiceRules, promises: dict[RideId, Promise]
) -> VehicleState:
    """A vehicle that stands at a door and cannot leave before a moment: the last visit there takes longer."""
    visits = paced(state, promises, rules).route.visits
    last = 0
    while last + 1 < len(visits) and visits[last + 1].place == visits[0].place:
        if visits[last + 1].kind not in (VisitKind.BOARD, VisitKind.ALIGHT):
            break
        last += 1
    lasts_s = max(visits[last].service_s, until_s - visits[last].begin_s)
    longer = replace(visits[last], service_s=lasts_s)
    return replace(state, route=replace(state.route, visits=(*visits[:last], longer, *visits[last + 1 :])))
