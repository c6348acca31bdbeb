"""Rules that GTFS-JP adds to the values of plain GTFS."""

from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, has_columns, mask, name_rows
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_japanese_rules(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Corporate numbers, time zone, language, yen, buses, names, and platform codes."""
    if not standard.japanese:
        return
    for table, name, pattern, code, message in _RULES:
        if has_columns(feed, table, name):
            texts = column(feed, table, name)
            breaks: Mask = mask(~texts.str.fullmatch(pattern))
            yield from name_rows(feed, table, breaks, Fault(Grade.WARNING, code, name, message))
    if has_columns(feed, "stops", "stop_name"):
        kind = column(feed, "stops", "location_type")
        nameless = mask((column(feed, "stops", "stop_name") == "") & kind.isin(["", "0", "1", "2"]))
        fault = Fault(Grade.WARNING, "blank_value", "stop_name", "stop {stop_id} has no name; give it one")
        yield from name_rows(feed, "stops", nameless, fault)
    if has_columns(feed, "routes", "route_id"):
        short, long = column(feed, "routes", "route_short_name"), column(feed, "routes", "route_long_name")
        message = "line {route_id} has neither a short nor a long name; give it one"
        fault = Fault(Grade.WARNING, "blank_value", "route_long_name", message)
        yield from name_rows(feed, "routes", mask((short == "") & (long == "")), fault)


_CORPORATE_NUMBER = (
    "agency_id {value!r} is not a 法人番号 of 13 digits (with _1, _2 for a branch); "
    "a spreadsheet may have dropped digits: enter it as text"
)
_RULES = (
    ("agency", "agency_id", r"\d{13}(_\d+)?", "bad_corporate_number", _CORPORATE_NUMBER),
    ("agency", "agency_timezone", "Asia/Tokyo", "not_tokyo_time", "{value!r}: GTFS-JP wants Asia/Tokyo"),
    ("agency", "agency_lang", "[Jj][Aa]", "not_japanese", "{value!r}: GTFS-JP wants ja"),
    ("fare_attributes", "currency_type", "JPY", "not_yen", "{value!r}: GTFS-JP wants JPY"),
    (
        "routes",
        "route_type",
        "3",
        "not_a_bus",
        "line {route_id} has route_type {value!r}; GTFS-JP is for buses, 3",
    ),
    (
        "stops",
        "platform_code",
        "(?!.*(番|のりば|乗り場)).*",
        "platform_words",
        "{value!r}: write the number or letter alone, without 番 or のりば",
    ),
    (
        "agency_jp",
        "agency_zip_number",
        r"(\d{7})?",
        "bad_postcode",
        "postcode {value!r} is not 7 digits without a hyphen; enter it as text",
    ),
)
