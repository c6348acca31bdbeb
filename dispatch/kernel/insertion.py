"""Where a rider fits best: every vehicle, every pickup and drop-off gap of its day, to the second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideLimits
from dispatch.kernel.candidate import Wish
from dispatch.kernel.fields import ANY_TIME_S, NO_LIMIT_S
from dispatch.kernel.packed_load import pack
from dispatch.kernel.plan_arrays import PlanArrays, get_roads
from dispatch.kernel.search_fleet import rank_fleet
from dispatch.kernel.settle_pair import FOUND_FIELDS
from dispatch.travel.travel_times import TravelTensor


@dataclass(frozen=True, slots=True)
class AskedRide:
    """A ride looked for: where, with whom, how long boarding takes, within which limits."""

    origin: PlaceIndex
    destination: PlaceIndex
    load: Load
    board_s: int
    alight_s: int
    limits: RideLimits


@dataclass(frozen=True, slots=True)
class CostWeights:
    """What a second is worth: of driving added, of waiting, of detour, of delay to others.

    Waiting counts from the opening of the pickup window, detour from the end of boarding to the arrival,
    delay over the boardings and alightings of everybody else. Whole numbers, so that ties are exact.
    """

    drive: int = 1
    wait: int = 0
    ride: int = 0
    others: int = 0

    def __post_init__(self) -> None:
        if min(self.drive, self.wait, self.ride, self.others) < 0:
            raise ValueError(f"weights must not be negative: {self}")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A pickup put right after one position of a row, a drop-off right after another, in the old row's count.

    Position 0 is the anchor. Equal positions mean the drop-off directly follows the pickup.
    """

    row: int
    pickup_after: int
    dropoff_after: int
    cost: int
    drive_added_s: int
    pickup_s: int
    arrival_s: int


def cheapest_insertions(
    plan: PlanArrays,
    asked: AskedRide,
    travel: TravelTensor,
    weights: CostWeights,
    *,
    now_s: int,
    keep: int = 8,
) -> list[Insertion]:
    """The best feasible insertion of each of the `keep` best vehicles, cheapest first.

    Ties go to the lower row, then the earlier pickup, then the earlier drop-off. No vehicle leaves its anchor
    before `now_s`; the cost of the old row is that of its encoded schedule.
    """
    found = np.empty((max(keep, 0), FOUND_FIELDS), np.int64)
    if keep < 1:
        return []
    wish, roads = as_wish(asked, weights, now_s), get_roads(plan, travel)
    count = rank_fleet(plan.outline, plan.block, plan.length, plan.capacity, wish, roads, found)
    return [Insertion(*way) for way in found[:count].tolist()]


def as_wish(asked: AskedRide, weights: CostWeights, now_s: int) -> Wish:
    """The ride and its price as the kernels read them."""
    limits = asked.limits
    return Wish(
        int(asked.origin),
        int(asked.destination),
        pack(asked.load),
        asked.board_s,
        asked.alight_s,
        limits.pickup.from_s,
        limits.pickup.until_s,
        ANY_TIME_S if limits.arrive_from_s is None else limits.arrive_from_s,
        min(limits.arrive_until_s, NO_LIMIT_S),
        min(limits.max_ride_s, NO_LIMIT_S),
        now_s,
        weights.drive,
        weights.wait,
        weights.ride,
        weights.others,
    )
