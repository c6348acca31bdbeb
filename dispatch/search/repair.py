"""Trying harder before a no: vehicles near a rider exchange rides until the newcomer fits among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.time import TimeWindow
from dispatch.kernel import fields
from dispatch.kernel.insertion import AskedRide
from dispatch.kernel.plan_arrays import PlanArrays
from dispatch.policy.objective import PlanCost
from dispatch.search.lns import cooling_of, improve
from dispatch.search.rounds import Habits
from dispatch.search.search_rows import take_from_row
from dispatch.search.search_space import best_plan, open_space
from dispatch.search.stopping import after_rounds
from dispatch.travel.travel_times import TravelTensor

NEWCOMER = RideId("who asks now")
HABITS = Habits(mean=5.0, longest=6.0, most_related=8.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: rounds of ruin and recreate, over so many vehicles."""

    draws: Callable[[int], np.random.Generator]
    """The generator of a decision, by the version of the day it is taken on."""
    rounds: int = 400
    vehicles: int = 6


@dataclass(frozen=True, slots=True)
class Repair:
    """Makes room for a ride that fits nowhere, every promise kept; the same moment gives the same answer."""

    effort: Effort
    pinned: Callable[[], frozenset[RideId]]
    """Rides that must stay where they are, asked for when they are needed."""
    version: int

    def make_room(
        self, plan: PlanArrays, asked: AskedRide, travel: TravelTensor, now_s: int
    ) -> PlanArrays | None:
        """The plan rearranged so that the ride fits, without the ride itself; None where no way was found."""
        rows = related_rows(plan, asked.origin, asked.limits.pickup, travel, self.effort.vehicles)
        space = open_space(
            *(plan, travel, PlanCost()),
            now_s=now_s,
            waiting=((NEWCOMER, asked),),
            pinned=self.pinned(),
            rows=rows,
            slots=1 << 13,
        )
        rng = self.effort.draws(self.version)
        rounds = after_rounds(self.effort.rounds)
        improve(space, rounds, cooling_of(space), rng, habits=HABITS, until_served=True)
        newcomer = len(space.best.row_of) - 1
        row = int(space.best.row_of[newcomer])
        if space.unplaced:
            return None
        take_from_row(space.best, row, newcomer, space.memory, space.task, space.roads, space.desk)
        return best_plan(space)


def related_rows(
    plan: PlanArrays, place: PlaceIndex, window: TimeWindow, travel: TravelTensor, most: int
) -> list[int]:
    """The vehicles nearest to a place at about this time, by seconds of driving and waiting."""
    in_use = np.flatnonzero(plan.length)
    if len(in_use) <= most:
        return [int(row) for row in in_use]
    block = plan.block[in_use]
    away_s: NDArray[np.int64] = travel.fastest[:, place].astype(np.int64)[block[:, fields.PLACE]]
    away_s = away_s + np.maximum(0, block[:, fields.EARLIEST_S] - window.until_s)
    away_s = away_s + np.maximum(0, window.from_s - block[:, fields.LATEST_S])
    beyond = np.arange(block.shape[2]) >= plan.length[in_use][:, None]
    nearest = np.where(beyond, np.iinfo(np.int64).max, away_s).min(axis=1)
    return sorted(int(row) for row in in_use[np.argsort(nearest, kind="stable")[:most]])
