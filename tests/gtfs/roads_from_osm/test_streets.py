"""What tags say to a van."""

import pytest

from gtfs.roads_from_osm.streets import Direction, direction_of, is_drivable, limit_kmh, speed_kmh_of


@pytest.mark.parametrize(
    ("tags", "drivable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "footway"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "motor_vehicle": "yes"}, True),
        ({"highway": "residential", "access": "yes", "motorcar": "no"}, False),
        ({"highway": "residential", "access": "destination"}, True),
        ({"highway": "service", "service": "parking_aisle"}, False),
        ({"highway": "unclassified", "area": "yes"}, False),
        ({"highway": "track"}, False),
        ({"highway": "track", "tracktype": "grade2"}, True),
        ({"highway": "track", "tracktype": "grade2", "vehicle": "agricultural"}, False),
        ({"highway": "track", "tracktype": "grade4", "motor_vehicle": "yes"}, True),
        ({"building": "yes"}, False),
    ],
)
def test_a_van_drives_where_the_map_lets_it(tags: dict[str, str], drivable: bool) -> None:
    assert is_drivable(tags) is drivable


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"highway": "residential"}, Direction.BOTH),
        ({"highway": "residential", "oneway": "yes"}, Direction.ALONG),
        ({"highway": "residential", "oneway": "-1"}, Direction.AGAINST),
        ({"highway": "residential", "oneway": "no"}, Direction.BOTH),
        ({"highway": "tertiary", "junction": "roundabout"}, Direction.ALONG),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "-1"}, Direction.AGAINST),
        ({"highway": "motorway"}, Direction.ALONG),
        ({"highway": "motorway", "oneway": "no"}, Direction.BOTH),
        ({"highway": "motorway_link"}, Direction.BOTH),
    ],
)
def test_one_way_streets_are_one_way(tags: dict[str, str], direction: Direction) -> None:
    assert direction_of(tags) is direction


@pytest.mark.parametrize(
    ("maxspeed", "kmh"),
    [
        ("40", 40.0),
        ("40 km/h", 40.0),
        ("25 mph", 40.2336),
        ("50;40", 50.0),
        ("none", 120.0),
        ("", None),
        ("walk", None),
        ("JP:urban", None),
        ("0", None),
        ("nan", None),
    ],
)
def test_posted_limits_are_read_in_both_units(maxspeed: str, kmh: float | None) -> None:
    assert limit_kmh(maxspeed) == (None if kmh is None else pytest.approx(kmh))


def test_a_street_is_driven_a_little_below_its_limit_and_no_faster_than_a_van() -> None:
    assert speed_kmh_of({"highway": "primary", "maxspeed": "50"}) == pytest.approx(44)
    assert speed_kmh_of({"highway": "motorway", "maxspeed": "none"}) == 95
    assert speed_kmh_of({"highway": "residential"}) < speed_kmh_of({"highway": "primary"})
