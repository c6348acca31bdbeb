"""A service as others see it: its GTFS-Flex feed, in the version 4 profile of GTFS-JP."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from gtfs.feed import Feed, zip_bytes
from gtfs.flex_places import group_id, group_tables, stops_table, zone_geojson, zone_id
from gtfs.flex_translations import translations_table
from gtfs.gtfs_time import format_time_s
from gtfs.public_page import booking_cutoff_min, booking_said
from gtfs.read_table import format_table
from gtfs.service import Service, ServiceError
from gtfs.service_agency import get_agency, list_rows
from gtfs.service_words import FlexSection

Row = Mapping[str, str]
Table = Sequence[Row]

ROUTE_ID = SERVICE_ID = TRIP_ID = BOOKING_RULE_ID = "DRT"
"""A service is one route with one trip, for its hours are one window."""
LOCATIONS = "locations.geojson"
_BUS, _MUST_BOOK, _NONE = "3", "2", "1"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def flex_zip(service: Service, on: date) -> bytes:
    """The feed as a zip; the same service and fares give the same bytes."""
    return zip_bytes(flex_feed(service, on))


def flex_feed(service: Service, on: date) -> Feed:
    """The service in the form its settings ask for, with the fare of a date.

    No home is in it, nor can one be told from the outline of a zone. Raises ServiceError where something to
    tell is missing.
    """
    settings = _settings(service)
    agency = get_agency(service.feed, service.agency_id)
    first, last = _span(service)
    tables: dict[str, Table] = {
        "agency": [_agency_row(agency)],
        "routes": [_route(service, settings, agency["agency_id"])],
        "calendar": [
            {"service_id": SERVICE_ID, **dict.fromkeys(_WEEKDAYS, "1"), "start_date": first, "end_date": last}
        ],
        "calendar_dates": _days_off(service),
        "stops": stops_table(service),
        "trips": [_trip(service, settings)],
        "stop_times": _stop_times(service, settings),
        "booking_rules": [_booking_rule(service, settings)],
        "fare_attributes": [_fare(service, on, agency["agency_id"])],
        "fare_rules": [{"fare_id": "MOST", "route_id": ROUTE_ID}],
        "attributions": _attributions(service.feed, agency),
    }
    if settings.form == "stops":
        tables |= group_tables(service)
    tables["translations"] = translations_table(service, tables)
    files = {f"{name}.txt": format_table(pd.DataFrame(table)) for name, table in tables.items() if table}
    if settings.form == "zone":
        files[LOCATIONS] = zone_geojson(service)
    files["feed_info.txt"] = format_table(pd.DataFrame([_feed_info(service, agency, _digest(files))]))
    return Feed(f"{service.name} GTFS-Flex", MappingProxyType(files))


def _settings(service: Service) -> FlexSection:
    if service.flex is None:
        raise ServiceError(
            f"{service.folder / 'service.toml'}: has no section flex, so the service is not published; "
            "add [flex] with form, phone_number and info_url"
        )
    return service.flex


def _span(service: Service) -> tuple[str, str]:
    if service.calendar is None:
        raise ServiceError(
            f"{service.feed.name}: its calendar has no dates, so a feed cannot say when the service runs; "
            "add calendar.txt or calendar_dates.txt"
        )
    first, last = service.calendar
    return first.strftime("%Y%m%d"), last.strftime("%Y%m%d")


def _agency_row(agency: Row) -> Row:
    names = ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang")
    told = ("agency_phone", "agency_fare_url", "agency_email")
    row = {name: agency.get(name, "") for name in names}
    row |= {name: agency[name] for name in told if agency.get(name)}
    return row | {"agency_lang": row["agency_lang"].lower()}


def _route(service: Service, settings: FlexSection, agency_id: str) -> Row:
    return {
        "route_id": ROUTE_ID,
        "agency_id": agency_id,
        "route_short_name": "",
        "route_long_name": service.name,
        "route_desc": service.label or "予約制の乗合交通です。",
        "route_type": _BUS,
        "route_url": settings.info_url,
        "route_color": "00695C",
        "route_text_color": "FFFFFF",
    }


def _days_off(service: Service) -> Table:
    assert service.calendar is not None
    first, last = service.calendar
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        {"service_id": SERVICE_ID, "date": day.strftime("%Y%m%d"), "exception_type": "2"}
        for day in days
        if not service.runs_on(day)
    ]


def _trip(service: Service, settings: FlexSection) -> Row:
    room = any(vehicle.capacity.wheelchairs for vehicle in service.vehicles)
    row = {
        "route_id": ROUTE_ID,
        "service_id": SERVICE_ID,
        "trip_id": TRIP_ID,
        "wheelchair_accessible": "1" if room else "2",
    }
    if settings.safe_duration_factor is not None:
        row["safe_duration_factor"] = f"{settings.safe_duration_factor:g}"
        row["safe_duration_offset"] = str(settings.safe_duration_offset_s)
    return row


def _stop_times(service: Service, settings: FlexSection) -> Table:
    """Two rows with the same places: getting on anywhere, getting off anywhere."""
    grouped = settings.form == "stops"
    either = {
        "trip_id": TRIP_ID,
        "arrival_time": "",
        "departure_time": "",
        "stop_id": "",
        "location_group_id": group_id(service) if grouped else "",
        "location_id": "" if grouped else zone_id(service),
        "start_pickup_drop_off_window": format_time_s(service.hours.from_s),
        "end_pickup_drop_off_window": format_time_s(service.hours.until_s),
        "pickup_booking_rule_id": BOOKING_RULE_ID,
        "drop_off_booking_rule_id": BOOKING_RULE_ID,
    }
    return [
        {**either, "stop_sequence": "1", "pickup_type": _MUST_BOOK, "drop_off_type": _NONE},
        {**either, "stop_sequence": "2", "pickup_type": _NONE, "drop_off_type": _MUST_BOOK},
    ]


def _booking_rule(service: Service, settings: FlexSection) -> Row:
    cutoff_min = booking_cutoff_min(service)
    row = {"booking_rule_id": BOOKING_RULE_ID, "booking_type": "1" if cutoff_min else "0"}
    if cutoff_min:
        row["prior_notice_duration_min"] = str(cutoff_min)
        row["prior_notice_start_day"] = str(service.rules.booking_open_days)
        row["prior_notice_start_time"] = "00:00:00"
    row["message"] = booking_said(service).ja
    row["phone_number"] = settings.phone_number
    row["info_url"] = settings.info_url
    return row | ({"booking_url": settings.booking_url} if settings.booking_url else {})


def _fare(service: Service, on: date, agency_id: str) -> Row:
    """The most a rider pays of whom nothing else is known; GTFS cannot say what road and others change."""
    tables = service.fares.tables  # by the date from which each is in force
    table = [table for table in tables if table.effective_from <= on.isoformat()][-1:] or tables[:1]
    return {
        "fare_id": "MOST",
        "price": str(max(table[0].classes[0].yen)),
        "currency_type": "JPY",
        "payment_method": "0",
        "transfers": "0",
        "agency_id": agency_id,
        "transfer_duration": "",
    }


def _attributions(feed: Feed, agency: Row) -> Table:
    """Whose data the stops are: the attributions of the feed they come from, and its publisher."""
    rows = [
        {"organization_name": row["organization_name"], "attribution_url": row.get("attribution_url", "")}
        for row in list_rows(feed, "attributions")
        if row.get("organization_name") and not row.get("route_id") and not row.get("trip_id")
    ]
    for row in list_rows(feed, "feed_info"):
        if row.get("feed_publisher_name", "") not in ("", agency["agency_name"]):
            url = row.get("feed_publisher_url", "")
            rows.append({"organization_name": row["feed_publisher_name"], "attribution_url": url})
    return [{"attribution_id": str(n), **row, "is_producer": "1"} for n, row in enumerate(rows, 1)]


def _feed_info(service: Service, agency: Row, digest: str) -> Row:
    first, last = _span(service)
    return {
        "feed_publisher_name": agency["agency_name"],
        "feed_publisher_url": agency["agency_url"],
        "feed_lang": agency["agency_lang"].lower(),
        "feed_start_date": first,
        "feed_end_date": last,
        "feed_version": f"{first}_{digest}",
        "feed_contact_url": _settings(service).info_url,
    }


def _digest(files: Mapping[str, bytes]) -> str:
    """A version that changes exactly when the feed does."""
    told = hashlib.sha256()
    for name, data in sorted(files.items()):
        told.update(name.encode() + b"\0" + data + b"\0")
    return told.hexdigest()[:12]
