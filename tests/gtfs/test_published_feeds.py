"""The official feeds load, and are graded as their publishers would agree."""

import pytest

from gtfs.checks import check_feed
from gtfs.feed import read_feed
from gtfs.findings import Grade, is_usable
from tests.gtfs.test_round_trip import REAL_FEEDS
from tests.shared_data import shared_data


@pytest.mark.parametrize("name", [name for name in REAL_FEEDS if name != "ksu_shuttle_2025"])
def test_a_published_feed_with_trips_is_usable(name: str) -> None:
    findings = check_feed(read_feed(shared_data(f"gtfs_jp/{name}")))
    assert is_usable(findings), [finding for finding in findings if finding.grade is Grade.ERROR][:3]


def test_a_feed_without_trips_is_told_so() -> None:
    errors = [
        finding
        for finding in check_feed(read_feed(shared_data("gtfs_jp/ksu_shuttle_2025")))
        if finding.grade is Grade.ERROR
    ]
    assert {(error.code, error.file) for error in errors} == {
        ("no_trips", "trips.txt"),
        ("missing_file", "stop_times.txt"),
    }
    assert any(error.message.startswith("no trips: trips.txt is missing") for error in errors)


@pytest.mark.parametrize(
    ("name", "code", "file", "field", "count"),
    [
        ("GTFS (2).zip", "no_position", "stops.txt", "stop_lat", 62),
        ("busdata_181001.zip", "bad_corporate_number", "agency.txt", "agency_id", 4),
        ("busdata_181001.zip", "no_shapes", "shapes.txt", "", 1),
        ("city_uozu_omotenashi_gtfs.zip", "dangling_reference", "agency_jp.txt", "agency_id", 1),
        ("gtfs-aomoricitybus.zip", "reading_not_kana", "translations.txt", "translation", 1),
        ("ryobi.zip", "dangling_reference", "fare_rules.txt", "origin_id", 35),
        ("ryobi.zip", "trip_of_one_call", "trips.txt", "trip_id", 3),
        ("ryobi.zip", "stop_sequence_falls", "stop_times.txt", "stop_sequence", 2494),
        ("siminbus20190401.zip", "reading_missing", "stops.txt", "stop_name", 10),
        ("toyohashitetsudou.zip", "not_a_bus", "routes.txt", "route_type", 6),
    ],
)
def test_known_faults_of_published_feeds(name: str, code: str, file: str, field: str, count: int) -> None:
    findings = check_feed(read_feed(shared_data(f"gtfs_jp/{name}")))
    found = [item for item in findings if (item.code, item.file, item.field) == (code, file, field)]
    assert len(found) == count


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("gtfs_org_examples/on-demand-services-within-a-single-zone.zip", True),
        ("gtfs_org_examples/deviated-drop-off-route.zip", True),
        ("vbb", True),
        ("otp/aspen-flex-on-demand.gtfs", True),
        ("otp/cobblinc-scheduled-deviated-flex.gtfs", True),
        # Its stop_times name two trips that its trips.txt does not list.
        ("gtfs_org_examples/on-demand-services-between-multiple-zones.zip", False),
    ],
)
def test_feeds_of_demand_services_elsewhere(name: str, usable: bool) -> None:
    assert is_usable(check_feed(read_feed(shared_data(f"flex/{name}")))) is usable
