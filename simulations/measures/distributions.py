"""How the figures of a day are spread: over its hours, minutes of waiting, times the direct drive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from simulations.measures.history import DayHistory
from simulations.measures.inquiries import Outcome

ABOARD_STEP_S = 300
WAIT_STEP_MIN, MOST_WAIT_MIN = 2.0, 60.0
DETOUR_STEP, MOST_DETOUR = 0.25, 6.0

Steps = Sequence[tuple[float, int]]
"""Where each step begins, and how many lie in it; steps between that hold nothing too."""


def count_outcomes(history: DayHistory) -> Mapping[int, Mapping[Outcome, int]]:
    """Requests by the hour of the wished time and what became of them, hours without any too."""
    counted = Counter((one.request.wish_s // 3600, one.outcome) for one in history.inquiries)
    hours = [hour for hour, _ in counted]
    whole = range(min(hours), max(hours) + 1) if hours else ()
    return {hour: {outcome: counted[hour, outcome] for outcome in Outcome} for hour in whole}


def count_aboard(history: DayHistory) -> Sequence[tuple[int, int]]:
    """People on board all vehicles at every step of the day, from the step before the first on."""
    steps: Counter[int] = Counter()
    for booking in history.bookings.values():
        if booking.seated_s is not None and booking.dropped_off_s is not None:
            for step in range(booking.seated_s // ABOARD_STEP_S, booking.dropped_off_s // ABOARD_STEP_S + 1):
                steps[step] += booking.persons
    whole = range(min(steps) - 1, max(steps) + 2) if steps else ()
    return [(step * ABOARD_STEP_S, steps[step]) for step in whole]


def count_steps(values: Sequence[float], step: float, most: float) -> Steps:
    """Counts in steps from the least to the greatest value; what is beyond counts as most."""
    counted = Counter(min(int(value / step), int(most / step)) for value in values)
    whole = range(min(counted), max(counted) + 1) if counted else ()
    return [(i * step, counted[i]) for i in whole]
