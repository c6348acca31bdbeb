"""Feeds whose rows name what is not there, or name themselves twice or not at all."""

from tests.gtfs.broken_feeds.broken_feed import changed, error, warning

_CALL = "T1,8:02:00,8:02:00,2_01,2"
_POLE = "2_01,浪岡庁舎前,40.71600,140.58900,0"

BROKEN_KEYS = (
    error(
        "a call at an unknown stop",
        changed("stop_times", _CALL, "T1,8:02:00,8:02:00,999,2"),
        "dangling_reference",
        "stop_times",
        3,
        "stop_id",
        "'999' is no stop_id of stops.txt",
    ),
    error(
        "a call of an unknown trip",
        changed(
            "stop_times",
            "T2,9:05:00,9:05:00,1_01,3",
            "T2,9:05:00,9:05:00,1_01,3\n        T9,9:05:00,9:05:00,1_01,1",
        ),
        "dangling_reference",
        "stop_times",
        8,
        "trip_id",
        "'T9' is no trip_id of trips.txt",
    ),
    error(
        "a trip of an unknown line",
        changed("trips", "R1,平日,T1,S1", "R7,平日,T1,S1"),
        "dangling_reference",
        "trips",
        2,
        "route_id",
        "'R7' is no route_id of routes.txt",
    ),
    error(
        "a trip on an unknown calendar",
        changed("trips", "R1,平日,T2,S2", "R1,休日,T2,S2"),
        "dangling_reference",
        "trips",
        3,
        "service_id",
        "'休日' is no service_id",
    ),
    error(
        "two calls with one stop_sequence",
        changed("stop_times", _CALL, "T1,8:02:00,8:02:00,2_01,1"),
        "duplicate_key",
        "stop_times",
        3,
        "stop_sequence",
        "is in stop_times.txt already",
    ),
    error(
        "a stop_id used twice",
        changed("stops", _POLE, "1_01,浪岡庁舎前,40.71600,140.58900,0\n        " + _POLE),
        "duplicate_key",
        "stops",
        3,
        "stop_id",
        "'1_01' is in stops.txt already",
    ),
    error(
        "a call at a stop place",
        changed("stops", _POLE, "2_01,浪岡庁舎前,40.71600,140.58900,1"),
        "call_at_station",
        "stop_times",
        3,
        "stop_id",
        "no pole",
    ),
    error(
        "a blank stop_id",
        changed("stops", "1_01,浪岡駅前", "1_01,浪岡駅前,40.71345,140.58595,0\n        ,浪岡駅前"),
        "blank_value",
        "stops",
        3,
        "stop_id",
        "stop_id is blank",
    ),
    warning(
        "an unknown shape",
        changed("trips", "R1,平日,T1,S1", "R1,平日,T1,S9"),
        "dangling_reference",
        "trips",
        2,
        "shape_id",
        "'S9' is no shape_id",
    ),
)
