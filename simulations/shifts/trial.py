"""Simulated days under planned shifts, on the engine that runs the service, and the level they keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import Vehicle
from dispatch.domain.route import VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.engine.journal import MemoryJournal
from gtfs.service import Service
from simulations.measures import measure
from simulations.measures.history import DayHistory, read_history
from simulations.measures.inquiries import Inquiry
from simulations.measures.statistics import mean
from simulations.runner import replay
from simulations.shifts.cover import vehicles_of
from simulations.shifts.shift import STEP_S, PlannedShift
from simulations.variants.ground import scenario_of, service_of, weather_of
from simulations.variants.variant import Variant

FAR_FROM_WISH_S = 30 * 60
Day = tuple[date, int]
"""A date and a seed."""


@dataclass(frozen=True)
class Trial:
    """What days were like under some vehicles."""

    level: float | None
    """The figure asked for, its mean over the days."""
    by_day: tuple[float | None, ...]
    failed: Counter[int]
    """By half hour of the wish: requests refused, or promised far from it."""


@dataclass
class TrialDays:
    """The days on which plans are tried; each plan once."""

    variant: Variant
    days: Sequence[Day]
    code: str
    """Of the figure that must keep a level."""
    told: Callable[[int], None] = lambda _trials: None
    """Hears how many days have been replayed."""
    replayed: int = 0
    _known: dict[tuple[PlannedShift, ...], Trial] = field(default_factory=dict)

    def try_shifts(self, shifts: Sequence[PlannedShift]) -> Trial:
        """The days under these shifts."""
        plan = tuple(sorted(shifts))
        if plan not in self._known:
            self._known[plan] = self._trial(self._replay(self.vehicles(plan)))
        return self._known[plan]

    def vehicles(self, shifts: Sequence[PlannedShift]) -> tuple[Vehicle, ...]:
        """The shifts on vehicles like those of the service, the first first."""
        like = self._service.vehicles
        numbers = vehicles_of(shifts)
        parts = Counter[int]()
        placed = []
        for shift, number in zip(shifts, numbers, strict=True):
            parts[number] += 1
            part = f"-{parts[number]}" if numbers.count(number) > 1 else ""
            placed.append(shift.on(like[number % len(like)], f"{number + 1}号車{part}"))
        return tuple(placed)

    @property
    def hours(self) -> TimeWindow:
        """When the service runs."""
        return self._service.hours

    @property
    def most_vehicles(self) -> int:
        """More are not tried."""
        return 3 * len(self._service.vehicles) + 3

    def try_all_day(self, vehicles: int) -> Trial:
        """The days under so many vehicles that serve all day without a break: no shifts can do more."""
        return self._trial(self._replay(self._all_day(vehicles)))

    def needs(self, hours: TimeWindow, quantile: float) -> list[int]:
        """Vehicles at work in each half hour of the service where there are more than enough, by quantile."""
        steps = -(-hours.width_s // STEP_S)
        ample = self._replay(self._all_day(self.most_vehicles))
        busy = [_at_work(history, hours.from_s, steps) for history, _ in ample]
        return [max(1, int(np.ceil(each - 0.25))) for each in np.quantile(np.array(busy), quantile, axis=0)]

    @property
    def _service(self) -> Service:
        return service_of(self.variant.folder, self.variant.in_its_season)

    def _all_day(self, vehicles: int) -> tuple[Vehicle, ...]:
        like = self._service.vehicles
        whole = PlannedShift(self.hours.from_s, self.hours.until_s)
        return tuple(whole.on(like[number % len(like)], f"{number + 1}号車") for number in range(vehicles))

    def _replay(self, vehicles: tuple[Vehicle, ...]) -> list[tuple[DayHistory, float | None]]:
        found = []
        for on, seed in self.days:
            scenario = replace(scenario_of(self.variant, on, seed), vehicles=vehicles)
            record = replay(scenario, MemoryJournal(), disruptions=weather_of(self.variant))
            history = read_history(record)
            found.append((history, measure(record, history).get_value(self.code)))
            self.replayed += 1
            self.told(self.replayed)
        return found

    def _trial(self, replayed: Sequence[tuple[DayHistory, float | None]]) -> Trial:
        values = tuple(value for _, value in replayed)
        failed = Counter[int]()
        for history, _ in replayed:
            failed.update(
                inquiry.request.wish_s // STEP_S for inquiry in history.inquiries if _failed(inquiry)
            )
        return Trial(mean([value for value in values if value is not None]), values, failed)


def _failed(inquiry: Inquiry) -> bool:
    if not inquiry.bookings:
        return True
    return abs(inquiry.bookings[0].promise.limits.pickup.from_s - inquiry.request.wish_s) > FAR_FROM_WISH_S


def _at_work(history: DayHistory, begins_s: int, steps: int) -> NDArray[np.float64]:  # (steps,)
    """How many vehicles drive or have riders board or alight, on average over each half hour."""
    seconds = np.zeros(steps)
    edges = begins_s + STEP_S * np.arange(steps + 1)
    spans = [(drive.depart_s, drive.arrive_s) for drive in history.drives()]
    served: Mapping[str, None] = dict.fromkeys((VisitKind.BOARD, VisitKind.ALIGHT))
    spans += [(stay.began_s, stay.done_s) for stay in history.stays if stay.kind in served]
    for from_s, until_s in spans:
        seconds += np.clip(np.minimum(until_s, edges[1:]) - np.maximum(from_s, edges[:-1]), 0, None)
    return np.asarray(seconds / STEP_S, np.float64)
