"""A service folder says everything a day needs, and every slip in it is told in one line."""

from datetime import date
from pathlib import Path

import pytest

from dispatch.domain.conditions import Conditions
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from gtfs.service import ServiceError, read_service
from gtfs.service_doors import DoorKind
from gtfs.service_snow import SnowLevel
from tests.gtfs.service_folders import PLACES, SETTINGS, a_service_folder, with_line

NAMIOKA = Path(__file__).resolve().parents[2] / "examples" / "namioka"


def test_a_service_says_its_hours_rules_and_fleet(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path))
    assert service.name == "見本"
    assert service.demo_date == date(2019, 6, 5)
    assert service.hours == TimeWindow(8 * 3600, 18 * 3600)
    assert service.rules.pickup_window_s == 600
    assert service.rules.window_step_s == 300
    assert service.rules.max_ride_s == 2700
    assert service.vehicles[0].capacity == Load(9, 1, 3)
    assert service.vehicles[0].shift.breaks[0].duration_s == 2700
    assert date(2020, 1, 2) in service.no_service
    assert len(service.no_service) == 4


def test_doors_come_after_the_poles_with_their_weights(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path))
    assert [place.place_id for place in service.places] == [
        "1_01",
        "2_01",
        "3_01",
        "home_1",
        "home_2",
        "clinic",
    ]
    assert service.doors.weights["home"] == (1, 2, 0)
    assert service.doors.weights["hospital"] == (0, 0, 3)


def test_only_stops_and_landmarks_are_public(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path))
    assert [service.places[index].place_id for index in service.public_places] == [
        "1_01",
        "2_01",
        "3_01",
        "clinic",
    ]
    assert service.door_kind(service.places.index_of("clinic")) is DoorKind.HOSPITAL
    assert service.door_kind(service.places.index_of("1_01")) is None


def test_a_door_without_a_kind_is_private(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path, places=with_line(PLACES, ",hospital,", ",,")))
    assert [service.places[index].place_id for index in service.public_places] == ["1_01", "2_01", "3_01"]


def test_a_town_sets_the_levels_of_snow_of_which_it_knows_better(tmp_path: Path) -> None:
    heavy = '[snow.heavy_snow]\nspeed = 0.4\npickup_window_min = 40\nclosed_places = ["2_01"]\n\n[booking]'
    levels = read_service(a_service_folder(tmp_path, with_line(SETTINGS, "[booking]", heavy))).snow
    assert levels[SnowLevel.HEAVY_SNOW] == Conditions(
        "heavy_snow", speed=0.4, pickup_window_s=2400, closed_places=frozenset({PlaceIndex(1)})
    )
    assert levels[SnowLevel.NORMAL] == Conditions("normal")
    assert levels[SnowLevel.SNOW].speed == 0.75, "as preset"
    assert [level for level, conditions in levels.items() if conditions.halted] == [SnowLevel.HALT]


def test_an_area_serves_the_places_inside_it(tmp_path: Path) -> None:
    corners = "area = [[40.7130, 140.585], [40.7130, 140.590], [40.7170, 140.590], [40.7170, 140.585]]"
    settings = with_line(SETTINGS, 'hours = "8:00-18:00"', f'hours = "8:00-18:00"\n{corners}')
    served = read_service(a_service_folder(tmp_path, settings)).served
    assert served is not None
    assert sorted(served) == [0, 1, 3, 4]


def test_the_namioka_demo_has_three_wagons_of_nine_and_one_wheelchair_space() -> None:
    service = read_service(NAMIOKA)
    assert [vehicle.capacity.seats for vehicle in service.vehicles] == [9, 9, 9]
    assert sum(vehicle.capacity.wheelchairs for vehicle in service.vehicles) == 1
    assert service.hours == TimeWindow(8 * 3600, 18 * 3600)
    assert service.demand.riders_per_day == 82
    assert "実際の運行とは異なります" in service.label
    assert date(2026, 12, 31) in service.no_service


WRONG_SETTINGS = {
    "hours reversed": (
        'hours = "8:00-18:00"',
        'hours = "18:00-8:00"',
        "service.hours: hours that begin before",
    ),
    "hours no time": ('hours = "8:00-18:00"', 'hours = "8-18"', "service.hours: a time"),
    "time past 48 h": ('hours = "8:00-18:00"', 'hours = "8:00-49:00"', "service.hours: a time up to 48:00"),
    "negative seats": (
        "seats = 9",
        "seats = -1",
        "fleet[0].seats: must be greater than or equal to 1, not -1",
    ),
    "seats as text": ("seats = 9", 'seats = "nine"', "fleet[0].seats: a whole number expected"),
    "unknown key": (
        "seats = 9",
        "seats = 9\nseets = 9",
        "fleet[0].seets is not a key of a service (did you mean seats",
    ),
    "unknown section": (
        "[booking]",
        "[bookings]",
        "bookings is not a key of a service (did you mean booking",
    ),
    "no name": ('name = "見本"\n', "", "service.name is missing"),
    "no demo date": ("demo_date = 2019-06-05\n", "", "service.demo_date is missing"),
    "wrong date": ("demo_date = 2019-06-05", 'demo_date = "5 June"', "service.demo_date: a date"),
    "unknown depot": ('depot = "1_01"', 'depot = "1_02"', "fleet[0].depot: no place '1_02'"),
    "depot by name": ('depot = "1_01"', 'depot = "浪岡駅前"', "did you mean 1_01, called 浪岡駅前?"),
    "break outside the shift": (
        "11:00-12:00",
        "17:00-18:00",
        "fleet[0].breaks[0]: may last from 17:00 until 18:45",
    ),
    "break of no time": ("minutes = 45", "minutes = 0", "fleet[0].breaks[0].minutes: must be greater than 0"),
    "share above one": (
        "riders_per_day = 10",
        "no_show_share = 3",
        "demand.no_show_share: must be less than or",
    ),
    "negative riders": (
        "riders_per_day = 10",
        "riders_per_day = -5",
        "demand.riders_per_day: must be greater",
    ),
    "a level of snow that is none": (
        "[booking]",
        "[snow.sleet]\nspeed = 0.9\n\n[booking]",
        "snow.sleet is not a key of a service",
    ),
    "snow with a key that is none": (
        "[booking]",
        "[snow.heavy_snow]\nspeeed = 0.5\n\n[booking]",
        "snow.heavy_snow.speeed is not a key of a service (did you mean speed",
    ),
    "snow at a place that is none": (
        "[booking]",
        '[snow.snow]\nclosed_places = ["1_02"]\n\n[booking]',
        "snow.snow.closed_places[0]: no place '1_02'",
    ),
    "negative wait": ("max_ride_min = 45", "max_wait_min = -1", "rules.max_wait_min: must be greater"),
    "windows that open at no step": (
        "window_step_s = 300",
        "window_step_s = 0",
        "rules.window_step_s: must be greater than or equal to 1",
    ),
    "rule not a number": ("max_ride_min = 45", "max_ride_min = nan", "rules.max_ride_min"),
    "missing feed": ('feed = "feed"', 'feed = "feeds"', "service.feed"),
    "missing places": ('places = "places.csv"', 'places = "doors.csv"', "doors.csv: cannot be read"),
    "not TOML": ("[booking]", "[booking", "not TOML"),
    "area of two corners": (
        'places = "places.csv"',
        "area = [[40.7, 140.5], [40.8, 140.6]]",
        "three [lat, lon]",
    ),
    "area elsewhere": (
        'places = "places.csv"',
        "area = [[140.5, 40.7], [140.6, 40.7], [140.6, 40.8]]",
        "service.area: no place lies inside",
    ),
    "no service backwards": (
        "2019-12-31..2020-01-03",
        "2020-01-03..2019-12-31",
        "service.no_service[0]: dates from",
    ),
    "closed place unknown": (
        "[booking]",
        '[conditions]\nname = "雪"\nclosed_places = ["9_01"]\n[booking]',
        "closed_places[0]",
    ),
}


@pytest.mark.parametrize("slip", WRONG_SETTINGS)
def test_a_slip_in_the_settings_is_told_in_one_line_with_its_key(slip: str, tmp_path: Path) -> None:
    old, new, expected = WRONG_SETTINGS[slip]
    folder = a_service_folder(tmp_path, with_line(SETTINGS, old, new))
    with pytest.raises(ServiceError) as told:
        read_service(folder)
    assert expected in str(told.value)
    if slip != "not TOML":
        assert "\n" not in str(told.value)


def test_a_fleet_of_none_and_a_vehicle_twice_are_refused(tmp_path: Path) -> None:
    fleet = SETTINGS[SETTINGS.index("[[fleet]]") : SETTINGS.index("[demand]")]
    with pytest.raises(ServiceError, match="fleet is missing"):
        read_service(a_service_folder(tmp_path, SETTINGS.replace(fleet, "")))
    with pytest.raises(ServiceError, match="'1号車' is used twice"):
        read_service(a_service_folder(tmp_path, SETTINGS.replace(fleet, fleet + fleet)))


WRONG_PLACES = {
    "swapped": (
        "40.71360,140.58600",
        "140.58600,40.71360",
        "line 2: lat 140.586 and lon 40.7136 look swapped",
    ),
    "no number": ("40.71360", "north", 'line 2: lat "north" is not a number'),
    "not a number": ("40.71360", "nan", "line 2: lat"),
    "far away": ("40.71360,140.58600", "35.68,139.76", "line 2: home_1 stands"),
    "negative weight": ("home,1,0", "home,-1,0", "line 2: weight_home"),
    "twice": ("home_2,", "home_1,", "line 3: place_id 'home_1' stands on line 2 too"),
    "as a stop": ("home_2,", "2_01,", "line 3: place_id '2_01' is a stop_id of the feed too"),
    "blank id": ("home_2,", ",", "line 3: place_id and name are required"),
    "no lat column": ("kana,lat", "kana,latitude", "line 1: column lat is missing"),
    "unknown column": (
        "weight_school",
        "weight_scool",
        "unknown column 'weight_scool' (did you mean weight_school",
    ),
    "unknown kind": ("hospital,0,3", "hopsital,0,3", "(did you mean hospital"),
    "comma in a name": ("家1,", "家,1,", "line 2"),
}


@pytest.mark.parametrize("slip", WRONG_PLACES)
def test_a_slip_in_the_places_is_told_with_its_line(slip: str, tmp_path: Path) -> None:
    old, new, expected = WRONG_PLACES[slip]
    with pytest.raises(ServiceError) as told:
        read_service(a_service_folder(tmp_path, places=with_line(PLACES, old, new)))
    assert expected in str(told.value)


def test_a_folder_that_is_none_and_files_in_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="no such service folder"):
        read_service(tmp_path / "nowhere")
    with pytest.raises(ServiceError, match=r"holds no service\.toml"):
        read_service(tmp_path)
    folder = a_service_folder(tmp_path)
    (folder / "places.csv").write_bytes(PLACES.encode("cp932"))
    with pytest.raises(ServiceError, match="not UTF-8"):
        read_service(folder)
    (folder / "service.toml").write_bytes(SETTINGS.encode("cp932"))
    with pytest.raises(ServiceError, match="not UTF-8"):
        read_service(folder)
