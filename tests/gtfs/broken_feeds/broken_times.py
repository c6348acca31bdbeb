"""Feeds whose calls and calendars cannot happen."""

from tests.gtfs.broken_feeds.broken_feed import changed, error

_CALL = "T1,8:02:00,8:02:00,2_01,2"
_WEEK = "平日,1,1,1,1,1,0,0,20190401,20200331"
_FREQUENCIES = "trip_id,start_time,end_time,headway_secs\n"

BROKEN_TIMES = (
    error(
        "a time past 48 hours",
        changed("stop_times", "T1,8:05:00,8:05:00", "T1,48:05:00,48:05:00"),
        "time_past_48h",
        "stop_times",
        4,
        "arrival_time",
        "48:05:00 is past 48:00:00",
    ),
    error(
        "a time that is none",
        changed("stop_times", _CALL, "T1,8時2分,8:02:00,2_01,2"),
        "malformed_time",
        "stop_times",
        3,
        "arrival_time",
        "'8時2分' is not a time",
    ),
    error(
        "times that run backwards",
        changed("stop_times", _CALL, "T1,7:02:00,7:02:00,2_01,2"),
        "times_decrease",
        "stop_times",
        3,
        "arrival_time",
        "before the call ahead of it",
    ),
    error(
        "a departure before the arrival",
        changed("stop_times", _CALL, "T1,8:03:00,8:02:00,2_01,2"),
        "departs_before_arrival",
        "stop_times",
        3,
        "departure_time",
        "departs at 8:02:00 before it arrives at 8:03:00",
    ),
    error(
        "a trip that never begins",
        changed("stop_times", "T1,8:00:00,8:00:00", "T1,,"),
        "untimed_end",
        "stop_times",
        2,
        "arrival_time",
        "no time at its first or last stop",
    ),
    error(
        "a negative stop_sequence",
        changed("stop_times", _CALL, "T1,8:02:00,8:02:00,2_01,-2"),
        "bad_stop_sequence",
        "stop_times",
        3,
        "stop_sequence",
        "'-2' is not a place in the order",
    ),
    error(
        "a date that does not exist",
        changed("calendar", _WEEK, "平日,1,1,1,1,1,0,0,20190431,20200331"),
        "malformed_date",
        "calendar",
        2,
        "start_date",
        "'20190431' is not a date",
    ),
    error(
        "a calendar that ends before it begins",
        {**changed("calendar", _WEEK, _WEEK + "\n        冬,1,1,1,1,1,0,0,20200331,20190401")},
        "reversed_dates",
        "calendar",
        3,
        "end_date",
        "ends on 20190401, before it begins on 20200331",
    ),
    error(
        "a calendar on which nothing ever runs",
        changed("calendar", _WEEK, "平日,0,0,0,0,0,0,0,20190401,20200331"),
        "no_service_day",
        "calendar",
        None,
        "",
        "no service runs on any date",
    ),
    error(
        "a weekday that is neither 0 nor 1",
        changed("calendar", _WEEK, "平日,1,○,1,1,1,0,0,20190401,20200331"),
        "bad_weekday",
        "calendar",
        2,
        "tuesday",
        "'○' does not say",
    ),
    error(
        "a headway of zero",
        {"frequencies": _FREQUENCIES + "T1,08:00:00,09:00:00,0\n"},
        "bad_headway",
        "frequencies",
        2,
        "headway_secs",
        "above 0",
    ),
)
