"""A driver's planned shift on a vehicle, and the breaks in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.domain.fleet import Break, Shift, Vehicle, VehicleId
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow, clock

HALF_WIDTH_S = 15 * MINUTE_S
"""A break begins this much earlier or later than planned, as rides allow."""
BEFORE_S = AFTER_S = 15 * MINUTE_S
"""Assumed: roll call and inspection before the shift, and after it."""
STEP_S = 30 * MINUTE_S
SHORTEST_S = 3 * HOUR_S
LABOUR_BREAKS = ((6 * HOUR_S, 45 * MINUTE_S), (8 * HOUR_S, 60 * MINUTE_S))
"""Work beyond so long takes breaks of so long in all (労働基準法34条)."""
_LONGEST_WORK_S = 4 * HOUR_S
_LONG_BREAKS_S = tuple(hours * HOUR_S for hours in (2, 3, 4))


@dataclass(frozen=True, slots=True, order=True)
class PlannedBreak:
    """A break as it is planned; it may begin a quarter of an hour earlier or later."""

    begins_s: int
    lasts_s: int


@dataclass(frozen=True, slots=True, order=True)
class PlannedShift:
    """When a vehicle and a driver serve, and the breaks in between, in order."""

    from_s: int
    until_s: int
    breaks: tuple[PlannedBreak, ...] = ()

    def __str__(self) -> str:
        """As people write it."""
        return f"{clock(self.from_s)}-{clock(self.until_s)}"

    @property
    def on_duty_s(self) -> int:
        """拘束時間: from the roll call before to the one after, breaks among it."""
        return BEFORE_S + self.until_s - self.from_s + AFTER_S

    @property
    def work_s(self) -> int:
        """Time on shift without breaks; the most that can be driven."""
        return self.until_s - self.from_s - sum(rest.lasts_s for rest in self.breaks)

    @property
    def paid_s(self) -> int:
        """Work, and what comes before and after it."""
        return BEFORE_S + self.work_s + AFTER_S

    def serves_s(self, from_s: int, until_s: int) -> int:
        """For how long of a span the vehicle serves, where breaks begin as planned."""
        served = _overlap(self.from_s, self.until_s, from_s, until_s)
        return served - sum(
            _overlap(rest.begins_s, rest.begins_s + rest.lasts_s, from_s, until_s) for rest in self.breaks
        )

    def on(self, like: Vehicle, name: str) -> Vehicle:
        """The shift on a vehicle like another, from and to its depot."""
        depot = like.shift.start
        rests = tuple(
            Break(TimeWindow(rest.begins_s - HALF_WIDTH_S, rest.begins_s + HALF_WIDTH_S), rest.lasts_s, depot)
            for rest in self.breaks
        )
        shift = Shift(TimeWindow(self.from_s, self.until_s), depot, like.shift.end, rests)
        return Vehicle(VehicleId(name), like.capacity, shift)


def list_shifts(hours: TimeWindow, longest_s: int, continuous_s: int = _LONGEST_WORK_S) -> list[PlannedShift]:
    """Every shift worth planning in these hours, on half hours, none on duty for longer than `longest_s`."""
    return list(dict.fromkeys(_shifts(hours, longest_s, continuous_s)))


def _shifts(hours: TimeWindow, longest_s: int, continuous_s: int) -> Iterator[PlannedShift]:
    most_s = min(longest_s - BEFORE_S - AFTER_S, hours.width_s)
    for length_s in range(min(SHORTEST_S, most_s), most_s + 1, STEP_S):
        for from_s in range(hours.from_s, hours.until_s - length_s + 1, STEP_S):
            until_s = from_s + length_s
            for lasts in _breaks_of(length_s, continuous_s):
                for moved_s in (-STEP_S, 0, STEP_S) if lasts else (0,):
                    shift = PlannedShift(from_s, until_s, _placed(from_s, length_s, lasts, moved_s))
                    if _fits(shift, continuous_s):
                        yield shift


def _breaks_of(length_s: int, continuous_s: int) -> Iterator[tuple[int, ...]]:
    """The least breaks that a shift needs, and one long one instead, in seconds."""
    half, three = 30 * MINUTE_S, 45 * MINUTE_S
    for lasts in ((), (half,), (three,), (half, half), (half, half, half), (half, half, half, half)):
        work_s = length_s - sum(lasts)
        owed_s = max((rest_s for beyond_s, rest_s in LABOUR_BREAKS if work_s > beyond_s), default=0)
        if sum(lasts) >= owed_s and work_s <= (len(lasts) + 1) * continuous_s:
            yield lasts
            break
    yield from ((long_s,) for long_s in _LONG_BREAKS_S if length_s - long_s >= 2 * SHORTEST_S)


def _placed(from_s: int, length_s: int, lasts: tuple[int, ...], moved_s: int) -> tuple[PlannedBreak, ...]:
    work_s = (length_s - sum(lasts)) // (len(lasts) + 1)
    breaks, at_s = [], from_s
    for rest_s in lasts:
        at_s += work_s
        breaks.append(PlannedBreak((at_s + moved_s) // HALF_WIDTH_S * HALF_WIDTH_S, rest_s))
        at_s += rest_s
    return tuple(breaks)


def _fits(shift: PlannedShift, continuous_s: int) -> bool:
    """Whether no stretch of work is too long, whenever each break begins."""
    free_s = shift.from_s
    for rest in shift.breaks:
        if not free_s <= rest.begins_s - HALF_WIDTH_S or rest.begins_s + HALF_WIDTH_S - free_s > continuous_s:
            return False
        free_s = rest.begins_s - HALF_WIDTH_S + rest.lasts_s
    ends_s = max((rest.begins_s + HALF_WIDTH_S + rest.lasts_s for rest in shift.breaks), default=shift.from_s)
    return ends_s <= shift.until_s and shift.until_s - free_s <= continuous_s


def _overlap(from_s: int, until_s: int, other_from_s: int, other_until_s: int) -> int:
    return max(0, min(until_s, other_until_s) - max(from_s, other_from_s))
