"""Feeds that are broken in one way each, with the one finding that must name the fault."""

from dataclasses import dataclass

from gtfs.findings import Grade
from tests.gtfs.feeds import A_SMALL_FEED

Content = str | bytes | None

_STOPS_HEADER = "stop_id,stop_name,stop_lat,stop_lon,location_type\n"
_THREE_STOPS = """\
1_01,浪岡駅前,40.71345,140.58595,0
2_01,浪岡庁舎前,40.71600,140.58900,0
3_01,浪岡病院前,40.719,140.593,0
"""


@dataclass(frozen=True)
class BrokenFeed:
    """A table broken on purpose and how the fault must be named."""

    what: str
    tables: dict[str, Content]
    grade: Grade
    code: str
    file: str
    row: int | None
    field: str
    says: str


def _changed(table: str, old: str, new: str) -> dict[str, Content]:
    text = A_SMALL_FEED[table]
    assert text.count(old) == 1, f"{old!r} must be once in {table}"
    return {table: text.replace(old, new)}


def _error(
    what: str, tables: dict[str, Content], code: str, file: str, row: int | None, field: str, says: str
) -> BrokenFeed:
    return BrokenFeed(what, tables, Grade.ERROR, code, f"{file}.txt", row, field, says)


def _warning(
    what: str, tables: dict[str, Content], code: str, file: str, row: int | None, field: str, says: str
) -> BrokenFeed:
    return BrokenFeed(what, tables, Grade.WARNING, code, f"{file}.txt", row, field, says)


_CALL = "T1,8:02:00,8:02:00,2_01,2"
_POLE = "2_01,浪岡庁舎前,40.71600,140.58900,0"
_WEEK = "平日,1,1,1,1,1,0,0,20190401,20200331"
_FREQUENCIES = "trip_id,start_time,end_time,headway_secs\n"
_BLANKED_POINTS = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"

BROKEN_FEEDS = (
    _error("no stops.txt", {"stops": None}, "missing_file", "stops", None, "", "stops.txt is missing"),
    _error("no routes.txt", {"routes": None}, "missing_file", "routes", None, "", "routes.txt is missing"),
    _error("no stop_times.txt", {"stop_times": None}, "missing_file", "stop_times", None, "", "is missing"),
    _error("no trips.txt", {"trips": None}, "no_trips", "trips", None, "", "no trips: trips.txt is missing"),
    _error(
        "trips.txt of a header only",
        {"trips": "route_id,service_id,trip_id\n"},
        "no_trips",
        "trips",
        None,
        "",
        "has no rows",
    ),
    _error(
        "no calendar at all",
        {"calendar": None, "calendar_dates": None},
        "no_calendar",
        "calendar",
        None,
        "",
        "no trip runs on any date",
    ),
    _error("stops.txt of no bytes", {"stops": b""}, "empty_file", "stops", None, "", "stops.txt has no rows"),
    _error(
        "stops.txt that is a web page",
        {"stops": "<html><body>404</body></html>\n<p>x</p>\n"},
        "missing_column",
        "stops",
        1,
        "stop_id",
        "has no column stop_id",
    ),
    _error(
        "no column stop_lat",
        _changed("stops", "stop_lat", "緯度"),
        "missing_column",
        "stops",
        1,
        "stop_lat",
        "has no column stop_lat",
    ),
    _error(
        "bytes of no known encoding",
        {"stops": (_STOPS_HEADER + _THREE_STOPS).encode().replace("庁".encode(), b"\xff\x81")},
        "undecodable_text",
        "stops",
        3,
        "stop_name",
        "holds bytes of no known encoding",
    ),
    _error(
        "a call at an unknown stop",
        _changed("stop_times", _CALL, "T1,8:02:00,8:02:00,999,2"),
        "dangling_reference",
        "stop_times",
        3,
        "stop_id",
        "'999' is no stop_id of stops.txt",
    ),
    _error(
        "a call of an unknown trip",
        _changed(
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
    _error(
        "a trip of an unknown line",
        _changed("trips", "R1,平日,T1,S1", "R7,平日,T1,S1"),
        "dangling_reference",
        "trips",
        2,
        "route_id",
        "'R7' is no route_id of routes.txt",
    ),
    _error(
        "a trip on an unknown calendar",
        _changed("trips", "R1,平日,T2,S2", "R1,休日,T2,S2"),
        "dangling_reference",
        "trips",
        3,
        "service_id",
        "'休日' is no service_id",
    ),
    _error(
        "a time past 48 hours",
        _changed("stop_times", "T1,8:05:00,8:05:00", "T1,48:05:00,48:05:00"),
        "time_past_48h",
        "stop_times",
        4,
        "arrival_time",
        "48:05:00 is past 48:00:00",
    ),
    _error(
        "a time that is none",
        _changed("stop_times", _CALL, "T1,8時2分,8:02:00,2_01,2"),
        "malformed_time",
        "stop_times",
        3,
        "arrival_time",
        "'8時2分' is not a time",
    ),
    _error(
        "times that run backwards",
        _changed("stop_times", _CALL, "T1,7:02:00,7:02:00,2_01,2"),
        "times_decrease",
        "stop_times",
        3,
        "arrival_time",
        "before the call ahead of it",
    ),
    _error(
        "a departure before the arrival",
        _changed("stop_times", _CALL, "T1,8:03:00,8:02:00,2_01,2"),
        "departs_before_arrival",
        "stop_times",
        3,
        "departure_time",
        "departs at 8:02:00 before it arrives at 8:03:00",
    ),
    _error(
        "a trip that never begins",
        _changed("stop_times", "T1,8:00:00,8:00:00", "T1,,"),
        "untimed_end",
        "stop_times",
        2,
        "arrival_time",
        "no time at its first or last stop",
    ),
    _error(
        "a negative stop_sequence",
        _changed("stop_times", _CALL, "T1,8:02:00,8:02:00,2_01,-2"),
        "bad_stop_sequence",
        "stop_times",
        3,
        "stop_sequence",
        "'-2' is not a place in the order",
    ),
    _error(
        "two calls with one stop_sequence",
        _changed("stop_times", _CALL, "T1,8:02:00,8:02:00,2_01,1"),
        "duplicate_key",
        "stop_times",
        3,
        "stop_sequence",
        "is in stop_times.txt already",
    ),
    _error(
        "a stop_id used twice",
        _changed("stops", _POLE, "1_01,浪岡庁舎前,40.71600,140.58900,0\n        " + _POLE),
        "duplicate_key",
        "stops",
        3,
        "stop_id",
        "'1_01' is in stops.txt already",
    ),
    _error(
        "latitude and longitude swapped",
        _changed("stops", _POLE, "2_01,浪岡庁舎前,140.58900,40.71600,0"),
        "swapped_position",
        "stops",
        3,
        "stop_lat",
        "look swapped",
    ),
    _error(
        "a latitude that is no number",
        _changed("stops", _POLE, "2_01,浪岡庁舎前,北緯40度,140.58900,0"),
        "bad_position",
        "stops",
        3,
        "stop_lat",
        "'北緯40度' is not a number",
    ),
    _error(
        "a stop without position",
        _changed("stops", _POLE, "2_01,浪岡庁舎前,40.71600,,0"),
        "no_position",
        "stops",
        3,
        "stop_lon",
        "has no stop_lon",
    ),
    _error(
        "a stop outside Japan",
        _changed("stops", _POLE, "2_01,浪岡庁舎前,51.5,-0.1,0"),
        "position_outside",
        "stops",
        3,
        "stop_lat",
        "lies outside Japan",
    ),
    _error(
        "a call at a stop place",
        _changed("stops", _POLE, "2_01,浪岡庁舎前,40.71600,140.58900,1"),
        "call_at_station",
        "stop_times",
        3,
        "stop_id",
        "no pole",
    ),
    _error(
        "a blank stop_id",
        _changed("stops", "1_01,浪岡駅前", "1_01,浪岡駅前,40.71345,140.58595,0\n        ,浪岡駅前"),
        "blank_value",
        "stops",
        3,
        "stop_id",
        "stop_id is blank",
    ),
    _error(
        "a date that does not exist",
        _changed("calendar", _WEEK, "平日,1,1,1,1,1,0,0,20190431,20200331"),
        "malformed_date",
        "calendar",
        2,
        "start_date",
        "'20190431' is not a date",
    ),
    _error(
        "a calendar that ends before it begins",
        {**_changed("calendar", _WEEK, _WEEK + "\n        冬,1,1,1,1,1,0,0,20200331,20190401")},
        "reversed_dates",
        "calendar",
        3,
        "end_date",
        "ends on 20190401, before it begins on 20200331",
    ),
    _error(
        "a calendar on which nothing ever runs",
        _changed("calendar", _WEEK, "平日,0,0,0,0,0,0,0,20190401,20200331"),
        "no_service_day",
        "calendar",
        None,
        "",
        "no service runs on any date",
    ),
    _error(
        "a weekday that is neither 0 nor 1",
        _changed("calendar", _WEEK, "平日,1,○,1,1,1,0,0,20190401,20200331"),
        "bad_weekday",
        "calendar",
        2,
        "tuesday",
        "'○' does not say",
    ),
    _error(
        "a headway of zero",
        {"frequencies": _FREQUENCIES + "T1,08:00:00,09:00:00,0\n"},
        "bad_headway",
        "frequencies",
        2,
        "headway_secs",
        "above 0",
    ),
    _warning(
        "a shape of no length",
        {"shapes": _BLANKED_POINTS + "S1,40.7,140.5,1\nS1,40.7,140.5,2\nS2,40.7,140.5,1\nS2,40.71,140.5,2\n"},
        "shape_of_no_length",
        "shapes",
        2,
        "shape_id",
        "shape S1 has no length",
    ),
    _warning(
        "a shape of one point",
        {"shapes": _BLANKED_POINTS + "S1,40.7,140.5,1\nS2,40.7,140.5,1\nS2,40.71,140.5,2\n"},
        "shape_of_one_point",
        "shapes",
        2,
        "shape_id",
        "shape S1 has one point only",
    ),
    _warning(
        "an unknown shape",
        _changed("trips", "R1,平日,T1,S1", "R1,平日,T1,S9"),
        "dangling_reference",
        "trips",
        2,
        "shape_id",
        "'S9' is no shape_id",
    ),
    _warning(
        "a row of too few fields",
        _changed("fare_rules", "F200,R1", "F200,R1\n        F200"),
        "ragged_row",
        "fare_rules",
        3,
        "",
        "more or fewer fields than the 2 of the header",
    ),
    _warning(
        "a quote left open",
        _changed("fare_rules", "F200,R1", 'F200,"R1'),
        "broken_quotes",
        "fare_rules",
        2,
        "",
        "a quote",
    ),
    _warning(
        "a stop without a reading",
        _changed("translations", "stops,stop_name,ja-Hrkt,なみおかえきまえ,,,浪岡駅前", ""),
        "reading_missing",
        "stops",
        2,
        "stop_name",
        "no ja-Hrkt reading of 浪岡駅前",
    ),
    _warning(
        "a reading in kanji",
        _changed("translations", "なみおかえきまえ", "なみおか駅まえ"),
        "reading_not_kana",
        "translations",
        7,
        "translation",
        "'なみおか駅まえ' is not kana",
    ),
    _warning(
        "a corporate number a spreadsheet has spoilt",
        {
            "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n4.00002E+12,x,http://x,Asia/Tokyo,ja\n",
            "routes": "route_id,agency_id,route_long_name,route_type\nR1,4.00002E+12,線,3\n",
            "fare_attributes": None,
            "fare_rules": None,
        },
        "bad_corporate_number",
        "agency",
        2,
        "agency_id",
        "'4.00002E+12' is not a 法人番号",
    ),
)
