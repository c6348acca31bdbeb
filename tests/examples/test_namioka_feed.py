"""The demo's feed is complete GTFS-JP, made from the facts beside it, and says that it is a demo."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import gtfs_analyzer
import pytest

from gtfs.checks.check_feed import check_feed
from gtfs.feed import read_feed
from tests.examples.namioka_demo import DEMO_DATE, NAMIOKA, read_rows

LABEL = "見本(実際の運行とは異なります)"
V4_FILES = {
    "agency", "stops", "routes", "trips", "stop_times", "calendar", "calendar_dates", "fare_attributes",
    "fare_rules", "shapes", "feed_info", "translations", "attributions",
}  # fmt: skip


def zipped_feed() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        for path in sorted((NAMIOKA / "feed").iterdir()):
            members.write(path, path.name)
    return archive.getvalue()


def test_the_v4_profile_of_gtfs_jp_finds_nothing_wrong() -> None:
    report = gtfs_analyzer.validate_gtfs(
        zipped_feed(), today=DEMO_DATE, config={"gtfs_jp_profile": "v4"}, lang="ja"
    )
    blocking = [
        notice["message"]
        for notice in report["notices"]
        if notice["rule_class"] in ("SPEC", "INTEROP") or notice["rule_id"].startswith("JPN_")
    ]
    assert blocking == []
    assert report["reports"]["r1"]["publishable"]


def test_our_own_checks_find_nothing_at_all() -> None:
    assert list(check_feed(read_feed(NAMIOKA / "feed"))) == []


def test_every_file_of_the_profile_is_there_and_none_of_the_retired_ones() -> None:
    assert {path.stem for path in (NAMIOKA / "feed").iterdir()} == V4_FILES


def test_making_the_feed_again_gives_the_same_bytes(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, str(NAMIOKA / "make_feed.py"), "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    names = ["places.csv", *(f"feed/{name}.txt" for name in sorted(V4_FILES))]
    for name in names:
        assert (tmp_path / name).read_bytes() == (NAMIOKA / name).read_bytes(), name
        assert b"\r" not in (NAMIOKA / name).read_bytes(), name


@pytest.mark.parametrize("language", ["ja", "ja-Hrkt"])
def test_every_name_a_rider_sees_has_its_reading(language: str) -> None:
    told = {
        (row["table_name"], row["field_name"], row["field_value"])
        for row in read_rows("feed/translations.txt")
        if row["language"] == language and row["translation"]
    }
    for table, field in (
        ("stops", "stop_name"),
        ("routes", "route_long_name"),
        ("routes", "route_desc"),
        ("trips", "trip_headsign"),
        ("agency", "agency_name"),
    ):
        names = {row[field] for row in read_rows(f"feed/{table}.txt")}
        assert not {name for name in names if (table, field, name) not in told}
    assert ("feed_info", "feed_publisher_name", "") in told


def test_the_feed_and_its_readme_say_that_it_is_a_demo() -> None:
    assert all(row["route_desc"] == LABEL for row in read_rows("feed/routes.txt"))
    assert LABEL in read_rows("feed/feed_info.txt")[0]["feed_publisher_name"]
    assert LABEL in (NAMIOKA / "README.md").read_text(encoding="utf-8")


def test_both_directions_of_every_way_are_run_on_the_demo_date() -> None:
    trips = [row for row in read_rows("feed/trips.txt") if row["service_id"] == "平日"]
    ways = {row["shape_id"].rsplit("_", 1)[0] for row in trips}
    assert {row["shape_id"] for row in trips} == {f"{way}_{end}" for way in ways for end in ("out", "back")}


def test_buses_drive_at_speeds_a_small_bus_drives_at() -> None:
    calls: dict[str, list[dict[str, str]]] = {}
    for row in read_rows("feed/stop_times.txt"):
        calls.setdefault(row["trip_id"], []).append(row)
    for trip, rows in calls.items():
        first, last = rows[0], rows[-1]
        minutes = _minutes(last["arrival_time"]) - _minutes(first["departure_time"])
        km = (float(last["shape_dist_traveled"]) - float(first["shape_dist_traveled"])) / 1000
        assert minutes >= 5, trip
        assert 22 <= km / minutes * 60 <= 36, trip
        assert all(row["arrival_time"].endswith(":00") for row in rows)


def test_every_call_lies_farther_along_its_shape_and_none_beyond_its_end() -> None:
    drawn_m: dict[str, float] = {}
    for row in read_rows("feed/shapes.txt"):
        drawn_m[row["shape_id"]] = float(row["shape_dist_traveled"])
    shape = {row["trip_id"]: row["shape_id"] for row in read_rows("feed/trips.txt")}
    trip, reached_m = "", 0.0
    for row in read_rows("feed/stop_times.txt"):
        call_m = float(row["shape_dist_traveled"])
        assert row["trip_id"] != trip or call_m > reached_m, row
        assert call_m <= drawn_m[shape[row["trip_id"]]], row
        trip, reached_m = row["trip_id"], call_m


def _minutes(time: str) -> int:
    hours, minutes, _ = time.split(":")
    return int(hours) * 60 + int(minutes)
