"""The figures counted a second time, by another way: from the two tables alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

CAPACITY_OR_EVENT = {
    "FULL_WINDOW", "LATE_FOR_OTHERS", "SEATS", "WHEELCHAIR", "BREAK", "SNOW", "SERVICE_STOPPED", "NO_ROUTE"
}  # fmt: skip


def count_again(folder: Path, need_of: dict[str, str], ride_now: set[str], shift_s: int) -> dict[str, float]:
    """Figures by their codes; a ratio with nothing to divide by is not a number."""
    asked = pd.read_csv(folder / "requests.csv", dtype={"vehicle_id": str})
    visits = pd.read_csv(folder / "visits.csv", dtype={"ride_id": str})
    asked["need"] = asked.request_id.map(need_of)
    asked["booked"] = asked.promised_pickup_from_s.notna()
    asked["persons"] = asked.seats + asked.wheelchairs
    return {
        **_needs(asked),
        **_rides(asked, visits, ride_now),
        **_driving(asked, visits, shift_s),
    }


def _needs(asked: pd.DataFrame) -> dict[str, float]:
    first = asked.drop_duplicates("need").set_index("need")
    booked = asked[asked.booked].drop_duplicates("need").set_index("need")
    wish = first.loc[booked.index]
    promised = booked.promised_arrival_until_s.where(
        wish.wish_kind == "arrive_by", booked.promised_pickup_from_s
    )
    shift_s = (promised - wish.wish_s).abs()
    last = asked.drop_duplicates("need", keep="last").set_index("need")
    unmet = last[~last.index.isin(booked.index)]
    bookings = asked[asked.booked]
    return {
        "booking_success": 100 * len(booked) / len(first),
        "booking_success_raw": 100 * asked.booked.mean(),
        "success_within_30": 100 * (shift_s <= 1800).sum() / len(first),
        "unmet_needs": unmet.reason.isin(CAPACITY_OR_EVENT).sum(),
        "unmet_no_offer": (unmet.outcome == "refused").sum(),
        "unmet_declined": (unmet.outcome == "declined").sum(),
        "refusals_raw": (asked.outcome == "refused").sum(),
        "shift_min_mean": shift_s.mean() / 60,
        "shift_min_p95": shift_s.quantile(0.95) / 60,
        "channel_share_phone": 100 * (bookings.channel == "phone").mean(),
        "channel_share_app": 100 * (bookings.channel == "app").mean(),
    }


def _rides(asked: pd.DataFrame, visits: pd.DataFrame, ride_now: set[str]) -> dict[str, float]:
    served = asked[asked.outcome == "served"]
    ahead = served[~served.request_id.isin(ride_now)]
    late_s = (ahead.picked_up_s - ahead.promised_pickup_from_s).clip(lower=0)
    boarded = visits[visits.kind == "board"].set_index("ride_id")
    in_time = (served.picked_up_s >= served.promised_pickup_from_s) & (
        served.dropped_off_s <= served.promised_arrival_until_s
    )
    kept = in_time & (served.picked_up_s <= served.promised_pickup_until_s)
    there_s = served.request_id.map(boarded.arrived_s)
    kept_by_vehicle = in_time & (there_s <= served.promised_pickup_until_s)
    kept_as_told = served.picked_up_s.between(served.told_pickup_from_s, served.told_pickup_until_s) & (
        served.dropped_off_s <= served.told_arrival_until_s
    )
    seated_s = served.request_id.map(boarded.done_s)
    detour = ((served.dropped_off_s - seated_s) / served.direct_s)[served.direct_s > 0]
    no_shows = (asked.outcome == "no_show").sum()
    failed = asked.undone_s.notna() | (asked.cancelled_s.notna() & (asked.amended == 1))
    owed = len(served) + failed.sum()
    return {
        "wait_adv_mean": late_s.mean() / 60,
        "wait_adv_p95": late_s.quantile(0.95) / 60,
        "promise_kept": 100 * kept.sum() / owed if owed else float("nan"),
        "promise_kept_vehicle": 100 * kept_by_vehicle.sum() / owed if owed else float("nan"),
        "promise_kept_as_told": 100 * kept_as_told.sum() / owed if owed else float("nan"),
        "detour_mean": detour.mean(),
        "detour_p95": detour.quantile(0.95),
        "no_show_rate": 100 * no_shows / (len(served) + no_shows) if len(served) + no_shows else float("nan"),
        "passengers": served.persons.sum(),
    }


def _driving(asked: pd.DataFrame, visits: pd.DataFrame, shift_s: int) -> dict[str, float]:
    persons = asked.set_index("request_id").persons
    aboard: set[str] = set()
    shared: set[str] = set()
    runs: list[set[str]] = []
    loaded_m = 0
    for visit in visits.itertuples():
        if aboard:
            loaded_m += visit.metres
            shared |= aboard if len(aboard) > 1 and visit.metres else set()
        if visit.kind == "board":
            runs += [] if aboard else [set()]
            aboard.add(visit.ride_id)
            runs[-1].add(visit.ride_id)
        elif visit.kind == "alight":
            aboard.remove(visit.ride_id)
    served = asked[asked.outcome == "served"]
    driven_m = visits.metres.sum()
    rests = visits[visits.kind == "break"]
    hours = (shift_s - (rests.done_s - rests.began_s).sum()) / 3600
    pax = served.persons.sum()
    nan = float("nan")
    return {
        "pooling_runs": 100 * sum(len(run) > 1 for run in runs) / len(runs) if runs else nan,
        "pooling_riders": 100 * persons[list(shared)].sum() / pax if pax else nan,
        "loaded_km_ratio": 100 * loaded_m / driven_m if driven_m else nan,
        "pax_per_vehicle_hour": pax / hours,
        "km_per_pax": driven_m / 1000 / pax if pax else nan,
        "driven_km": driven_m / 1000,
        "synthetic_km_share": 100 * visits.synthetic_metres.sum() / driven_m if driven_m else nan,
    }
