"""Feeds without a table they need, or with one that cannot be read."""

from tests.gtfs.broken_feeds.broken_feed import changed, error

_STOPS_HEADER = "stop_id,stop_name,stop_lat,stop_lon,location_type\n"
_THREE_STOPS = """\
1_01,浪岡駅前,40.71345,140.58595,0
2_01,浪岡庁舎前,40.71600,140.58900,0
3_01,浪岡病院前,40.719,140.593,0
"""

MISSING_TABLES = (
    error("no stops.txt", {"stops": None}, "missing_file", "stops", None, "", "stops.txt is missing"),
    error("no routes.txt", {"routes": None}, "missing_file", "routes", None, "", "routes.txt is missing"),
    error("no stop_times.txt", {"stop_times": None}, "missing_file", "stop_times", None, "", "is missing"),
    error("no trips.txt", {"trips": None}, "no_trips", "trips", None, "", "no trips: trips.txt is missing"),
    error(
        "trips.txt of a header only",
        {"trips": "route_id,service_id,trip_id\n"},
        "no_trips",
        "trips",
        None,
        "",
        "has no rows",
    ),
    error(
        "no calendar at all",
        {"calendar": None, "calendar_dates": None},
        "no_calendar",
        "calendar",
        None,
        "",
        "no trip runs on any date",
    ),
    error("stops.txt of no bytes", {"stops": b""}, "empty_file", "stops", None, "", "stops.txt has no rows"),
    error(
        "stops.txt that is a web page",
        {"stops": "<html><body>404</body></html>\n<p>x</p>\n"},
        "missing_column",
        "stops",
        1,
        "stop_id",
        "has no column stop_id",
    ),
    error(
        "no column stop_lat",
        changed("stops", "stop_lat", "緯度"),
        "missing_column",
        "stops",
        1,
        "stop_lat",
        "has no column stop_lat",
    ),
    error(
        "bytes of no known encoding",
        {"stops": (_STOPS_HEADER + _THREE_STOPS).encode().replace("庁".encode(), b"\xff\x81")},
        "undecodable_text",
        "stops",
        3,
        "stop_name",
        "holds bytes of no known encoding",
    ),
)
