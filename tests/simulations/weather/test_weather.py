"""Weather: what falls where and when becomes true roads by the hour, and what a dispatcher knows of them."""

from pathlib import Path

import pytest

from dispatch.domain.conditions import Conditions
from dispatch.domain.place import PlaceIndex
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes
from gtfs.service import Service
from gtfs.service_changes import Changes
from gtfs.service_error import ServiceError
from simulations.variants.ground import roads_of, service_of
from simulations.variants.variant import read_variant
from simulations.weather.weather import Weather, weather_of_service
from simulations.weather.words import WeatherWords, read_weather
from tests.gtfs.service_folders import a_service_folder

HOUR = 3600


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return service_of(a_service_folder(tmp_path / "town"), Changes())


@pytest.fixture
def usual(service: Service) -> MatrixTravelTimes:
    return roads_of(service.folder).times


def some_weather(service: Service, text: str) -> Weather:
    file = service.folder / "weather.toml"
    file.write_text(text, encoding="utf-8")
    return weather_of_service(read_weather(file), service, roads_of(service.folder).times, str(file))


def true_at(weather: Weather, at_s: int) -> Conditions:
    return [conditions for from_s, conditions in weather.truth if from_s <= at_s][-1]


def far_places(usual: MatrixTravelTimes) -> tuple[PlaceIndex, PlaceIndex]:
    seconds = usual.tensor().fastest
    here, there = divmod(int(seconds.argmax()), len(seconds))
    return PlaceIndex(here), PlaceIndex(there)


SNOW_AT_SIX = """
told_after_min = 30
[[snow]]
hours = "6:00-9:00"
level = "heavy_snow"
[[snow]]
hours = "9:00-12:00"
level = "snow"
speed = 0.8
"""


def test_roads_are_slow_from_when_snow_falls_and_the_dispatcher_learns_of_it_later(
    service: Service, usual: MatrixTravelTimes
) -> None:
    weather = some_weather(service, SNOW_AT_SIX)
    here, there = far_places(usual)
    usual_s = usual.seconds(here, there, 0)
    true_s = {
        hour: under(usual, true_at(weather, hour * HOUR)).seconds(here, there, hour * HOUR)
        for hour in (3, 7, 11, 15)
    }
    assert true_s[3] == true_s[15] == usual_s
    assert true_s[7] == pytest.approx(2 * usual_s, abs=1)
    assert true_s[11] == pytest.approx(usual_s / 0.8, abs=1)
    assert [at_s for at_s, _ in weather.switched] == [6.5 * HOUR, 9.5 * HOUR, 12.5 * HOUR]
    first, second, last = (command.conditions for _, command in weather.switched)
    assert first == service.snow["heavy_snow"]
    assert second is not None
    assert (second.speed, second.dwell) == (0.8, 1.5)
    assert last is None


def test_snow_that_lies_in_one_place_and_ploughs_that_come(
    service: Service, usual: MatrixTravelTimes
) -> None:
    weather = some_weather(
        service,
        """
        [[snow]]
        hours = "0:00-24:00"
        speed = 0.5
        [[slow]]
        where = { places = ["home_1"] }
        hours = "0:00-24:00"
        speed = 0.5
        [[ploughed]]
        from = "10:00"
        where = { places = ["home_1"] }
        """,
    )
    home = service.places.index_of("home_1")
    (local,) = true_at(weather, 8 * HOUR).local_speeds
    assert local.places == {home}
    assert [(window.from_s, window.until_s, window.speed) for window in local.windows] == [
        (0, 10 * HOUR, 0.5),
        (10 * HOUR, 24 * HOUR, 2.0),
    ]
    believed = [command.conditions for _, command in weather.switched]
    assert [at_s for at_s, _ in weather.switched] == [0, 10 * HOUR, 24 * HOUR]
    assert [each.local_speeds[0].speed for each in believed if each] == [0.5, 2.0]


def test_a_closed_road_is_closed_both_ways_for_its_hours(service: Service, usual: MatrixTravelTimes) -> None:
    weather = some_weather(service, '[[closed]]\nhours = "8:00-9:00"\nplaces = ["clinic"]\n')
    clinic = service.places.index_of("clinic")
    assert under(usual, true_at(weather, 8 * HOUR)).seconds(PlaceIndex(0), clinic, 8 * HOUR) == UNREACHABLE_S
    assert true_at(weather, 9 * HOUR).closed_places == frozenset()


def test_a_scenario_file_brings_its_weather(service: Service) -> None:
    folder = service.folder.parent
    (folder / "january.toml").write_text(SNOW_AT_SIX + "[demand]\ngrowth = 1.5\n", encoding="utf-8")
    (folder / "named.toml").write_text('service = "town"\nweather = "january.toml"\n', encoding="utf-8")
    inside = 'service = "town"\n[weather.demand]\ngrowth = 1.5\n[[weather.snow]]\nhours = "6:00-9:00"\n'
    (folder / "inside.toml").write_text(inside, encoding="utf-8")
    named, within = read_variant(folder / "named.toml"), read_variant(folder / "inside.toml")
    assert named.weather == read_weather(folder / "january.toml")
    assert hash(named) == hash(read_variant(folder / "named.toml"))
    assert within.weather is not None
    assert len(within.weather.snow) == 1
    assert dict(within.in_its_season.values) == {"demand.growth": 1.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[snow]]\nhours = "6-9"', 'hours: a time "H:MM" expected'),
        ('[[snow]]\nhours = "6:00-9:00"\nlevel = "deep"', "level"),
        ('[[snow]]\nhours = "6:00-9:00"\n[[snow]]\nhours = "8:00-9:00"', "two spells at once"),
        (
            '[[slow]]\nhours = "6:00-9:00"\nspeed = 0.5\nwhere = { places = ["home_9"] }',
            "no place 'home_9' in the service (did",
        ),
        (
            '[[slow]]\nhours = "6:00-9:00"\nspeed = 0.5\nwhere = { places = ["home_1"], along = ["home_2"] }',
            "one of these ways",
        ),
        (
            '[[slow]]\nhours = "6:00-9:00"\nspeed = 0.5\n'
            "where = { circle = { lat = 1.0, lon = 1.0, metres = 5.0 } }",
            "no place of",
        ),
        ('[[closed]]\nhours = "6:00-9:00"', "places or roads expected"),
        ('[[closed]]\nhours = "6:00-9:00"\nplaces = ["1_01"]', "vehicles end their shift or rest at"),
        ('[[ploughed]]\nfrom = "9:00"\nuntil = "8:00"', "must not end before it begins"),
        ('[[snw]]\nhours = "6:00-9:00"', "did you mean snow"),
        ("[[snow]", "not TOML"),
    ],
)
def test_a_wrong_weather_file_is_told_in_one_line(service: Service, text: str, told: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        some_weather(service, text)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_no_weather_is_a_usual_day(service: Service, usual: MatrixTravelTimes) -> None:
    weather = weather_of_service(WeatherWords(), service, usual, "")
    assert weather.switched == ()
    assert under(usual, true_at(weather, 0)).tensor().seconds.tolist() == usual.tensor().seconds.tolist()
