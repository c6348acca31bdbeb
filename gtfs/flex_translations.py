"""Readings and translations of a published service, as far as its feed and folder know them."""

from collections.abc import Mapping, Sequence

from gtfs.feed import Feed
from gtfs.jp import READING, is_kana, list_translations, read_readings
from gtfs.service import Service

Table = Sequence[Mapping[str, str]]

_TRANSLATED = (
    ("agency", "agency_name"),
    ("stops", "stop_name"),
    ("routes", "route_long_name"),
    ("routes", "route_desc"),
    ("attributions", "organization_name"),
)


def translations_table(service: Service, tables: Mapping[str, Table]) -> Table:
    """The Japanese, the kana and the English of every name in these tables, where they are known."""
    readings = {**_publisher_reading(service.feed), **read_readings(service.feed).by_text}
    readings |= {place.name: place.kana for place in service.places}
    readings |= {service.name: service.kana, "予約制の乗合交通です。": "よやくせいののりあいこうつうです。"}
    english = {row.text: row.translation for row in list_translations(service.feed) if row.language == "en"}
    english |= {service.name: service.name_en}
    rows: list[Mapping[str, str]] = []
    for table, field in _TRANSLATED:
        for name in dict.fromkeys(row[field] for row in tables[table]):
            # A name in kana is its own reading; is_kana keeps other names out.
            told = {"ja": name, "ja-Hrkt": readings.get(name) or name, "en": english.get(name, "")}
            rows += _rows(table, field, told, name)
    publisher = tables["agency"][0]["agency_name"]
    told = {"ja": publisher, "ja-Hrkt": readings.get(publisher) or publisher}
    return [*rows, *_rows("feed_info", "feed_publisher_name", told, "")]


def _publisher_reading(feed: Feed) -> Mapping[str, str]:
    """The publisher's name is translated by its field alone, for there is one publisher."""
    names = [name for name in feed.table("feed_info").get("feed_publisher_name", []) if name]
    return {
        name: row.translation
        for row in list_translations(feed)
        if (row.table, row.field, row.language) == ("feed_info", "feed_publisher_name", READING)
        for name in names
    }


def _rows(table: str, field: str, told: Mapping[str, str], value: str) -> Table:
    return [
        {
            "table_name": table,
            "field_name": field,
            "language": language,
            "translation": text,
            "record_id": "",
            "record_sub_id": "",
            "field_value": value,
        }
        for language, text in told.items()
        if text and (language != "ja-Hrkt" or is_kana(text))
    ]
