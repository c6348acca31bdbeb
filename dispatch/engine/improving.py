"""The plan improved between decisions: a search on a copy, proposed like any other command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.domain.commands import AdoptRoutes
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.engine.fleet_rows import FleetRows
from dispatch.engine.service_day import ServiceDay
from dispatch.kernel import fields
from dispatch.kernel.plan_arrays import copy_plan, decode_route, list_other_rows
from dispatch.policy.objective import STEADY, PlanCost
from dispatch.search.lns import Progress, cooling_of, improve
from dispatch.search.repair import HABITS, related_rows
from dispatch.search.search_rows import BEST
from dispatch.search.search_space import SearchSpace, best_plan, open_space

HOT, COLD = 0.5, 0.05
"""A plan in use is polished, not turned over: the search starts cooler than one from nothing."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """How a plan in use is improved: whose draws decide, when a search ends, what counts as better."""

    draws: Callable[[int], np.random.Generator]
    """The generator of a search, by the version of the day it starts from."""
    progress: Callable[[], Progress]
    cost: PlanCost = STEADY
    vehicles: int = 30
    """Vehicles in one search at most: a larger fleet is improved part by part, around a visit drawn anew."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A day's plan at one version, for a search that may run while requests are answered."""

    space: SearchSpace
    version: int
    now_s: int
    rng: np.random.Generator

    def search(self, progress: Progress) -> AdoptRoutes | None:
        """The routes of a better plan, for the engine to adopt; None where none was found."""
        before = int(self.space.totals[BEST])
        improve(self.space, progress, cooling_of(self.space, HOT, COLD), self.rng, habits=HABITS)
        if int(self.space.totals[BEST]) >= before:
            return None
        plan = best_plan(self.space)
        changed = list_other_rows(self.space.plan, plan)
        return AdoptRoutes(tuple(decode_route(plan, row) for row in changed), self.version, self.now_s)


def snapshot(rows: FleetRows, day: ServiceDay, improvement: Improvement, now_s: int) -> Snapshot:
    """The plan copied and laid out for a search; the rows must be up to date."""
    rng = improvement.draws(day.version)
    space = open_space(
        *(copy_plan(rows.plan), rows.tensor, improvement.cost),
        now_s=now_s,
        pinned=rows.pinned(day),
        rows=_draw_part(rows, improvement.vehicles, rng),
        slots=1 << 13,
    )
    return Snapshot(space, day.version, now_s, rng)


def _draw_part(rows: FleetRows, most: int, rng: np.random.Generator) -> Sequence[int] | None:
    """The rows nearest to a visit that is drawn; None, for all of them, where they are few."""
    plan = rows.plan
    in_use = np.flatnonzero(plan.length)
    if len(in_use) <= most:
        return None
    row = int(rng.choice(in_use))
    visit = plan.block[row, :, int(rng.integers(plan.length[row]))].tolist()
    window = TimeWindow(visit[fields.EARLIEST_S], visit[fields.LATEST_S])
    return related_rows(plan, PlaceIndex(visit[fields.PLACE]), window, rows.tensor, most)


def list_groups(day: ServiceDay, routes: Mapping[VehicleId, Route]) -> list[dict[VehicleId, Route]]:
    """Proposed routes by groups that exchange no ride with each other: one can be driven without the next."""
    groups: list[tuple[frozenset[RideId], dict[VehicleId, Route]]] = []
    for vehicle_id, route in routes.items():
        rides = route.ride_ids() | day.vehicles[vehicle_id].route.ride_ids()
        together = {vehicle_id: route}
        apart = []
        for their_rides, theirs in groups:
            if rides.isdisjoint(their_rides):
                apart.append((their_rides, theirs))
            else:
                rides, together = rides | their_rides, theirs | together
        groups = [*apart, (rides, together)]
    return [group for _, group in groups]


def fits_day(day: ServiceDay, routes: Mapping[VehicleId, Route]) -> bool:
    """Whether routes leave those vehicles just the riders and breaks that they have as the day stands now."""
    promised = frozenset().union(*(day.vehicles[each].route.ride_ids() for each in routes))
    carried = [ride_id for route in routes.values() for ride_id in route.ride_ids()]
    if len(carried) != len(promised) or frozenset(carried) != promised:
        return False
    for vehicle_id, route in routes.items():
        state = day.vehicles[vehicle_id]
        if state.withdrawn is not None or _bound(route) != _bound(state.route):
            return False
        door = state.route.visits[0].ride_id if state.arrived else None
        stay = (day.pinned.keys() & state.route.ride_ids()) | ({door} if door is not None else set())
        if not stay <= route.ride_ids():
            return False
    return True


def _bound(route: Route) -> tuple[frozenset[RideId], int]:
    """What no search may change: who is on board already, and how many breaks are still to come."""
    boards = {visit.ride_id for visit in route.visits if visit.kind is VisitKind.BOARD}
    return route.ride_ids() - boards, sum(visit.kind is VisitKind.BREAK for visit in route.visits)
