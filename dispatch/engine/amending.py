"""Promises that cannot be kept any more: by how little other limits must differ."""

from __future__ import annotations

from dataclasses import replace

from dispatch.domain.offer import Promise
from dispatch.domain.request import RideLimits
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_to
from dispatch.kernel.plan_arrays import Anchor


def moved_later(limits: RideLimits, by_s: int) -> RideLimits:
    """The same limits, all of them so much later."""
    window, first_s = limits.pickup, limits.arrive_from_s
    return replace(
        limits,
        pickup=TimeWindow(window.from_s + by_s, window.until_s + by_s),
        arrive_until_s=limits.arrive_until_s + by_s,
        arrive_from_s=None if first_s is None else first_s + by_s,
    )


def lasting(limits: RideLimits, ride_s: int) -> RideLimits:
    """Limits that allow a ride of so many seconds, and as much later an arrival as that takes."""
    longer_s = max(0, ride_s - limits.max_ride_s)
    return replace(
        limits, arrive_until_s=limits.arrive_until_s + longer_s, max_ride_s=limits.max_ride_s + longer_s
    )


def loosened(promise: Promise, route: Route, anchor: Anchor, reserve_s: int) -> Promise:
    """A promise that a timed route keeps with a reserve, by whole minutes and no more of it than must change.

    For a rider who stays with the vehicle.
    """
    boarded_s = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}.get(promise.ride_id, 0)
    limits = promise.limits
    for visit in route.visits:
        if visit.ride_id != promise.ride_id:
            continue
        if visit.kind is VisitKind.BOARD:
            boarded_s = visit.begin_s + visit.service_s
            limits = replace(limits, pickup=_window_reaching(limits.pickup, visit.begin_s, reserve_s))
        else:
            limits = replace(
                limits,
                arrive_until_s=_reaching(limits.arrive_until_s, visit.begin_s, reserve_s),
                max_ride_s=_reaching(limits.max_ride_s, visit.begin_s - boarded_s, reserve_s),
            )
    return replace(promise, limits=limits)


def _window_reaching(window: TimeWindow, begin_s: int, reserve_s: int) -> TimeWindow:
    """A window as wide as before where that lets the visit begin when it is foreseen."""
    until_s = _reaching(window.until_s, begin_s, reserve_s)
    as_wide_s = window.from_s + until_s - window.until_s
    return TimeWindow(max(window.from_s, min(as_wide_s, begin_s // MINUTE_S * MINUTE_S)), until_s)


def _reaching(limit_s: int, needed_s: int, reserve_s: int) -> int:
    if needed_s <= limit_s:
        return limit_s
    return limit_s + ceil_to(MINUTE_S, needed_s + reserve_s - limit_s)


def minutes_moved(before: Promise, after: Promise) -> int:
    """By how many minutes a promise is looser than before; less than zero where it is earlier again."""
    old, new = before.limits, after.limits
    later_s = (
        new.pickup.until_s - old.pickup.until_s if before.origin == after.origin else 0,
        new.arrive_until_s - old.arrive_until_s,
        new.max_ride_s - old.max_ride_s if before.origin == after.origin else 0,
    )
    most_s = max(later_s, key=abs)
    return -(-most_s // MINUTE_S)
