"""What became of each hour of a day: who asked, who was refused, who was fetched or set down too late."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.domain.route import VisitKind
from dispatch.domain.time import HOUR_S
from simulations.measures.inquiries import Booking, Outcome
from simulations.measures.statistics import mean
from simulations.winter.two_days import ReplayedDay


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """One hour: requests and refusals by the time wished, rides by the pickup promised."""

    asked: int
    refused: int
    carried: int
    late: int
    """Carried later than promised, at the pickup or at the destination."""
    late_min: float | None
    """By how many minutes, on average over those carried; None where nobody was."""


def hours_of(day: ReplayedDay) -> Mapping[int, HourOfDay]:
    """The hours of a day in which anybody asked or was to be fetched, by their number."""
    asked, refused = Counter[int](), Counter[int]()
    for inquiry in day.history.inquiries:
        hour = inquiry.request.wish_s // HOUR_S
        asked[hour] += 1
        refused[hour] += inquiry.outcome is Outcome.REFUSED
    ready_s = {stay.ride_id: stay.arrived_s for stay in day.history.stays if stay.kind == VisitKind.BOARD}
    late_s: dict[int, list[int]] = defaultdict(list)
    for booking in day.history.bookings.values():
        if booking.completed:
            hour = booking.promise.limits.pickup.from_s // HOUR_S
            late_s[hour].append(lateness_s(booking, ready_s[booking.promise.ride_id]))
    return {
        hour: HourOfDay(
            asked[hour],
            refused[hour],
            len(late_s[hour]),
            sum(late > 0 for late in late_s[hour]),
            mean([late / 60 for late in late_s[hour]]),
        )
        for hour in sorted({*asked, *late_s})
    }


def lateness_s(booking: Booking, ready_s: int) -> int:
    """How late a carried rider was against the first promise: the vehicle at the door, or the arrival."""
    limits = booking.promise.limits
    arrived_s = booking.dropped_off_s or 0
    return max(0, ready_s - limits.pickup.until_s, arrived_s - limits.arrive_until_s)
