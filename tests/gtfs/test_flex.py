"""The feed a service publishes: what riders may do, where, when and how they book; and no home in it."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.place import Place, PlaceKind
from gtfs.checks.check_feed import check_feed
from gtfs.feed import Feed, read_feed
from gtfs.findings import Grade
from gtfs.flex import flex_feed, flex_zip
from gtfs.flex_places import SQUARE_DEGREES, zone_geojson
from gtfs.service import Service, read_service
from gtfs.service_dates import active_services
from gtfs.service_doors import DoorKind, Doors
from tests.examples.namioka_demo import NAMIOKA
from tests.gtfs.service_folders import PLACES, SETTINGS, a_service_folder, with_line

PUBLISHED = """
[flex]
form = "stops"
phone_number = "017-000-0000"
info_url = "https://www.example.jp/drt"
"""


ON = date(2026, 12, 2)
BANDS = """
[[fares]]
version = "1"
effective_from = 2019-04-01
[[fares.classes]]
fare_class = "adult"
yen = 250
[[fares]]
version = "2"
effective_from = 2020-01-01
band_limits_m = [3000]
[[fares.classes]]
fare_class = "adult"
yen = [300, 500]
"""


@cache
def namioka(form: str) -> Service:
    service = read_service(NAMIOKA)
    assert service.flex is not None
    return replace(service, flex=service.flex.model_copy(update={"form": form}))


def a_service(folder: Path, settings: str = SETTINGS + PUBLISHED, places: str = PLACES) -> Service:
    return read_service(a_service_folder(folder, settings, places))


def published(service: Service) -> Feed:
    return flex_feed(service, ON)


def rows(feed: Feed, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(feed.files[f"{table}.txt"].decode())))


def outline(feed: Feed) -> shapely.Polygon:
    feature = json.loads(feed.files["locations.geojson"])["features"][0]
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_from_stop_to_stop_all_stops_are_one_group_ridden_within_in_two_rows(tmp_path: Path) -> None:
    feed = published(a_service(tmp_path))
    assert [row["stop_id"] for row in rows(feed, "location_group_stops")] == [
        "1_01",
        "2_01",
        "3_01",
        "clinic",
    ]
    on, off = rows(feed, "stop_times")
    assert on["location_group_id"] == off["location_group_id"] != ""
    assert (on["pickup_type"], on["drop_off_type"]) == ("2", "1")
    assert (off["pickup_type"], off["drop_off_type"]) == ("1", "2")
    assert (on["start_pickup_drop_off_window"], on["end_pickup_drop_off_window"]) == ("08:00:00", "18:00:00")
    assert "locations.geojson" not in feed.files


def test_from_door_to_door_there_is_a_zone_and_the_stops_are_its_landmarks(tmp_path: Path) -> None:
    feed = published(a_service(tmp_path, with_line(SETTINGS + PUBLISHED, '"stops"', '"zone"')))
    zone = json.loads(feed.files["locations.geojson"])["features"][0]
    assert {row["location_id"] for row in rows(feed, "stop_times")} == {zone["id"]}
    assert zone["properties"] == {"stop_name": "見本"}
    assert not {"location_groups.txt", "location_group_stops.txt"} & feed.files.keys()
    assert [row["stop_id"] for row in rows(feed, "stops")] == ["1_01", "2_01", "3_01", "clinic"]


def test_a_zone_is_the_service_area_where_the_service_has_one(tmp_path: Path) -> None:
    corners = "area = [[40.7130, 140.585], [40.7130, 140.590], [40.7170, 140.590], [40.7170, 140.585]]"
    settings = with_line(SETTINGS + PUBLISHED, '"stops"', '"zone"')
    settings = with_line(settings, 'hours = "8:00-18:00"', f'hours = "8:00-18:00"\n{corners}')
    feed = published(a_service(tmp_path, settings))
    assert outline(feed).equals(shapely.box(140.585, 40.7130, 140.590, 40.7170))
    assert outline(feed).exterior.is_ccw
    assert [row["stop_id"] for row in rows(feed, "stops")] == ["1_01", "2_01"]


def test_booking_closes_and_opens_as_the_rules_say(tmp_path: Path) -> None:
    service = a_service(tmp_path, with_line(SETTINGS + PUBLISHED, "cutoff_min = 0", "cutoff_min = 29.5"))
    rule = rows(published(service), "booking_rules")[0]
    assert (rule["booking_type"], rule["prior_notice_duration_min"]) == ("1", "30")
    assert (rule["prior_notice_start_day"], rule["prior_notice_start_time"]) == ("7", "00:00:00")
    assert rule["phone_number"] == "017-000-0000"
    assert rule["message"] == "7日前から30分前まで、電話で予約できます。"


def test_a_ride_can_be_booked_for_now_where_booking_never_closes(tmp_path: Path) -> None:
    with_web = PUBLISHED + 'booking_url = "https://www.example.jp/book"\n'
    service = a_service(tmp_path, SETTINGS + with_web)
    rule = rows(published(service), "booking_rules")[0]
    assert rule["booking_type"] == "0"
    assert not [name for name in rule if name.startswith("prior_notice")]
    assert rule["booking_url"] == "https://www.example.jp/book"
    assert rule["message"] == "7日前から乗車の直前まで、電話またはWebで予約できます。"


def test_it_runs_on_the_days_on_which_the_service_runs(tmp_path: Path) -> None:
    service = a_service(tmp_path)
    feed = published(service)
    for day in (date(2019, 3, 31), date(2019, 6, 5), date(2019, 12, 31), date(2020, 1, 4), date(2020, 3, 31)):
        assert bool(active_services(feed, day)) is service.runs_on(day), day


def test_fare_agency_and_whose_data_the_stops_are() -> None:
    feed = published(namioka("stops"))
    assert rows(feed, "fare_attributes")[0]["price"] == "300"
    assert rows(feed, "agency")[0]["agency_id"] == "4000020022012"
    told = [row["organization_name"] for row in rows(feed, "attributions")]
    assert "Geolonia 住所データ (CC BY 4.0)" in told
    assert "浪岡乗合見本 見本(実際の運行とは異なります)" in told


def test_measured_ride_times_are_told_where_there_are_any(tmp_path: Path) -> None:
    measured = PUBLISHED + "safe_duration_factor = 1.4\nsafe_duration_offset_s = 600\n"
    trip = rows(published(a_service(tmp_path, SETTINGS + measured)), "trips")[0]
    assert (trip["safe_duration_factor"], trip["safe_duration_offset"]) == ("1.4", "600")
    assert "safe_duration_factor" not in rows(published(namioka("stops")), "trips")[0]


@pytest.mark.parametrize("form", ["stops", "zone"])
def test_every_name_has_its_reading_and_the_service_its_english_name(form: str) -> None:
    feed = published(namioka(form))
    told = {(row["language"], row["field_value"]) for row in rows(feed, "translations")}
    for row in rows(feed, "stops"):
        assert ("ja-Hrkt", row["stop_name"]) in told
    assert ("en", "浪岡乗合 見本") in told


@pytest.mark.parametrize("form", ["stops", "zone"])
def test_the_feed_is_read_back_as_it_was_and_our_own_checks_find_no_fault(form: str, tmp_path: Path) -> None:
    feed = published(namioka(form))
    packed = tmp_path / "flex.zip"
    packed.write_bytes(flex_zip(namioka(form), ON))
    again = read_feed(packed)
    assert dict(again.files) == dict(feed.files)
    assert [finding for finding in check_feed(again) if finding.grade is not Grade.NOTE] == []


@pytest.mark.parametrize("form", ["stops", "zone"])
def test_no_home_is_published(form: str) -> None:
    service = namioka(form)
    homes = [
        door
        for door, kind in zip(service.doors.places, service.doors.kinds, strict=True)
        if kind is DoorKind.HOME
    ]
    assert len(homes) == 367
    text = b"\n".join(published(service).files.values()).decode()
    for home in homes:
        assert home.place_id not in text
        assert home.name not in text
        assert f"{home.lat:.6f}" not in text or f"{home.lon:.6f}" not in text
    assert "見本の家" not in text


@pytest.mark.parametrize(
    ("on", "yen"),
    [
        (date(2019, 3, 31), "250"),
        (date(2019, 6, 5), "250"),
        (date(2019, 12, 31), "250"),
        (date(2020, 1, 1), "500"),
    ],
)
def test_the_fare_told_is_the_most_a_ride_costs_on_a_date(on: date, yen: str, tmp_path: Path) -> None:
    service = a_service(tmp_path, SETTINGS + PUBLISHED + BANDS)
    assert [row["price"] for row in rows(flex_feed(service, on), "fare_attributes")] == [yen]


def test_the_version_changes_exactly_when_the_feed_does(tmp_path: Path) -> None:
    service = a_service(tmp_path, SETTINGS + PUBLISHED + BANDS)

    def version(on: date) -> str:
        return rows(flex_feed(service, on), "feed_info")[0]["feed_version"]

    assert version(date(2019, 4, 1)) == version(date(2019, 12, 31)) != version(date(2020, 1, 1))
    assert flex_zip(service, ON) == flex_zip(a_service(tmp_path, SETTINGS + PUBLISHED + BANDS), ON)


@settings(deadline=None)
@given(
    lat=st.floats(40.65, 40.75), lon=st.floats(140.55, 140.65),
    north=st.floats(0, 0.999), east=st.floats(0, 0.999),
)  # fmt: skip
def test_where_in_its_square_a_home_stands_cannot_be_told(
    lat: float, lon: float, north: float, east: float
) -> None:
    def zone_of(home_lat: float, home_lon: float) -> bytes:
        home = Place("home", "家", "いえ", home_lat, home_lon, PlaceKind.DOOR)
        base = namioka("zone")
        poles = base.places.ordered[: len(base.places) - len(base.doors.places)]
        places = replace(base.places, ordered=poles, stop_group=base.places.stop_group[: len(poles)])
        doors = Doors((home,), {}, (DoorKind.HOME,))
        return zone_geojson(replace(base, doors=doors, places=places.with_doors(doors.places)))

    row, col = int(lat / SQUARE_DEGREES), int(lon / SQUARE_DEGREES)
    middle = (row + 0.5) * SQUARE_DEGREES, (col + 0.5) * SQUARE_DEGREES
    elsewhere = (
        (row + 0.0001 + north * 0.999) * SQUARE_DEGREES,
        (col + 0.0001 + east * 0.999) * SQUARE_DEGREES,
    )
    assert zone_of(*elsewhere) == zone_of(*middle)


def test_a_zone_covers_every_place_served() -> None:
    service = namioka("zone")
    covered = shapely.covers(
        outline(published(service)), shapely.points(service.places.lon, service.places.lat)
    )
    assert covered.all()


def test_a_stop_that_is_called_as_our_group_leaves_the_group_another_id(tmp_path: Path) -> None:
    service = a_service(tmp_path, places=with_line(PLACES, "clinic,", "DRT_STOPS,"))
    feed = published(service)
    assert rows(feed, "location_groups")[0]["location_group_id"] == "DRT_STOPS_"
