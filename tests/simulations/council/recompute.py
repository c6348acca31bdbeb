"""Every figure of a pack, counted a second time from requests.csv and visits.csv alone.

Plain Python: nothing of noriai is imported. `python recompute.py FOLDER` prints the figures of the
day folders in FOLDER; a figure without a value is None.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

CAPACITY = {"FULL_WINDOW", "LATE_FOR_OTHERS", "SEATS", "WHEELCHAIR", "BREAK", "NO_PLACE_NEAR"}
EVENT = {"SNOW", "SERVICE_STOPPED", "NO_ROUTE"}
RULE = {
    *("OUT_OF_AREA", "OUT_OF_HOURS", "NO_SERVICE_DAY", "CUTOFF", "TOO_EARLY", "DUPLICATE", "TOO_SHORT"),
    *("NOT_ELIGIBLE", "SUSPENDED"),
}
CLASS_OF = (
    dict.fromkeys(CAPACITY, "capacity")
    | dict.fromkeys(EVENT, "event")
    | dict.fromkeys(RULE, "rule")
    | {"ENGINE_BUSY": "system"}
)
CLASSES = ("capacity", "rule", "event", "system")
ASSUMED_YEN = {"vehicle_hour": 2200, "km": 35, "vehicle_day": 4500, "admin_day": 12_000}

Figures = dict[str, float | None]


def recompute(
    days: Path, yen: dict[str, float] | None = None, other_revenue: float = 0, *, lived: bool = False
) -> Figures:
    """All figures by their codes; `yen` are the rates of costs, else the assumed ones.

    Riders of days that were `lived` are the same people on every day; those of simulated days are not.
    """
    rows, calls = [], []
    for folder in sorted(one for one in days.iterdir() if one.is_dir()):
        rows += [one | {"day": folder.name} for one in _read(folder / "requests.csv")]
        calls += [one | {"day": folder.name} for one in _read(folder / "visits.csv")]
    figures = {**_needs(rows), **_requests(rows), **_refusals(rows), **_rides(rows, calls)}
    carried = [one for one in rows if one["dropped_off_s"] is not None]
    figures["riders"] = len({("" if lived else one["day"], one["rider_id"]) for one in carried})
    figures |= _driving(rows, calls)
    return figures | _money(rows, figures, yen or ASSUMED_YEN, other_revenue)


def _read(file: Path) -> list[dict]:
    with file.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        for name, text in row.items():
            if name.endswith(("_s", "_m", "_yen")) or name in NUMBERS:
                row[name] = int(text) if text else None
    return rows


NUMBERS = {
    "need",
    "ride",
    "ride_now",
    "persons",
    "amended",
    "missed",
    "metres",
    "synthetic_metres",
    "sequence",
}


def _needs(rows: list[dict]) -> Figures:
    attempts = defaultdict(list)
    for row in rows:
        if row["ride"] == 1:
            attempts[row["day"], row["need"]].append(row)
    shifts, unmet = [], defaultdict(int)
    squares: Figures = defaultdict(int)
    for asked in attempts.values():
        booked = [one for one in asked if one["confirmed_s"] is not None]
        if booked:
            by_arrival = asked[0]["wish_kind"] == "arrive_by"
            told = booked[0]["promised_arrival_until_s" if by_arrival else "promised_pickup_from_s"]
            shifts.append(abs(told - asked[0]["wish_s"]))
        elif asked[-1]["outcome"] == "refused":
            kind = CLASS_OF[asked[-1]["reason"]]
            unmet[kind] += 1
            if kind in ("capacity", "event"):
                squares[f"mesh.{asked[0]['origin_mesh']}"] += 1
        else:
            unmet["declined"] += 1
    whole, within = len(attempts), sum(shift <= 1800 for shift in shifts)
    return squares | {
        "needs": whole,
        "booking_success": _percent(len(shifts), whole),
        "success_within_30": _percent(within, whole),
        "unmet_needs": unmet["capacity"] + unmet["event"],
        "unmet_no_offer": sum(unmet[one] for one in CLASSES),
        "unmet_declined": unmet["declined"],
        **{f"unmet.{one}": unmet[one] for one in CLASSES},
        "shift_min_mean": _mean([shift / 60 for shift in shifts]),
        "shift_min_p95": _p95([shift / 60 for shift in shifts]),
    }


def _failed(row: dict) -> bool:
    """Taken back by the service, or given up once it was not what had been promised."""
    return row["undone_s"] is not None or (row["cancelled_s"] is not None and row["amended"] == 1)


def _requests(rows: list[dict]) -> Figures:
    asked = [row for row in rows if row["ride"] == 1]
    booked = [row for row in rows if row["confirmed_s"] is not None]
    figures: Figures = {
        "requests": len(asked),
        "bookings": len(booked),
        "booking_success_raw": _percent(sum(one["confirmed_s"] is not None for one in asked), len(asked)),
        "late_cancel_rate": _percent(
            sum(
                row["cancelled_s"] is not None and row["cancelled_s"] > row["cancel_in_time_until_s"]
                for row in booked
                if not _failed(row)
            ),
            len(booked),
        ),
        "promises_amended": sum(row["amended"] for row in booked),
        "promises_missed": sum(row["missed"] for row in booked),
    }
    for outcome in ("served", "refused", "cancelled", "no_show", "declined"):
        figures[f"outcome.{outcome}"] = sum(row["outcome"] == outcome for row in asked)
    for channel in ("app", "phone", "driver"):
        of_channel = sum(row["channel"] == channel for row in booked)
        figures[f"channel_share_{channel}"] = _percent(of_channel, len(booked))
    for day in {row["day"] for row in rows}:
        figures[f"day.{day}.requests"] = sum(row["day"] == day for row in asked)
    return figures


def _refusals(rows: list[dict]) -> Figures:
    figures: Figures = defaultdict(int)
    figures["refusals_raw"] = 0
    hours = {row["wish_s"] // 3600 for row in rows}
    for hour in range(min(hours, default=0), max(hours, default=-1) + 1):
        figures[f"refusals.hour.{hour:02}"] = 0
        figures |= {f"refusals.{one}.{hour:02}": 0 for one in CLASSES}
    figures |= {f"refusals.class.{one}": 0 for one in CLASSES}
    for row in rows:
        if row["ride"] == 1 and row["outcome"] == "refused":
            kind, hour = CLASS_OF[row["reason"]], row["wish_s"] // 3600
            figures["refusals_raw"] += 1
            figures[f"refusals.reason.{row['reason']}"] = (
                figures.get(f"refusals.reason.{row['reason']}", 0) + 1
            )
            for code in (f"class.{kind}", f"hour.{hour:02}", f"{kind}.{hour:02}"):
                figures[f"refusals.{code}"] += 1
    return figures


def _rides(rows: list[dict], calls: list[dict]) -> Figures:
    stood = {(one["day"], one["ride_id"]): one["arrived_s"] for one in calls if one["kind"] == "board"}
    carried = [one for one in rows if one["picked_up_s"] is not None and one["dropped_off_s"] is not None]
    absent = [one for one in rows if one["no_show_s"] is not None]
    owed = (
        len(carried)
        + sum(map(_failed, rows))
        + sum(one["no_show_s"] < one["waits_until_s"] for one in absent)
    )
    kept = by_vehicle = as_told = 0
    for one in carried:
        not_early = one["picked_up_s"] >= one["promised_pickup_from_s"]
        arrived = one["dropped_off_s"] <= one["promised_arrival_until_s"]
        kept += not_early and arrived and one["picked_up_s"] <= one["promised_pickup_until_s"]
        there_s = stood[one["day"], one["ride_id"]]
        by_vehicle += not_early and arrived and there_s <= one["promised_pickup_until_s"]
        in_told_window = one["told_pickup_from_s"] <= one["picked_up_s"] <= one["told_pickup_until_s"]
        as_told += in_told_window and one["dropped_off_s"] <= one["told_arrival_until_s"]
    now = [max(0, o["picked_up_s"] - o["confirmed_s"]) / 60 for o in carried if o["ride_now"]]
    ahead = [
        max(0, o["picked_up_s"] - o["promised_pickup_from_s"]) / 60 for o in carried if not o["ride_now"]
    ]
    detours = [(o["dropped_off_s"] - o["seated_s"]) / o["direct_s"] for o in carried if o["direct_s"]]
    figures: Figures = {
        "passengers": sum(one["persons"] for one in carried),
        "promise_kept": _percent(kept, owed),
        "promise_kept_vehicle": _percent(by_vehicle, owed),
        "promise_kept_as_told": _percent(as_told, owed),
        "no_show_rate": _percent(len(absent), len(absent) + len(carried)),
        "wait_now_mean": _mean(now),
        "wait_now_p95": _p95(now),
        "wait_adv_mean": _mean(ahead),
        "wait_adv_p95": _p95(ahead),
        "detour_mean": _mean(detours),
        "detour_p95": _p95(detours),
    }
    for purpose in ("hospital", "shopping", "school", "other", "unknown"):
        figures[f"purpose.{purpose}"] = sum(o["persons"] for o in carried if o["purpose"] == purpose)
    for day in {row["day"] for row in rows}:
        figures[f"day.{day}.passengers"] = sum(o["persons"] for o in carried if o["day"] == day)
    return figures


def _driving(rows: list[dict], calls: list[dict]) -> Figures:
    persons = {(r["day"], r["ride_id"]): r["persons"] for r in rows if r["dropped_off_s"] is not None}
    by_vehicle = defaultdict(list)
    for call in calls:
        by_vehicle[call["day"], call["vehicle_id"]].append(call)
    figures: Figures = defaultdict(float)
    loaded, runs, pooled, shared = 0, 0, 0, set()
    for (day, _), driven in by_vehicle.items():
        driven.sort(key=lambda one: one["sequence"])
        on_board: list[str] = []
        in_run: set[str] = set()
        runs_before = runs
        for call in driven:
            if on_board:
                loaded += call["metres"]
            if len(on_board) >= 2 and call["metres"]:
                shared |= {(day, ride) for ride in on_board}
            if call["kind"] == "board":
                on_board.append(call["ride_id"])
                in_run.add(call["ride_id"])
            if call["kind"] == "alight" and call["ride_id"] in on_board:
                on_board.remove(call["ride_id"])
            if in_run and not on_board:
                runs, pooled, in_run = runs + 1, pooled + (len(in_run) >= 2), set()
        shift_s = driven[0]["shift_until_s"] - driven[0]["shift_from_s"]
        rest_s = sum(one["done_s"] - one["began_s"] for one in driven if one["kind"] == "break")
        figures[f"day.{day}.driven_km"] += sum(one["metres"] for one in driven) / 1000
        figures[f"day.{day}.vehicle_hours"] += (shift_s - rest_s) / 3600
        figures[f"day.{day}.runs"] += runs - runs_before
    days = {call["day"] for call in calls}
    metres, hours = sum(one["metres"] for one in calls), sum(figures[f"day.{d}.vehicle_hours"] for d in days)
    people = sum(persons.values())
    direct = sum(r["direct_m"] for r in rows if r["dropped_off_s"] is not None)
    together = sum(number for ride, number in persons.items() if ride in shared)
    return dict(figures) | {
        "days": len(days),
        "vehicle_days": len(by_vehicle),
        "driven_km": metres / 1000,
        "loaded_km": loaded / 1000,
        "loaded_km_ratio": _percent(loaded, metres),
        "synthetic_km_share": _percent(sum(one["synthetic_metres"] for one in calls), metres),
        "vehicle_hours": hours,
        "runs": runs,
        "pooling_runs": _percent(pooled, runs),
        "pooling_riders": _percent(together, people),
        "pax_per_vehicle_hour": _over(people, hours),
        "km_per_pax": _over(metres / 1000, people),
        "direct_km_ratio": _over(direct, metres),
        "passengers_per_day": _over(people, len(days)),
    }


def _money(rows: list[dict], known: Figures, yen: dict[str, float], other: float) -> Figures:
    fares = [row["fare_yen"] for row in rows if row["dropped_off_s"] is not None]
    revenue = None if None in fares else sum(fares)
    if set(yen) == set(ASSUMED_YEN):
        work = {"vehicle_hour": "vehicle_hours", "km": "driven_km", "vehicle_day": "vehicle_days"}
        costs = {code: rate * known[work.get(code, "days")] for code, rate in yen.items()}
    else:
        costs = yen
    cost = sum(costs.values())
    deficit = None if revenue is None else cost - revenue - other
    return {f"cost.{code}": value for code, value in costs.items()} | {
        "operating_cost": cost,
        "fare_revenue": revenue,
        "other_revenue": other,
        "deficit": deficit,
        "cost_recovery": None if revenue is None else _percent(revenue, cost),
        "cost_per_ride": _over(cost, known["passengers"]),
        "public_cost_per_ride": None if deficit is None else _over(deficit, known["passengers"]),
    }


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _p95(values: list[float]) -> float | None:
    if not values:
        return None
    ordered, at = sorted(values), 0.95 * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


if __name__ == "__main__":
    print(json.dumps(recompute(Path(sys.argv[1])), ensure_ascii=False, indent=1))
