"""What plans are made on under the present conditions: the roads, the rules, and the fleet's rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from dispatch.domain.conditions import Conditions
from dispatch.domain.fleet import Vehicle
from dispatch.domain.rules import ServiceRules
from dispatch.engine.fleet_rows import FleetRows
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import TravelTimes

KEPT = 3
"""Grounds kept at hand: the present, the one before, and one that is being looked at."""
_SERVICE_TIMES = (
    "board_s",
    "board_extra_rider_s",
    "alight_s",
    "alight_extra_rider_s",
    "walker_s",
    "wheelchair_s",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Travel times and rules under some conditions, and rows that are written with them."""

    travel: TravelTimes
    rules: ServiceRules
    rows: FleetRows


class Grounds:
    """The ground for any conditions, from that of a usual day; the latest ones are kept."""

    def __init__(self, vehicles: tuple[Vehicle, ...], travel: TravelTimes, rules: ServiceRules) -> None:
        self.usual = Ground(travel, rules, FleetRows(vehicles, travel, rules))
        self._vehicles = vehicles
        self._kept: dict[Conditions, Ground] = {}

    def under(self, conditions: Conditions | None) -> Ground:
        """The ground under conditions; raises ConditionsError or TravelTimesError for senseless ones."""
        if conditions is None:
            return self.usual
        ground = self._kept.pop(conditions, None)
        if ground is None:
            travel, rules = under(self.usual.travel, conditions), rules_under(self.usual.rules, conditions)
            ground = Ground(travel, rules, FleetRows(self._vehicles, travel, rules))
        self._kept[conditions] = ground
        for oldest in list(self._kept)[:-KEPT]:
            del self._kept[oldest]
        return ground


def rules_under(rules: ServiceRules, conditions: Conditions) -> ServiceRules:
    """The rules under conditions: slower boarding, wider windows, an earlier cut-off."""
    slower = {name: ceil(getattr(rules, name) * conditions.dwell - 1e-9) for name in _SERVICE_TIMES}
    window_s, cutoff_s = conditions.pickup_window_s, conditions.booking_cutoff_s
    return replace(
        rules,
        **slower,
        pickup_window_s=rules.pickup_window_s if window_s is None else window_s,
        booking_cutoff_s=rules.booking_cutoff_s if cutoff_s is None else cutoff_s,
    )
