"""What GTFS-JP adds to GTFS: kana readings, offices, the operator's official data, parent lines, patterns."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gtfs.feed import Feed

READING = "ja-hrkt"
_OLD_STYLE = {"trans_id", "lang", "translation"}
_NEW_STYLE = {"table_name", "field_name", "language", "translation"}
_KANA_ONLY = re.compile("[\u3040-\u30ff0-9A-Za-z\\W_]+")
_KATAKANA = re.compile("[\u30a1-\u30f6]")


@dataclass(frozen=True)
class Translation:
    """One row of translations.txt, of either style; the old style knows a text only, no table or record."""

    table: str
    field: str
    language: str
    text: str
    record_id: str
    translation: str


@dataclass(frozen=True)
class Readings:
    """Kana readings of the names in a feed, as its publisher wrote them."""

    by_text: Mapping[str, str]
    by_stop_id: Mapping[str, str]

    def reading_of(self, stop_name: str, stop_id: str = "") -> str:
        """The kana of a stop's name, by its stop_id where the feed says so; "" where there is none."""
        return self.by_stop_id.get(stop_id) or self.by_text.get(stop_name, "")


@dataclass(frozen=True)
class Office:
    """A depot or sales office (営業所) of the operator."""

    office_id: str
    name: str
    url: str
    phone: str


@dataclass(frozen=True)
class OfficialAgency:
    """The operator as registered: official name, postcode, address, and who presides."""

    agency_id: str
    official_name: str
    postcode: str
    address: str
    president_position: str
    president_name: str


@dataclass(frozen=True)
class Pattern:
    """A line's run as the operator names it, in free text; its id is a route's or a pattern's."""

    pattern_id: str
    updated_on: str
    origin: str
    via: str
    destination: str


@dataclass(frozen=True)
class JapaneseParts:
    """All that a feed holds beyond plain GTFS."""

    readings: Readings
    offices: Mapping[str, Office]
    agencies: Mapping[str, OfficialAgency]
    patterns: Mapping[str, Pattern]
    parent_line: Mapping[str, str]  # route_id -> jp_parent_route_id, a grouping key and no route_id
    office_of_trip: Mapping[str, str]  # trip_id -> office_id


def read_japanese_parts(feed: Feed) -> JapaneseParts:
    """Reads the GTFS-JP additions; whatever the feed leaves out is empty."""
    offices = [
        Office(*row)
        for row in _rows(feed, "office_jp", "office_id", "office_name", "office_url", "office_phone")
    ]
    president = ("agency_president_pos", "agency_president_name")
    address = ("agency_id", "agency_official_name", "agency_zip_number", "agency_address")
    agencies = [OfficialAgency(*row) for row in _rows(feed, "agency_jp", *address, *president)]
    run = ("route_update_date", "origin_stop", "via_stop", "destination_stop")
    patterns = [
        *(Pattern(*row) for row in _rows(feed, "routes_jp", "route_id", *run)),
        *(Pattern(*row) for row in _rows(feed, "pattern_jp", "jp_pattern_id", *run)),
    ]
    return JapaneseParts(
        readings=read_readings(feed),
        offices=MappingProxyType({office.office_id: office for office in offices}),
        agencies=MappingProxyType({agency.agency_id: agency for agency in agencies}),
        patterns=MappingProxyType({pattern.pattern_id: pattern for pattern in patterns}),
        parent_line=_pairs(feed, "routes", "route_id", "jp_parent_route_id"),
        office_of_trip=_pairs(feed, "trips", "trip_id", "jp_office_id"),
    )


def read_readings(feed: Feed) -> Readings:
    """The ja-Hrkt rows of translations.txt, by text and by stop_id; a stop's reading wins over a line's."""
    by_text: dict[str, str] = {}
    of_stops: dict[str, str] = {}
    by_stop_id: dict[str, str] = {}
    for row in list_translations(feed):
        if row.language != READING or not row.translation:
            continue
        if row.text:
            names = of_stops if (row.table, row.field) == ("stops", "stop_name") else by_text
            names.setdefault(row.text, row.translation)
        elif (row.table, row.field) == ("stops", "stop_name") and row.record_id:
            by_stop_id.setdefault(row.record_id, row.translation)
    # Text keys serve poles of the same name that the feed translates by record only.
    for stop_id, name in _rows(feed, "stops", "stop_id", "stop_name"):
        if stop_id in by_stop_id:
            of_stops.setdefault(name, by_stop_id[stop_id])
    return Readings(MappingProxyType({**by_text, **of_stops}), MappingProxyType(by_stop_id))


def list_translations(feed: Feed) -> Iterator[Translation]:
    """Every row of translations.txt in either style, language in small letters; record_id NONE means none."""
    present = set(feed.table("translations").columns)
    if present >= _NEW_STYLE:
        names = ("table_name", "field_name", "language", "field_value", "record_id", "translation")
        for table, field, language, text, record_id, translation in _rows(feed, "translations", *names):
            record = "" if record_id == "NONE" else record_id
            yield Translation(table, field, language.lower(), text, record, translation)
    elif present >= _OLD_STYLE:
        for text, language, translation in _rows(feed, "translations", "trans_id", "lang", "translation"):
            yield Translation("", "", language.lower(), text, "", translation)


def is_kana(reading: str) -> bool:
    """Whether a reading can be read aloud as written: kana, digits, letters and signs, no kanji."""
    return _KANA_ONLY.fullmatch(unicodedata.normalize("NFKC", reading)) is not None


def hiragana(text: str) -> str:
    """Text for kana search: widths made one (NFKC), katakana as hiragana, the rest as it was."""
    plain = unicodedata.normalize("NFKC", text)
    return _KATAKANA.sub(lambda found: chr(ord(found.group()) - 0x60), plain)


def _rows(feed: Feed, table: str, *names: str) -> Iterator[tuple[str, ...]]:
    """The named columns of each row, "" for a column the feed leaves out."""
    frame = feed.table(table)
    blanks = [""] * len(frame)
    yield from zip(*(frame.get(name, blanks) for name in names), strict=True)


def _pairs(feed: Feed, table: str, key: str, value: str) -> Mapping[str, str]:
    return MappingProxyType({left: right for left, right in _rows(feed, table, key, value) if left and right})
