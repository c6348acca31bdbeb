"""All that stands in a pack, reckoned from the tables of its days: nothing here reads or writes a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.domain.request import Channel
from simulations.costs import DayWork
from simulations.council.books import CostStatement, state_costs
from simulations.council.demand_counts import (
    Counts,
    count_demand,
    list_bookings,
    list_needs,
    sums_of_demand,
)
from simulations.council.figures import Figure, amount, bounded, hidden
from simulations.council.period import Period
from simulations.council.ride_counts import (
    PROMISES,
    DrivenDay,
    count_rides,
    drive_of,
    persons_of,
    sums_of_rides,
)
from simulations.council.suppression import LEAST, Sum, hidden_counts, is_small
from simulations.measures.statistics import mean, percent, percentile, share
from simulations.town_costs import TownBooks

KEPT = ("unmet_needs", "refusals_raw", "passengers", "needs", "requests", "bookings", "promise_kept")
"""Counts that the council asks for first: hidden last."""
SHARES: Mapping[str, tuple[str, str]] = {
    "booking_success": ("needs.confirmed", "needs.unmet"),
    "booking_success_raw": ("requests.confirmed", "requests.not_confirmed"),
    "success_within_30": ("needs.within_30", "needs.beyond_30"),
    "pooling_riders": ("passengers.shared", "passengers.alone"),
    **{code: (code, f"{code}.broken") for code in PROMISES},
    "no_show_rate": ("no_shows", "carried"),
    "late_cancel_rate": ("late_cancels", "not_late_cancels"),
}
"""Shares in percent: the count that is meant, and the rest of the whole."""
COUNTED = (
    "needs",
    "requests",
    "bookings",
    "unmet_needs",
    "unmet_no_offer",
    "unmet_declined",
    "refusals_raw",
    "promises_amended",
    "promises_missed",
    "passengers",
    "riders",
)


@dataclass(frozen=True)
class Contents:
    """A pack before it is written."""

    period: Period
    counts: Counts
    hidden: frozenset[str]
    """The codes of the counts that are not shown."""
    figures: Mapping[str, Figure]
    costs: CostStatement
    town: TownBooks
    driven: tuple[DrivenDay, ...]

    def shows(self, code: str) -> bool:
        """Whether a count is shown."""
        return code not in self.hidden


def contents_of(period: Period, town: TownBooks) -> Contents:
    """Everything a pack tells of its days."""
    driven = tuple(drive_of(day) for day in period.days)
    counts = count_demand(period) | count_rides(period, driven) | count_squares(period) | count_days(period)
    counts["registered"] = period.registered or 0
    sums = [*sums_of_demand(period), *sums_of_rides(), *sums_of_squares(counts), *sums_of_days(period)]
    unseen = hidden_counts(counts, sums, KEPT)
    costs = state_costs(town, [_work(drive) for drive in driven])
    figures = [
        *(_count(code, counts, unseen) for code in COUNTED),
        *(_share(code, counts, unseen) for code in SHARES),
        *(_channel(channel, counts, unseen) for channel in Channel),
        *_spreads(period),
        *_driving(counts, driven),
        *_money(period, counts, costs),
        _count("registered", counts, unseen),
    ]
    return Contents(period, counts, unseen, {one.code: one for one in figures}, costs, town, driven)


def count_squares(period: Period) -> Counts:
    """Unmet needs by the square in which the first attempt was to begin."""
    unmet = [need for need in list_needs(period) if need.unmet]
    return Counter(f"mesh.{need.attempts[0].origin_mesh}" for need in unmet)


def sums_of_squares(counts: Counts) -> list[Sum]:
    """The squares add up to the unmet needs."""
    squares = tuple(code for code in counts if code.startswith("mesh."))
    return [Sum("unmet_needs", squares)] if squares else []


def count_days(period: Period) -> Counts:
    """Passengers and requests of each day."""
    return Counter(
        {
            f"day.{day.key}.passengers": persons_of([row for row in day.rides if row.carried])
            for day in period.days
        }
        | {f"day.{day.key}.requests": sum(row.ride == 1 for row in day.rides) for day in period.days}
    )


def sums_of_days(period: Period) -> list[Sum]:
    """The days add up to the period."""
    return [
        Sum(what, tuple(f"day.{day.key}.{what}" for day in period.days))
        for what in ("passengers", "requests")
    ]


def _work(drive: DrivenDay) -> DayWork:
    return DayWork(drive.vehicles, drive.vehicle_s / 3600, drive.metres / 1000)


def _count(code: str, counts: Counts, unseen: frozenset[str]) -> Figure:
    return hidden(code) if code in unseen else amount(code, counts[code])


def _share(code: str, counts: Counts, unseen: frozenset[str]) -> Figure:
    """A share, or a bound of it where it would tell how few are meant, or how few are not."""
    part, rest = SHARES[code]
    whole = counts[part] + counts[rest]
    if part not in unseen and rest not in unseen:
        return amount(code, percent(counts[part], whole))
    least = 100 * LEAST / whole
    if is_small(counts[part]) and not is_small(counts[rest]):
        return bounded(code, f"{least:.1f}%未満")
    if is_small(counts[rest]) and not is_small(counts[part]):
        return bounded(code, f"{100 - least:.1f}%超")
    return hidden(code)


def _channel(channel: Channel, counts: Counts, unseen: frozenset[str]) -> Figure:
    code, part = f"channel_share_{channel}", f"channel.{channel}"
    return hidden(code) if part in unseen else amount(code, percent(counts[part], counts["bookings"]))


def _spreads(period: Period) -> list[Figure]:
    """Means and percentiles over persons' rides: of few, each would be known."""
    carried = [row for row in list_bookings(period) if row.carried]
    now = [max(0, (row.picked_up_s or 0) - (row.confirmed_s or 0)) / 60 for row in carried if row.ride_now]
    ahead = [
        max(0, (row.picked_up_s or 0) - (row.promised_pickup_from_s or 0)) / 60
        for row in carried
        if not row.ride_now
    ]
    detours = [
        ((row.dropped_off_s or 0) - row.seated_s) / row.direct_s
        for row in carried
        if row.seated_s is not None and row.direct_s
    ]
    shifts = [need.shift_s / 60 for need in list_needs(period) if need.shift_s is not None]
    return [
        _spread(code, values, value)
        for name, values in (
            ("wait_now", now),
            ("wait_adv", ahead),
            ("detour", detours),
            ("shift_min", shifts),
        )
        for code, value in ((f"{name}_mean", mean(values)), (f"{name}_p95", percentile(values, 95)))
    ]


def _spread(code: str, values: Sequence[float], value: float | None) -> Figure:
    return hidden(code) if is_small(len(values)) else amount(code, value)


def _driving(counts: Counts, driven: Sequence[DrivenDay]) -> list[Figure]:
    metres, loaded_m = sum(one.metres for one in driven), sum(one.loaded_m for one in driven)
    hours = sum(one.vehicle_s for one in driven) / 3600
    runs = sum(one.runs for one in driven)
    persons = counts["passengers"]
    figures = [
        amount("days", len(driven)),
        amount("pooling_runs", percent(sum(one.pooled_runs for one in driven), runs)),
        amount("runs", runs),
        amount("loaded_km_ratio", percent(loaded_m, metres)),
        amount("loaded_km", loaded_m / 1000),
        amount("driven_km", metres / 1000),
        amount("synthetic_km_share", percent(sum(one.synthetic_m for one in driven), metres)),
        amount("vehicle_hours", hours),
    ]
    of_persons = {
        "pax_per_vehicle_hour": share(persons, hours),
        "km_per_pax": share(metres / 1000, persons),
        "direct_km_ratio": share(counts["direct_m"], metres),
        "passengers_per_day": share(persons, len(driven)),
    }
    return figures + [_per_person(code, value, persons) for code, value in of_persons.items()]


def _money(period: Period, counts: Counts, costs: CostStatement) -> list[Figure]:
    fares = [row.fare_yen for row in list_bookings(period) if row.carried]
    known = [yen for yen in fares if yen is not None]
    revenue = sum(known) if len(known) == len(fares) else None
    cost, persons = costs.total_yen, counts["passengers"]
    other = costs.other_revenue_yen + period.pass_sales_yen
    deficit = None if revenue is None else cost - revenue - other
    figures = [
        _per_person("fare_revenue", revenue, persons),
        amount("other_revenue", other),
        amount("operating_cost", cost),
    ]
    of_persons = {
        "cost_recovery": None if revenue is None else percent(revenue, cost),
        "deficit": deficit,
        "cost_per_ride": share(cost, persons),
        "public_cost_per_ride": None if deficit is None else share(deficit, persons),
    }
    return figures + [_per_person(code, value, persons) for code, value in of_persons.items()]


def _per_person(code: str, value: float | None, persons: int) -> Figure:
    return hidden(code) if is_small(persons) else amount(code, value)
