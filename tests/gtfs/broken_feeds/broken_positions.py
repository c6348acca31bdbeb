"""Feeds whose stops are nowhere, and shapes that are no line."""

from tests.gtfs.broken_feeds.broken_feed import changed, error, warning

_POLE = "2_01,浪岡庁舎前,40.71600,140.58900,0"
_BLANKED_POINTS = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"

BROKEN_POSITIONS = (
    error(
        "latitude and longitude swapped",
        changed("stops", _POLE, "2_01,浪岡庁舎前,140.58900,40.71600,0"),
        "swapped_position",
        "stops",
        3,
        "stop_lat",
        "look swapped",
    ),
    error(
        "a latitude that is no number",
        changed("stops", _POLE, "2_01,浪岡庁舎前,北緯40度,140.58900,0"),
        "bad_position",
        "stops",
        3,
        "stop_lat",
        "'北緯40度' is not a number",
    ),
    error(
        "a stop without position",
        changed("stops", _POLE, "2_01,浪岡庁舎前,40.71600,,0"),
        "no_position",
        "stops",
        3,
        "stop_lon",
        "has no stop_lon",
    ),
    error(
        "a stop outside Japan",
        changed("stops", _POLE, "2_01,浪岡庁舎前,51.5,-0.1,0"),
        "position_outside",
        "stops",
        3,
        "stop_lat",
        "lies outside Japan",
    ),
    warning(
        "a shape of no length",
        {"shapes": _BLANKED_POINTS + "S1,40.7,140.5,1\nS1,40.7,140.5,2\nS2,40.7,140.5,1\nS2,40.71,140.5,2\n"},
        "shape_of_no_length",
        "shapes",
        2,
        "shape_id",
        "shape S1 has no length",
    ),
    warning(
        "a shape of one point",
        {"shapes": _BLANKED_POINTS + "S1,40.7,140.5,1\nS2,40.7,140.5,1\nS2,40.71,140.5,2\n"},
        "shape_of_one_point",
        "shapes",
        2,
        "shape_id",
        "shape S1 has one point only",
    ),
)
