"""What the standard asks for: files, columns, keys and references, graded by what noriai needs of them."""

from dataclasses import dataclass

from gtfs.findings import Grade

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Without these there is nothing to build a network or a service day from.
NEEDED_COLUMNS: dict[str, tuple[str, ...]] = {
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "routes": ("route_id",),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
    "calendar": ("service_id", *WEEKDAYS, "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
}
# A row of stop_times may name a zone and a window instead.
FLEX_INSTEAD: dict[str, tuple[str, ...]] = {
    "stop_id": ("location_group_id", "location_id"),
    "arrival_time": ("start_pickup_drop_off_window",),
    "departure_time": ("start_pickup_drop_off_window",),
}
EXPECTED_COLUMNS: dict[str, tuple[str, ...]] = {
    "agency": ("agency_name", "agency_url", "agency_timezone"),
    "stops": ("stop_name",),
    "routes": ("route_type",),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "fare_attributes": ("fare_id", "price", "currency_type", "payment_method", "transfers"),
    "fare_rules": ("fare_id",),
    "feed_info": ("feed_publisher_name", "feed_publisher_url", "feed_lang"),
}
EXPECTED_IN_JAPAN: dict[str, tuple[str, ...]] = {
    "agency": ("agency_id", "agency_lang"),
    "routes": ("agency_id",),
    "feed_info": ("feed_start_date", "feed_end_date", "feed_version"),
}
EXPECTED_IN_V4: dict[str, tuple[str, ...]] = {"stops": ("location_type",), "fare_attributes": ("agency_id",)}

EXPECTED_FILES = ("agency",)
EXPECTED_FILES_IN_JAPAN = ("feed_info", "fare_attributes", "translations")
NOT_IN_V4 = ("agency_jp", "office_jp", "pattern_jp", "routes_jp")

# Columns whose blank makes the row meaningless.
NEVER_BLANK: dict[str, tuple[str, ...]] = {
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence"),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id",),
}
KEYS: dict[str, tuple[str, ...]] = {
    "agency": ("agency_id",),
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("trip_id",),
    "stop_times": ("trip_id", "stop_sequence"),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id", "date"),
    "shapes": ("shape_id", "shape_pt_sequence"),
    "frequencies": ("trip_id", "start_time"),
    "fare_attributes": ("fare_id",),
    "agency_jp": ("agency_id",),
    "office_jp": ("office_id",),
    "pattern_jp": ("jp_pattern_id",),
    "routes_jp": ("route_id",),
    "levels": ("level_id",),
    "pathways": ("pathway_id",),
    "booking_rules": ("booking_rule_id",),
    "location_groups": ("location_group_id",),
}


@dataclass(frozen=True)
class Reference:
    """A column whose every value must be found in one of these columns elsewhere."""

    table: str
    field: str
    targets: tuple[tuple[str, str], ...]
    grade: Grade = Grade.WARNING


REFERENCES = (
    Reference("routes", "agency_id", (("agency", "agency_id"),)),
    Reference("trips", "route_id", (("routes", "route_id"),), Grade.ERROR),
    Reference(
        "trips", "service_id", (("calendar", "service_id"), ("calendar_dates", "service_id")), Grade.ERROR
    ),
    Reference("trips", "shape_id", (("shapes", "shape_id"),)),
    Reference("trips", "jp_office_id", (("office_jp", "office_id"),)),
    Reference("trips", "jp_pattern_id", (("pattern_jp", "jp_pattern_id"),)),
    Reference("stop_times", "trip_id", (("trips", "trip_id"),), Grade.ERROR),
    Reference("stop_times", "stop_id", (("stops", "stop_id"),), Grade.ERROR),
    Reference("stop_times", "location_group_id", (("location_groups", "location_group_id"),), Grade.ERROR),
    Reference("stop_times", "pickup_booking_rule_id", (("booking_rules", "booking_rule_id"),)),
    Reference("stop_times", "drop_off_booking_rule_id", (("booking_rules", "booking_rule_id"),)),
    Reference("location_group_stops", "location_group_id", (("location_groups", "location_group_id"),)),
    Reference("location_group_stops", "stop_id", (("stops", "stop_id"),)),
    Reference("stops", "parent_station", (("stops", "stop_id"),)),
    Reference("stops", "level_id", (("levels", "level_id"),)),
    Reference("frequencies", "trip_id", (("trips", "trip_id"),)),
    Reference("transfers", "from_stop_id", (("stops", "stop_id"),)),
    Reference("transfers", "to_stop_id", (("stops", "stop_id"),)),
    Reference("pathways", "from_stop_id", (("stops", "stop_id"),)),
    Reference("pathways", "to_stop_id", (("stops", "stop_id"),)),
    Reference("fare_attributes", "agency_id", (("agency", "agency_id"),)),
    Reference("fare_rules", "fare_id", (("fare_attributes", "fare_id"),)),
    Reference("fare_rules", "route_id", (("routes", "route_id"),)),
    Reference("fare_rules", "origin_id", (("stops", "zone_id"),)),
    Reference("fare_rules", "destination_id", (("stops", "zone_id"),)),
    Reference("fare_rules", "contains_id", (("stops", "zone_id"),)),
    Reference("agency_jp", "agency_id", (("agency", "agency_id"),)),
    Reference("routes_jp", "route_id", (("routes", "route_id"),)),
    Reference("attributions", "agency_id", (("agency", "agency_id"),)),
    Reference("attributions", "route_id", (("routes", "route_id"),)),
    Reference("attributions", "trip_id", (("trips", "trip_id"),)),
)

KNOWN_TABLES = frozenset(
    {*NEEDED_COLUMNS, *EXPECTED_COLUMNS, *KEYS, *EXPECTED_FILES_IN_JAPAN, *NOT_IN_V4}
    | {reference.table for reference in REFERENCES}
    | {"areas", "stop_areas", "timeframes", "rider_categories", "networks", "route_networks"}
    | {"fare_media", "fare_products", "fare_leg_rules", "fare_leg_join_rules", "fare_transfer_rules"}
    | {"translations", "attributions"}
)
