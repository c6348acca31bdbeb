"""Which windows to look in for a wish, and what to promise once a place in a route is found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dispatch.domain.request import Request, RideLimits, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_to

ALTERNATIVE_STEP_S = 30 * MINUTE_S


@dataclass(frozen=True, slots=True)
class TripFacts:
    """What is fixed about a trip before any vehicle is looked at; seconds."""

    direct_s: int
    board_s: int
    alight_s: int
    max_ride_s: int
    """The longest ride plans may make, see `ServiceRules.longest_planned_ride_s`."""
    earliest_s: int
    """No pickup before this: the cut-off after now, or the opening of the service."""
    last_s: int
    """The end of service hours."""


def wished(request: Request, facts: TripFacts, rules: ServiceRules) -> RideLimits | None:
    """The limits within which a ride answers the wish; None when the wish lies outside the day."""
    if request.wish_kind is WishKind.DEPART_AFTER:
        return pickups_within(facts, request.wish_s, request.wish_s + rules.max_wait_s)
    quickest_s = facts.board_s + facts.direct_s
    until_s = request.wish_s - rules.reserve_s - quickest_s
    arrive_by_s = request.wish_s - rules.reserve_s
    return pickups_within(facts, until_s - rules.max_early_arrival_s, until_s, arrive_by_s=arrive_by_s)


def without_idling(limits: RideLimits) -> RideLimits:
    """The later half of a wish to arrive: riders would rather wait at home than at the clinic."""
    pickup = limits.pickup
    middle_s = (pickup.from_s + pickup.until_s) // 2
    return replace(limits, pickup=TimeWindow(middle_s, pickup.until_s))


def pickups_within(
    facts: TripFacts, from_s: int, until_s: int, *, arrive_by_s: int | None = None
) -> RideLimits | None:
    """Limits for a pickup between two moments, cut to the hours of the day; None when nothing is left."""
    from_s = max(from_s, facts.earliest_s)
    until_s = min(until_s, facts.last_s - facts.board_s - facts.direct_s)
    if from_s > until_s:
        return None
    latest_s = until_s + facts.board_s + facts.max_ride_s
    return RideLimits(
        TimeWindow(from_s, until_s),
        min(latest_s, arrive_by_s) if arrive_by_s is not None else latest_s,
        facts.max_ride_s,
    )


def promised(limits: RideLimits, pickup_s: int, facts: TripFacts, rules: ServiceRules) -> RideLimits:
    """The narrow limits to offer around a foreseen pickup: a window from the next full step on.

    It ends within the limits asked for, as far as that leaves room for the reserve.
    """
    from_s = ceil_to(rules.window_step_s, pickup_s)
    until_s = min(from_s + rules.pickup_window_s, max(from_s + rules.reserve_s, limits.pickup.until_s))
    arrive_s = until_s + facts.board_s + limits.max_ride_s + rules.reserve_s
    wished_s = limits.arrive_until_s + rules.reserve_s
    if wished_s < arrive_s and limits.arrive_until_s < latest_arrival_s(limits, facts):
        arrive_s = wished_s
        until_s = max(from_s, min(until_s, arrive_s - facts.board_s - facts.direct_s))
    return RideLimits(TimeWindow(from_s, until_s), arrive_s, limits.max_ride_s + rules.reserve_s)


def to_plan_with(limits: RideLimits, rules: ServiceRules) -> RideLimits:
    """Promised limits as plans must keep them: with a reserve, because roads and riders may be late."""
    pickup = limits.pickup
    return RideLimits(
        TimeWindow(pickup.from_s, max(pickup.from_s, pickup.until_s - rules.reserve_s)),
        limits.arrive_until_s - rules.reserve_s,
        max(0, limits.max_ride_s - rules.reserve_s),
        limits.arrive_from_s,
    )


def latest_arrival_s(limits: RideLimits, facts: TripFacts) -> int:
    """When a rider picked up at the last moment and driven the longest way arrives."""
    return limits.pickup.until_s + facts.board_s + facts.max_ride_s


def windows_before(request: Request, facts: TripFacts, rules: ServiceRules) -> list[RideLimits]:
    """Half hours before the wish, the nearest first."""
    first = wished(request, facts, rules)
    edge_s = first.pickup.from_s if first else min(request.wish_s, facts.last_s)
    edges = range(edge_s - 1, edge_s - rules.alternatives_within_s, -ALTERNATIVE_STEP_S)
    found = (pickups_within(facts, edge - ALTERNATIVE_STEP_S, edge) for edge in edges)
    return [limits for limits in found if limits is not None]


def window_after(request: Request, facts: TripFacts, rules: ServiceRules) -> RideLimits | None:
    """All pickups after the wish that are still near it."""
    first = wished(request, facts, rules)
    edge_s = first.pickup.until_s + 1 if first else max(request.wish_s, facts.earliest_s)
    return pickups_within(facts, edge_s, edge_s + rules.alternatives_within_s)
