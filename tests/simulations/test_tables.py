"""The two tables say what became of each request, and what each vehicle did."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S
from gtfs.regional_mesh import half_mesh_code
from simulations.tables import REQUEST_COLUMNS, VISIT_COLUMNS, write_tables
from tests.simulations.made_up_days import (
    CLINIC,
    EIGHT,
    HOSPITAL,
    OFFICE,
    STATION,
    MadeUpDay,
    a_full_day,
    a_town,
)

NINE = 9 * HOUR_S


@pytest.fixture
def requests(tmp_path: Path) -> pd.DataFrame:
    write_tables(a_full_day(), tmp_path)
    return pd.read_csv(tmp_path / "requests.csv").set_index("request_id", drop=False)


@pytest.fixture
def visits(tmp_path: Path) -> pd.DataFrame:
    write_tables(a_full_day(), tmp_path)
    return pd.read_csv(tmp_path / "visits.csv")


def test_every_request_is_one_row_with_its_outcome(requests: pd.DataFrame) -> None:
    assert tuple(requests.columns) == REQUEST_COLUMNS
    assert dict(requests.outcome) == {
        "shared-1": "served",
        "shared-2": "served",
        "late": "served",
        "not-there": "no_show",
        "given-up": "cancelled",
        "declined": "declined",
        "full-1": "refused",
        "full-2": "refused",
        "outside": "refused",
    }
    assert dict(requests.reason.dropna()) == {
        "full-1": "FULL_WINDOW",
        "full-2": "SEATS",
        "outside": "OUT_OF_AREA",
    }


def test_a_served_request_says_what_was_asked_promised_and_done(requests: pd.DataFrame) -> None:
    travel = a_town()[1]
    direct_s = travel.seconds(STATION, CLINIC, NINE)
    row = requests.loc["shared-1"].to_dict()
    assert row == {
        "request_id": "shared-1",
        "asked_s": NINE - HOUR_S,
        "channel": "phone",
        "origin": "1_01",
        "destination": "door-1",
        "seats": 2,
        "wheelchairs": 0,
        "wish_kind": "depart_after",
        "wish_s": NINE,
        "outcome": "served",
        "reason": pytest.approx(float("nan"), nan_ok=True),
        "promised_pickup_from_s": NINE,
        "promised_pickup_until_s": NINE + 10 * MINUTE_S,
        "promised_arrival_until_s": NINE + direct_s + 20 * MINUTE_S,
        "max_ride_s": direct_s + 15 * MINUTE_S,
        "vehicle_id": "van-1",
        "picked_up_s": NINE,
        "dropped_off_s": NINE
        + 60
        + travel.seconds(STATION, OFFICE, NINE)
        + 270
        + travel.seconds(OFFICE, HOSPITAL, NINE)
        + 270
        + travel.seconds(HOSPITAL, CLINIC, NINE),
        "direct_s": direct_s,
        "need": 1,
        "ride": 1,
        "rider_id": "rider of shared-1",
        "purpose": "hospital",
        "ride_now": 0,
        "walkers": 0,
        "ride_id": "shared-1",
        "persons": 2,
        "confirmed_s": EIGHT,
        "seated_s": NINE + 60,
        "told_pickup_from_s": NINE,
        "told_pickup_until_s": NINE + 10 * MINUTE_S,
        "told_arrival_until_s": NINE + direct_s + 20 * MINUTE_S,
        "amended": 0,
        "cancelled_s": pytest.approx(float("nan"), nan_ok=True),
        "cancel_in_time_until_s": NINE - ServiceRules().booking_cutoff_s,
        "changed_s": pytest.approx(float("nan"), nan_ok=True),
        "instead_of": pytest.approx(float("nan"), nan_ok=True),
        "undone_s": pytest.approx(float("nan"), nan_ok=True),
        "no_show_s": pytest.approx(float("nan"), nan_ok=True),
        "waits_until_s": NINE + 10 * MINUTE_S + ServiceRules().no_show_wait_s,
        "missed": 0,
        "direct_m": travel.metres(STATION, CLINIC),
        "fare_yen": pytest.approx(float("nan"), nan_ok=True),
        "origin_mesh": int(half_mesh_code(a_town()[0].places[STATION].lat, a_town()[0].places[STATION].lon)),
        "destination_mesh": int(half_mesh_code(40.7170, 140.5920)),
    }


def test_nobody_who_was_not_picked_up_has_a_time_of_it(requests: pd.DataFrame) -> None:
    assert requests[requests.outcome != "served"][["picked_up_s", "dropped_off_s"]].isna().all(axis=None)
    assert requests[requests.outcome == "refused"].vehicle_id.isna().all()
    assert requests.direct_s.gt(0).all()


def test_calls_follow_each_other_and_the_load_rises_and_falls(visits: pd.DataFrame) -> None:
    assert tuple(visits.columns) == VISIT_COLUMNS
    kinds = ["board", "board", "alight", "alight", "break", "board", "alight", "no_show", "end", "idle"]
    assert visits.kind.tolist() == kinds
    assert visits.load_seats_after.tolist() == [2, 3, 2, 0, 0, 1, 0, 0, 0, 0]
    assert (visits.arrived_s <= visits.began_s).all()
    assert (visits.began_s <= visits.done_s).all()
    of_one_van = visits[visits.vehicle_id == "van-1"]
    assert (of_one_van.done_s.shift(fill_value=EIGHT) <= of_one_van.arrived_s).all()
    assert visits.sequence.tolist() == [*range(9), 0]


def test_a_vehicle_that_turns_on_the_way_drove_by_where_it_turned(tmp_path: Path) -> None:
    day = MadeUpDay()
    van = day.van("van-1")
    day.ask("turn", STATION, HOSPITAL, EIGHT)
    day.promise("turn", "van-1", EIGHT)
    van.drive_and_turn(HOSPITAL, OFFICE, STATION)
    van.visit(VisitKind.BOARD, "turn")
    write_tables(day.record("van-1"), tmp_path)
    (visit,) = pd.read_csv(tmp_path / "visits.csv").itertuples()
    travel = a_town()[1]
    there_and_back_m = travel.metres(STATION, OFFICE) + travel.metres(OFFICE, STATION)
    assert visit.metres == pytest.approx(there_and_back_m, abs=2)
    assert visit.drive_s == travel.seconds(STATION, OFFICE, 0) + travel.seconds(OFFICE, STATION, 0)
