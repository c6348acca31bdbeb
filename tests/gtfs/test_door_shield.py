"""Whatever way a vehicle takes, what is shown of it leads to nobody's home."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.place import Place, PlaceKind
from gtfs.door_shield import KEPT_AWAY_M, SQUARE_M, DoorShield, door_shield
from gtfs.places import straight_m
from gtfs.realtime import VehicleSeen, positions_message
from gtfs.service import Service, read_service
from gtfs.service_doors import DoorKind, Doors
from tests.examples.namioka_demo import NAMIOKA

IN_NAMIOKA = st.tuples(st.floats(40.66, 40.78), st.floats(140.52, 140.68))
NEAR_THE_STATION = st.tuples(st.floats(40.705, 40.716), st.floats(140.575, 140.588))
FAR_ABOUT = st.tuples(st.floats(38.7, 42.7), st.floats(138, 143))


@cache
def namioka() -> Service:
    return read_service(NAMIOKA)


@cache
def namioka_shield() -> DoorShield:
    return door_shield(namioka())


def without_homes() -> Service:
    base = namioka()
    poles = len(base.places) - len(base.doors.places)
    places = replace(
        base.places, ordered=base.places.ordered[:poles], stop_group=base.places.stop_group[:poles]
    )
    return replace(base, doors=Doors((), {}, ()), places=places)


def nearest_m(lat: float, lon: float, points: list[tuple[float, float]]) -> float:
    across, along = np.array(points).T
    return float(straight_m(lat, lon, across, along).min())


def published(shield: DoorShield, lat: float, lon: float) -> tuple[float, float]:
    seen = VehicleSeen("1号車", lat, lon, 1000)
    message = positions_message([seen], shield, namioka().demo_date, 1000)
    told = type(message).FromString(message.SerializeToString()).entity[0].vehicle.position
    return told.latitude, told.longitude


def homes_of(service: Service) -> list[tuple[float, float]]:
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    return [(door.lat, door.lon) for door, kind in doors if kind is DoorKind.HOME]


def stops_of(service: Service) -> list[tuple[float, float]]:
    return [(place.lat, place.lon) for place in service.places if place.kind is PlaceKind.POLE]


@given(IN_NAMIOKA | NEAR_THE_STATION | st.sampled_from(homes_of(namioka())))
def test_a_published_position_is_a_stop_or_far_from_every_home(at: tuple[float, float]) -> None:
    lat, lon = published(namioka_shield(), *at)
    at_a_stop = nearest_m(lat, lon, stops_of(namioka())) < 1.5  # messages round to about a metre
    assert at_a_stop or nearest_m(lat, lon, homes_of(namioka())) >= KEPT_AWAY_M


@given(st.lists(FAR_ABOUT, min_size=1, max_size=5), st.data())
def test_a_home_anywhere_in_a_wide_land_is_kept_away_from(
    homes: list[tuple[float, float]], data: st.DataObject
) -> None:
    home = data.draw(st.sampled_from(homes))
    north_m, east_m = data.draw(st.floats(-600, 600)), data.draw(st.floats(-600, 600))
    degree_m = 111_195
    lat = home[0] + north_m / degree_m
    lon = home[1] + east_m / degree_m / math.cos(math.radians(home[0]))
    shield = door_shield(without_homes(), homes)
    shown = published(shield, lat, lon)
    at_a_stop = nearest_m(*shown, stops_of(namioka())) < 1.5
    assert at_a_stop or nearest_m(*shown, homes) >= KEPT_AWAY_M
    if max(abs(north_m), abs(east_m)) < 10:
        assert at_a_stop


@given(IN_NAMIOKA, IN_NAMIOKA, st.floats(0, 0.99), st.floats(0, 0.99))
def test_where_in_its_square_a_home_stands_cannot_be_told(
    home: tuple[float, float], at: tuple[float, float], east: float, north: float
) -> None:
    plain = door_shield(without_homes())
    assert plain.plane is not None
    x, y = plain.plane.to_xy(np.array([home[0]]), np.array([home[1]]))
    corner = np.floor(np.array([x, y]) / SQUARE_M) * SQUARE_M
    moved = plain.plane.to_lat_lon(
        corner[0] + (0.005 + east) * SQUARE_M, corner[1] + (0.005 + north) * SQUARE_M
    )
    one = door_shield(without_homes(), [home])
    other = door_shield(without_homes(), [(float(moved[0][0]), float(moved[1][0]))])
    assert one.shielded == other.shielded
    assert one.show(*at) == other.show(*at)


@given(st.sampled_from(homes_of(namioka())))
def test_near_a_home_a_vehicle_is_shown_at_the_nearest_stop(home: tuple[float, float]) -> None:
    shown = namioka_shield().show(*home)
    assert shown is not None
    assert shown.stop is not None
    stop = namioka().places[shown.stop]
    assert (shown.lat, shown.lon) == (stop.lat, stop.lon)
    assert stop.kind is PlaceKind.POLE
    to_stop_m = nearest_m(*home, [(stop.lat, stop.lon)])
    assert to_stop_m == nearest_m(*home, stops_of(namioka()))


def test_where_nobody_lives_a_vehicle_is_shown_where_it_is() -> None:
    shown = namioka_shield().show(40.7300, 140.5500)
    assert shown is not None
    assert (shown.lat, shown.lon, shown.stop) == (40.7300, 140.5500, None)


def test_homes_that_only_the_office_knows_are_shielded_too() -> None:
    empty_field = 40.7300, 140.5500
    shown = door_shield(namioka(), [empty_field]).show(*empty_field)
    assert shown is not None
    assert shown.stop is not None


def test_a_service_without_stops_shows_vehicles_at_landmarks_and_without_those_not_at_all() -> None:
    base = without_homes()
    clinic = Place("clinic", "医院", "いいん", 40.71, 140.58, PlaceKind.DOOR)
    home = Place("home", "家", "いえ", 40.7101, 140.5801, PlaceKind.DOOR)
    none = replace(base.places, ordered=(), stop_group=())
    landmarks = replace(
        base,
        doors=Doors((clinic, home), {}, (DoorKind.HOSPITAL, DoorKind.HOME)),
        places=none.with_doors([clinic, home]),
    )
    shown = door_shield(landmarks).show(home.lat, home.lon)
    assert shown is not None
    assert (shown.lat, shown.lon) == (clinic.lat, clinic.lon)
    homes_only = replace(base, doors=Doors((home,), {}, (DoorKind.HOME,)), places=none.with_doors([home]))
    assert door_shield(homes_only).show(40.7, 140.5) is None
    assert not positions_message(
        [VehicleSeen("1号車", 40.7, 140.5, 0)], door_shield(homes_only), base.demo_date, 0
    ).entity
