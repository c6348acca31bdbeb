"""How many people rode, how promises to them were kept, and the sums in which these counts stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatch.domain.route import VisitKind
from simulations.council.demand_counts import Counts, list_bookings
from simulations.council.period import Day, Period
from simulations.council.rows import RideRow
from simulations.council.suppression import Sum
from simulations.day_record import Purpose

PROMISES = ("promise_kept", "promise_kept_vehicle", "promise_kept_as_told")


@dataclass(frozen=True, slots=True)
class DrivenDay:
    """What the calls of a day's vehicles come to."""

    metres: int
    loaded_m: int
    synthetic_m: int
    runs: int
    pooled_runs: int
    """Runs that carried two or more bookings."""
    shared: frozenset[str]
    """Rides that had another booking on board while the vehicle drove."""
    vehicles: int
    vehicle_s: int
    """Seconds on shift without the breaks taken."""


def drive_of(day: Day) -> DrivenDay:
    """The calls of a day, vehicle by vehicle."""
    loaded_m = runs = pooled = 0
    shared: set[str] = set()
    shifts = {visit.vehicle_id: visit.shift_until_s - visit.shift_from_s for visit in day.visits}
    for vehicle in shifts:
        aboard: set[str] = set()
        riding: set[str] = set()
        for visit in sorted((v for v in day.visits if v.vehicle_id == vehicle), key=lambda v: v.sequence):
            if aboard:
                loaded_m += visit.metres
            if len(aboard) > 1 and visit.metres:
                shared |= aboard
            if visit.kind == VisitKind.BOARD:
                aboard.add(visit.ride_id)
                riding.add(visit.ride_id)
            elif visit.kind == VisitKind.ALIGHT:
                aboard.discard(visit.ride_id)
            if riding and not aboard:
                runs, pooled = runs + 1, pooled + (len(riding) > 1)
                riding = set()
    rests_s = sum(visit.done_s - visit.began_s for visit in day.visits if visit.kind == VisitKind.BREAK)
    return DrivenDay(
        metres=sum(visit.metres for visit in day.visits),
        loaded_m=loaded_m,
        synthetic_m=sum(visit.synthetic_metres for visit in day.visits),
        runs=runs,
        pooled_runs=pooled,
        shared=frozenset(shared),
        vehicles=len(shifts),
        vehicle_s=sum(shifts.values()) - rests_s,
    )


def count_rides(period: Period, driven: Sequence[DrivenDay]) -> Counts:
    """Counts of passengers, kept promises, no-shows and cancellations; `driven` day by day."""
    bookings = list(list_bookings(period))
    carried = [row for row in bookings if row.carried]
    counts: Counts = Counter()
    counts["passengers"] = persons_of(carried)
    for purpose in Purpose:
        counts[f"purpose.{purpose}"] = persons_of([row for row in carried if row.purpose == purpose])
    counts["passengers.shared"] = sum(
        persons_of([row for row in day.rides if row.carried and row.ride_id in drive.shared])
        for day, drive in zip(period.days, driven, strict=True)
    )
    counts["passengers.alone"] = counts["passengers"] - counts["passengers.shared"]
    counts["riders"] = _distinct_riders(period)
    counts["carried"] = len(carried)
    counts["direct_m"] = sum(row.direct_m for row in carried)
    counts["no_shows"] = sum(row.no_show_s is not None for row in bookings)
    counts["came_or_not"] = counts["carried"] + counts["no_shows"]
    counts["late_cancels"] = sum(_cancelled_late(row) for row in bookings)
    counts["not_late_cancels"] = len(bookings) - counts["late_cancels"]
    counts["promises_amended"] = sum(row.amended or 0 for row in bookings)
    counts["promises_missed"] = sum(row.missed or 0 for row in bookings)
    return counts | _count_kept(period)


def sums_of_rides() -> list[Sum]:
    """The sums in which the counts of the rides stand."""
    return [
        Sum("passengers", tuple(f"purpose.{purpose}" for purpose in Purpose)),
        Sum("passengers", ("passengers.shared", "passengers.alone")),
        Sum("bookings", ("late_cancels", "not_late_cancels")),
        Sum("came_or_not", ("carried", "no_shows")),
        *(Sum("owed", (code, f"{code}.broken")) for code in PROMISES),
    ]


def persons_of(rows: Sequence[RideRow]) -> int:
    """How many people the rides are for."""
    return sum(row.persons or 0 for row in rows)


def _count_kept(period: Period) -> Counts:
    kept: Counts = Counter()
    owed = 0
    for day in period.days:
        stood_s = {visit.ride_id: visit.arrived_s for visit in day.visits if visit.kind == VisitKind.BOARD}
        for row in day.rides:
            owed += row.carried or row.failed or _left_early(row)
            kept["promise_kept"] += _kept(row, row.picked_up_s, _as_made)
            kept["promise_kept_vehicle"] += _kept(row, stood_s.get(row.ride_id), _as_made)
            kept["promise_kept_as_told"] += _kept(row, row.picked_up_s, _as_told)
    return Counter(
        {"owed": owed, **{code: kept[code] for code in PROMISES}}
        | {f"{code}.broken": owed - kept[code] for code in PROMISES}
    )


Limits = tuple[int | None, int | None, int | None]


def _as_made(row: RideRow) -> Limits:
    return row.promised_pickup_from_s, row.promised_pickup_until_s, row.promised_arrival_until_s


def _as_told(row: RideRow) -> Limits:
    return row.told_pickup_from_s, row.told_pickup_until_s, row.told_arrival_until_s


def _kept(row: RideRow, pickup_s: int | None, limits: Callable[[RideRow], Limits]) -> bool:
    from_s, until_s, arrive_s = limits(row)
    if row.picked_up_s is None or row.dropped_off_s is None or pickup_s is None:
        return False
    if from_s is None or until_s is None or arrive_s is None:
        return False
    return from_s <= row.picked_up_s and pickup_s <= until_s and row.dropped_off_s <= arrive_s


def _left_early(row: RideRow) -> bool:
    return row.no_show_s is not None and row.waits_until_s is not None and row.no_show_s < row.waits_until_s


def _cancelled_late(row: RideRow) -> bool:
    in_time_s = row.cancel_in_time_until_s
    if row.cancelled_s is None or in_time_s is None or row.failed:
        return False
    return row.cancelled_s > in_time_s


def _distinct_riders(period: Period) -> int:
    """Simulated riders of two days are two people, whatever their ids."""
    return len(
        {
            ("" if day.facts.seed is None else day.key, row.rider_id)
            for day in period.days
            for row in day.rides
            if row.carried
        }
    )
