"""Figures about bookings: waits, kept promises, detours, no-shows."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.domain.events import PromiseMissed
from dispatch.domain.offer import Promise
from dispatch.domain.route import VisitKind
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.inquiries import Booking
from simulations.measures.statistics import mean, percent, percentile


def measure_rides(record: DayRecord, history: DayHistory) -> dict[str, float | None]:
    """Waits, promises, detours, no-shows, cancellations and riders of all bookings."""
    bookings = list(history.bookings.values())
    carried = [booking for booking in bookings if booking.completed]
    no_shows = [booking for booking in bookings if booking.no_show_s is not None]
    left_early = sum(not _waited_in_full(record, booking) for booking in no_shows)
    ready_s = {stay.ride_id: stay.arrived_s for stay in history.stays if stay.kind == VisitKind.BOARD}
    owed = len(carried) + sum(booking.failed for booking in bookings) + left_early
    now_min, ahead_min = waits_min(record, carried)
    detours = list_detours(record, carried)
    missed = {event.ride_id for event in record.events if isinstance(event, PromiseMissed)}
    return {
        "wait_now_mean": mean(now_min),
        "wait_now_p95": percentile(now_min, 95),
        "wait_adv_mean": mean(ahead_min),
        "wait_adv_p95": percentile(ahead_min, 95),
        "promise_kept": percent(sum(_kept(one, one.boarding_s) for one in carried), owed),
        "promise_kept_vehicle": percent(
            sum(_kept(one, ready_s[one.promise.ride_id]) for one in carried), owed
        ),
        "promise_kept_as_told": percent(
            sum(_kept(one, one.boarding_s, one.told_last) for one in carried), owed
        ),
        "promises_amended": sum(one.amended for one in bookings),
        "promises_missed": len(missed),
        "detour_mean": mean(detours),
        "detour_p95": percentile(detours, 95),
        "no_show_rate": percent(len(no_shows), len(carried) + len(no_shows)),
        "late_cancel_rate": percent(sum(_cancelled_late(record, one) for one in bookings), len(bookings)),
        "passengers": sum(booking.persons for booking in carried),
        "riders": len({booking.promise.rider_id for booking in carried}),
    }


def waits_min(record: DayRecord, carried: Sequence[Booking]) -> tuple[list[float], list[float]]:
    """Minutes waited: by riders who asked to go now, since confirmation; by others, since their window."""
    now: list[float] = []
    ahead: list[float] = []
    for booking in carried:
        asked_by = record.asked.get(booking.promise.request_id)
        boarding_s = booking.boarding_s or 0
        if asked_by is not None and asked_by.ride_now:
            now.append(max(0, boarding_s - booking.confirmed_s) / 60)
        else:
            ahead.append(max(0, boarding_s - booking.promise.limits.pickup.from_s) / 60)
    return now, ahead


def list_detours(record: DayRecord, carried: Sequence[Booking]) -> list[float]:
    """Ride time ÷ direct time of each carried booking; rides of no direct time are left out."""
    ratios = []
    for booking in carried:
        seated_s, arrived_s = booking.seated_s, booking.dropped_off_s
        if seated_s is None or arrived_s is None:
            continue
        promise = booking.promise
        direct_s = record.travel.seconds(promise.origin, promise.destination, seated_s)
        if direct_s:
            ratios.append((arrived_s - seated_s) / direct_s)
    return ratios


def _kept(booking: Booking, pickup_s: int | None, told: Promise | None = None) -> bool:
    """Whether nobody boarded early, the pickup was in time at that moment, and so was the arrival.

    What counts is the promise as it was made, unless another is given.
    """
    limits = (told or booking.promise).limits
    return (
        booking.boarding_s is not None
        and booking.dropped_off_s is not None
        and pickup_s is not None
        and limits.pickup.from_s <= booking.boarding_s
        and pickup_s <= limits.pickup.until_s
        and booking.dropped_off_s <= limits.arrive_until_s
    )


def _waited_in_full(record: DayRecord, booking: Booking) -> bool:
    full_s = booking.told_last.limits.pickup.until_s + record.rules.no_show_wait_s
    return booking.no_show_s is not None and booking.no_show_s >= full_s


def _cancelled_late(record: DayRecord, booking: Booking) -> bool:
    cutoff_s = booking.told_last.limits.pickup.from_s - record.rules.booking_cutoff_s
    return booking.cancelled_s is not None and booking.cancelled_s > cutoff_s and not booking.failed
