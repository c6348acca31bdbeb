"""Why a ride fits nowhere: the constraint which, if it alone gave way, would let the ride in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.domain.load import NOTHING, Load
from dispatch.domain.reason import Reason
from dispatch.domain.request import RideLimits
from dispatch.kernel import fields
from dispatch.policy.objective import BALANCED
from dispatch.search.best_insertion import FleetView, Trip, find_insertion


def list_reasons(fleet: FleetView, trip: Trip, limits: RideLimits) -> list[Reason]:
    """The reasons a ride was refused within its limits, the tightest first; never empty."""
    if _fits(fleet, trip, limits, NOTHING):
        return [_room(fleet, trip, limits)]
    reasons = []
    if _everybody_rests(fleet, limits):
        reasons.append(Reason.BREAK)
    if _somebody_could_come(fleet, trip, limits):
        reasons.append(Reason.LATE_FOR_OTHERS)
    return [*reasons, Reason.FULL_WINDOW]


def _fits(fleet: FleetView, trip: Trip, limits: RideLimits, party: Load) -> bool:
    return find_insertion(fleet, replace(trip, party=party), limits, BALANCED) is not None


def _room(fleet: FleetView, trip: Trip, limits: RideLimits) -> Reason:
    seated = Load(trip.party.seats, 0, trip.party.walkers)
    wheelchair = trip.party.wheelchairs > 0 and _fits(fleet, trip, limits, seated)
    return Reason.WHEELCHAIR if wheelchair else Reason.SEATS


def _everybody_rests(fleet: FleetView, limits: RideLimits) -> bool:
    """Whether every vehicle has a break that touches the wished pickup window."""
    block, window = fleet.plan.block, limits.pickup
    begins = block[:, fields.EARLIEST_S, :]  # (V, L)
    ends = begins + block[:, fields.SERVICE_S, :]
    rests = _in_use(fleet) & (block[:, fields.KIND, :] == fields.BREAK)
    touching = rests & (begins <= window.until_s) & (ends >= window.from_s)
    serving = fleet.plan.length > 0
    return bool(serving.any()) and bool(touching.any(axis=1)[serving].all())


def _somebody_could_come(fleet: FleetView, trip: Trip, limits: RideLimits) -> bool:
    """Whether some vehicle could reach the pickup in time if it did not matter what comes after."""
    block = fleet.plan.block
    free_s = np.maximum(block[:, fields.EARLIEST_S, :] + block[:, fields.SERVICE_S, :], fleet.now_s)
    drive_s = fleet.tensor.fastest[:, trip.origin][block[:, fields.PLACE, :]]  # (V, L)
    usable = _in_use(fleet) & (block[:, fields.KIND, :] != fields.END)
    return bool((usable & (free_s + drive_s <= limits.pickup.until_s)).any())


def _in_use(fleet: FleetView) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    positions = np.arange(fleet.plan.block.shape[2])
    return positions[None, :] < fleet.plan.length[:, None]
