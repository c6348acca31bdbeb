"""What holds for a wish on every way to take it along, whatever the vehicle."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.kernel.candidate import Wish
from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import ANY_TIME_S
from dispatch.kernel.roads import Roads, find_detour_s, find_shortcut_s


class Bounds(NamedTuple):
    """Limits on any insertion of one wish; whole numbers only."""

    regular: bool
    """Whether a row's two schedules bound those of the longer row: going by the new places saves no time."""
    origin_saves_s: int
    destination_saves_s: int
    """The most driving that going by the origin, or the destination, can save."""
    direct_s: int
    least_ride_s: int


@borrowing_jit
def find_bounds(wish: Wish, roads: Roads) -> Bounds:
    """The bounds of a wish; the first for a place looks at every pair of places, later ones remember."""
    origin_saves_s = find_shortcut_s(roads, wish.origin)
    destination_saves_s = find_shortcut_s(roads, wish.destination)
    one_matrix = roads.knot_s.shape[0] == 1
    regular = one_matrix and origin_saves_s <= wish.board_s and destination_saves_s <= wish.alight_s
    direct_s = int(roads.fastest[wish.origin, wish.destination])
    # where no third place is on a shorter way from the origin, no chain of places is either
    least_ride_s = direct_s if find_detour_s(roads, wish.origin) == 0 else 0
    return Bounds(regular, origin_saves_s, destination_saves_s, direct_s, least_ride_s)


class Ceiling(NamedTuple):
    """What an insertion may cost, and when it must happen to cost no more."""

    cost: int
    """What it must cost less than."""
    spare: int
    """What it may cost at most beyond the least ride."""
    until_s: int
    """The latest pickup."""
    due_s: int
    """The visit after the pickup is not due before."""


@borrowing_jit
def find_ceiling(cheapest: int, wish: Wish, bounds: Bounds) -> Ceiling:
    """The ceiling for insertions that cost less than the cheapest."""
    spare = cheapest - 1 - wish.ride_weight * bounds.least_ride_s
    # seconds for waiting and for delay: what others cost and driving saves is theirs
    left = spare + wish.drive_weight * (bounds.origin_saves_s + bounds.destination_saves_s)
    until_s, due_s = wish.until_s, ANY_TIME_S
    if wish.wait_weight > 0:
        until_s = min(until_s, wish.from_s + left // wish.wait_weight)
    if wish.others_weight > 0:
        due_s = max(due_s, wish.from_s + wish.board_s - left // wish.others_weight)
    return Ceiling(cheapest, spare, until_s, due_s)
