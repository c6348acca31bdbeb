"""Our own checks of demand services catch what the standard forbids, each by its row."""

import json
from types import MappingProxyType

import pytest

from gtfs.checks.check_feed import check_feed
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from tests.gtfs.feeds import a_feed

STOP_TIMES = """\
trip_id,arrival_time,departure_time,stop_id,location_group_id,location_id,stop_sequence,pickup_type,drop_off_type,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_booking_rule_id,drop_off_booking_rule_id,continuous_pickup
T1,,,,G,,1,2,1,08:00:00,12:00:00,B,B,
T1,,,,G,,2,1,2,08:00:00,12:00:00,B,B,
T2,,,,G,,1,2,1,13:00:00,17:00:00,B,B,
T2,,,,G,,2,1,2,13:00:00,17:00:00,B,B,
"""
TRIPS = """\
route_id,service_id,trip_id,safe_duration_factor,safe_duration_offset
R1,平日,T1,1.5,600
R1,平日,T2,,
"""
RULES = (
    "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_duration_max,prior_notice_last_day,"
    "prior_notice_last_time,prior_notice_start_day,prior_notice_start_time,prior_notice_service_id\n"
    "B,1,30,,,,7,08:00:00,\n"
)
ZONE = [[140.54, 40.67], [140.64, 40.67], [140.64, 40.78], [140.54, 40.78], [140.54, 40.67]]


def a_demand_service(
    *, stop_times: str = STOP_TIMES, trips: str = TRIPS, rules: str = RULES, geometry: object = None
) -> Feed:
    """Two windows of one group; the zone is drawn beside it, unused unless a row names it."""
    feed = a_feed(
        stop_times=stop_times,
        trips=trips,
        booking_rules=rules,
        location_groups="location_group_id,location_group_name\nG,のりば\n",
        location_group_stops="location_group_id,stop_id\nG,1_01\nG,2_01\n",
        shapes=None,
    )
    shown = geometry or {"type": "Polygon", "coordinates": [ZONE]}
    feature = {"type": "Feature", "id": "Z", "properties": {}, "geometry": shown}
    zones = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    return Feed(feed.name, MappingProxyType({**feed.files, "locations.geojson": zones}))


def faults(feed: Feed) -> list[Finding]:
    return [finding for finding in check_feed(feed) if finding.grade is not Grade.NOTE]


def test_a_demand_service_as_the_standard_has_it_is_without_fault() -> None:
    assert faults(a_demand_service()) == []


SPOILT_ROWS = {
    "a stop and a group": ("T1,,,,G,,1", "T1,,,1_01,G,,1", "two_places", 2),
    "a group and a zone": ("T1,,,,G,,1", "T1,,,,G,Z,1", "two_places", 2),
    "no window": ("1,2,1,08:00:00,12:00:00", "1,2,1,,", "no_window", 2),
    "a time too": ("T1,,,,G,,1", "T1,08:00:00,08:00:00,,G,,1", "time_in_window", 2),
    "pickup unbooked": ("T1,,,,G,,1,2,1", "T1,,,,G,,1,0,1", "bad_pickup_type", 2),
    "pickup left out": ("T1,,,,G,,1,2,1", "T1,,,,G,,1,,1", "bad_pickup_type", 2),
    "pickup by the driver": ("T1,,,,G,,1,2,1", "T1,,,,G,,1,3,1", "bad_pickup_type", 2),
    "drop-off unbooked": ("T1,,,,G,,2,1,2", "T1,,,,G,,2,1,0", "bad_drop_off_type", 3),
    "hailed on the way": ("12:00:00,B,B,\nT1", "12:00:00,B,B,0\nT1", "continuous_in_window", 2),
    "one row": ("T1,,,,G,,2,1,2,08:00:00,12:00:00,B,B,\n", "", "one_row_of_a_zone", 2),
    "the same row twice": ("T1,,,,G,,2,1,2", "T1,,,,G,,2,2,2", "overlapping_rows", 3),
    "as group and as zone": ("T2,,,,G,", "T2,,,,,Z", "published_twice", 4),
}


@pytest.mark.parametrize("fault", SPOILT_ROWS)
def test_a_row_the_standard_forbids_is_named(fault: str) -> None:
    old, new, code, row = SPOILT_ROWS[fault]
    assert old in STOP_TIMES
    found = [
        finding
        for finding in faults(a_demand_service(stop_times=STOP_TIMES.replace(old, new)))
        if finding.code == code
    ]
    assert [found[0].file, found[0].row] == ["stop_times.txt", row]


@pytest.mark.parametrize("values", ["0,600", "-1,600", "1.5,", ",600", "fast,600"])
def test_a_safe_duration_that_cannot_be_is_named(values: str) -> None:
    found = faults(a_demand_service(trips=TRIPS.replace("1.5,600", values)))
    assert [(finding.code, finding.row) for finding in found] == [("bad_safe_duration", 2)]


SPOILT_RULES = {
    "B,3,,,,,,,": ["booking_type"],
    "B,0,30,,,,,,": ["prior_notice_duration_min"],
    "B,1,,,,,,,": ["prior_notice_duration_min"],
    "B,1,30,,1,12:00:00,,,": ["prior_notice_last_day"],
    "B,1,30,,,,,,平日": ["prior_notice_service_id"],
    "B,1,30,60,,,7,08:00:00,": ["prior_notice_start_day"],
    "B,1,30,,,,7,,": ["prior_notice_start_time"],
    "B,2,,,,,,,": ["prior_notice_last_day"],
    "B,2,,,1,,,,": ["prior_notice_last_time"],
    "B,2,30,,1,12:00:00,,,": ["prior_notice_duration_min"],
}


@pytest.mark.parametrize("rule", SPOILT_RULES)
def test_a_booking_rule_that_contradicts_its_type_is_named(rule: str) -> None:
    found = faults(a_demand_service(rules=RULES.replace("B,1,30,,,,7,08:00:00,", rule)))
    assert [finding.field for finding in found] == SPOILT_RULES[rule]
    assert {finding.code for finding in found} == {"bad_booking_rule"}


@pytest.mark.parametrize("rule", ["B,0,,,,,,,", "B,1,30,1440,,,,,", "B,2,,,1,12:00:00,14,08:00:00,平日"])
def test_a_booking_rule_of_each_type_is_accepted(rule: str) -> None:
    assert faults(a_demand_service(rules=RULES.replace("B,1,30,,,,7,08:00:00,", rule))) == []


SPOILT_ZONES = {
    "a point": ({"type": "Point", "coordinates": [140.5, 40.7]}, "is no Polygon"),
    "open": ({"type": "Polygon", "coordinates": [ZONE[:-1]]}, "is not closed"),
    "crossing itself": (
        {"type": "Polygon", "coordinates": [[ZONE[0], ZONE[2], ZONE[1], ZONE[3], ZONE[0]]]},
        "is not an area",
    ),
    "latitude first": ({"type": "Polygon", "coordinates": [[[y, x] for x, y in ZONE]]}, "swapped"),
    "elsewhere": ({"type": "Polygon", "coordinates": [[[x - 130, y] for x, y in ZONE]]}, "outside Japan"),
    "no coordinates": ({"type": "Polygon"}, "cannot be read"),
    "words": ({"type": "Polygon", "coordinates": [["a", "b", "a"]]}, "cannot be read"),
    "nothing": ({"type": "Polygon", "coordinates": []}, "is not an area"),
}


@pytest.mark.parametrize("zone", SPOILT_ZONES)
def test_a_zone_that_is_no_area_of_the_service_is_named(zone: str) -> None:
    geometry, told = SPOILT_ZONES[zone]
    found = faults(a_demand_service(geometry=geometry))
    assert [finding.code for finding in found] == ["bad_zone"]
    assert told in found[0].message
