"""Capacity held for sold open returns: a copy of the plan in which each could be fetched, whenever it calls.

The rule, as it is kept: a return is held by one ride for each half hour of its window, all at once in a copy
of the plan, though only one of them will be driven. Whoever calls up to a sampled moment is fetched after it,
early enough for the stated wait counted from the half hour before. The held rides put off nobody else in the
copy, so the vehicles are where the copy has them even when no call comes; and none begins before the vehicle,
wherever it is at the sampled moment, could have come. Removing rides from a plan keeps the others possible,
so any mix of calls can be served. What this cannot promise against: roads and riders that are late, beyond
the reserve, and travel times by which a way round is quicker than the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.domain.events import Event
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HALF_HOUR_S, TimeWindow
from dispatch.engine.moment import Moment
from dispatch.kernel import fields
from dispatch.kernel.encoding import write_row
from dispatch.kernel.insertion import AskedRide, Insertion, cheapest_insertions
from dispatch.kernel.longer_row import alone, put_in
from dispatch.kernel.plan_arrays import PlanArrays, copy_plan, get_roads
from dispatch.policy.objective import EARLIEST
from dispatch.search.best_insertion import FleetView

VEHICLES_TRIED = 6
"""Each held ride is tried on so many vehicles, those that could come soonest."""

Call = tuple[RideId, int]
"""An open return and a sampled moment of its window."""


@dataclass(slots=True)
class Held:
    """The plan copy with all rides that are held, and those for which it has no place."""

    fleet: FleetView
    calls: set[Call] = field(default_factory=set)
    lost: set[Call] = field(default_factory=set)

    def real_gap(self, row: int, position: int) -> int:
        """The position in the vehicle's real row that a position in the copy's row comes down to."""
        plan = self.fleet.plan
        numbers = plan.block[row, fields.RIDE, 1 : position + 1].tolist()
        held = {plan.ride_numbers[_name(call)] for call in self.calls}
        return position - len([number for number in numbers if number in held])


def hold(moment: Moment) -> Held:
    """The plan as it is, with the day's open returns held in the order in which they were sold."""
    view = moment.view()
    plan = copy_plan(view.plan)
    for row in np.flatnonzero(plan.length).tolist():
        _put_off_nobody(plan, row, view)
    held = Held(replace(view, plan=plan, repair=None))
    for open_return in moment.day.open_returns.values():
        _hold_also(held, moment, open_return)
    return held


def _hold_also(held: Held, moment: Moment, open_return: OpenReturn) -> None:
    """Hold one return more, behind all others."""
    real = moment.view()
    waits_at = {
        moment.rows.row_of[vehicle_id]: state.route.visits[0]
        for vehicle_id, state in moment.day.vehicles.items()
        if state.route.visits[0].kind is VisitKind.WAIT
    }
    for at_s in sampled(open_return.window, moment.now_s):
        call = (open_return.ride_id, at_s)
        reach: dict[int, int] = {}
        for row in np.flatnonzero(real.plan.length).tolist():
            reach[row] = _reach_s(real, row, open_return.origin, at_s)
            wait = waits_at.get(row)
            if wait is not None:
                on_way_s = max(0, wait.begin_s - at_s)
                reach[row] = max(reach[row], on_way_s + _drive_s(real, wait.place, open_return.origin))
        best = _soonest(held.fleet, open_return, at_s, reach, moment.rules)
        if best is None:
            held.lost.add(call)
            continue
        asked, found = best
        put_in(held.fleet.plan, _name(call), asked, found, real.tensor, now_s=moment.now_s)
        held.calls.add(call)


def still_held(before: Held, then: Moment) -> bool:
    """Whether what could be held before can be held on a changed plan as well."""
    return hold(then).lost <= before.lost


def keeps_returns(moment: Moment, events: tuple[Event, ...]) -> bool:
    """Whether the open returns are held after these events as they were before."""
    if not moment.day.open_returns or not events:
        return True
    return still_held(hold(moment), moment.after(events))


def sampled(window: TimeWindow, now_s: int) -> Iterator[int]:
    """The half hours of a window that are still to come, and its end."""
    for at_s in range(window.from_s, window.until_s, HALF_HOUR_S):
        if at_s >= now_s:
            yield at_s
    if window.until_s >= now_s:
        yield window.until_s


def _name(call: Call) -> RideId:
    return RideId(f"{call[0]} if called by {call[1]}")


def _put_off_nobody(plan: PlanArrays, row: int, view: FleetView) -> None:
    """Let the visits of a copied row begin when they are planned, and no later."""
    columns = plan.block[row, : fields.GIVEN_FIELDS, : int(plan.length[row])].copy()
    planned_s = plan.block[row, fields.EARLIEST_S, : int(plan.length[row])]
    due = np.isin(columns[fields.KIND], (fields.BOARD, fields.ALIGHT, fields.BREAK))
    columns[fields.CLOSE_S, due] = planned_s[due]
    write_row(plan, row, columns, get_roads(plan, view.tensor))


def _reach_s(real: FleetView, row: int, origin: PlaceIndex, at_s: int) -> int:
    """How long a vehicle needs to a pickup at most, from where it is at a moment if all goes as planned."""
    block, length = real.plan.block[row], int(real.plan.length[row])
    here = max(0, int((block[fields.EARLIEST_S, :length] <= at_s).sum()) - 1)
    there = min(here + 1, length - 1)
    leave_s = int(block[fields.EARLIEST_S, here] + block[fields.SERVICE_S, here])
    on_way_s = max(0, leave_s + int(block[fields.DRIVE_S, here]) - at_s) if there > here else 0
    rides_along = int(block[fields.LOAD, here]) > 0
    from_here_s = max(0, leave_s - at_s) + _drive_s(real, int(block[fields.PLACE, here]), origin)
    from_there_s = (on_way_s if rides_along else 0) + _drive_s(real, int(block[fields.PLACE, there]), origin)
    return max(from_here_s, from_there_s)


def _drive_s(real: FleetView, origin: int, destination: int) -> int:
    """Driving seconds at the slowest time of the day."""
    return int(real.tensor.seconds[:, origin, destination].max())


def _soonest(
    fleet: FleetView, open_return: OpenReturn, at_s: int, reach: Mapping[int, int], rules: ServiceRules
) -> tuple[AskedRide, Insertion] | None:
    best: tuple[AskedRide, Insertion] | None = None
    for row, reach_s in sorted(reach.items(), key=lambda each: (each[1], each[0]))[:VEHICLES_TRIED]:
        until_s = at_s + open_return.longest_wait_s - HALF_HOUR_S - rules.reserve_s
        if at_s + reach_s > until_s or (best is not None and at_s + reach_s >= best[1].pickup_s):
            continue
        asked = ride_of(open_return, TimeWindow(at_s + reach_s, until_s), rules)
        one = alone(fleet.plan, row)
        for found in cheapest_insertions(one, asked, fleet.tensor, EARLIEST, now_s=fleet.now_s, keep=1):
            if best is None or found.pickup_s < best[1].pickup_s:
                best = asked, replace(found, row=row)
    return best


def ride_of(open_return: OpenReturn, pickup: TimeWindow, rules: ServiceRules) -> AskedRide:
    """The ride home of an open return with a pickup in a window, as plans look for it."""
    board_s, longest_s = (
        rules.boarding_s(open_return.party),
        rules.longest_planned_ride_s(open_return.direct_s),
    )
    return AskedRide(
        open_return.origin,
        open_return.destination,
        open_return.party,
        board_s,
        rules.alighting_s(open_return.party),
        RideLimits(pickup, pickup.until_s + board_s + longest_s, longest_s),
    )
