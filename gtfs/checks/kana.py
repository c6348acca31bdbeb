"""Kana readings: without them a stop cannot be found by those who type or say its name."""

from collections.abc import Iterator

import numpy as np

from gtfs.checks.profile import Profile, Standard
from gtfs.checks.rows import Fault, column, fits, has_columns, mask, name_rows
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from gtfs.jp import READING, is_kana, read_readings


def check_kana(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Readings that are missing, or written in kanji; the style of translations.txt."""
    if not standard.japanese or not feed.has("translations"):
        return
    present = set(feed.table("translations").columns)
    old, new = {"trans_id", "lang", "translation"}, {"table_name", "field_name", "language", "translation"}
    if not present >= new and not present >= old:
        message = (
            f"expected the columns {', '.join(sorted(new))} or {', '.join(sorted(old))}; add what is missing"
        )
        yield Finding(Grade.WARNING, "missing_column", "translations.txt", 1, "", message)
        return
    if not present >= new and standard.profile is not Profile.AUTO:
        message = (
            "translations.txt is of the style before version 3 (trans_id, lang); it is read all the same"
        )
        yield Finding(Grade.NOTE, "old_translations", "translations.txt", 1, "trans_id", message)
    yield from _missing_readings(feed)
    language = column(feed, "translations", "language" if present >= new else "lang").str.lower()
    reading = column(feed, "translations", "translation")
    is_reading = mask(language == READING)
    message = "the reading {value!r} is not kana; write it in hiragana or katakana"
    fault = Fault(Grade.WARNING, "reading_not_kana", "translation", message)
    unreadable = fits(reading, lambda text: text != "" and not is_kana(text))
    yield from name_rows(feed, "translations", is_reading & unreadable, fault)
    message = "the reading is blank; write it in hiragana or katakana"
    fault = Fault(Grade.WARNING, "reading_blank", "translation", message)
    yield from name_rows(feed, "translations", is_reading & mask(reading == ""), fault)


def _missing_readings(feed: Feed) -> Iterator[Finding]:
    """Names each stop name without a reading once, at its first pole."""
    if not has_columns(feed, "stops", "stop_id", "stop_name"):
        return
    readings = read_readings(feed)
    names = column(feed, "stops", "stop_name")
    # A name written in kana is its own reading.
    unread = [
        bool(name) and not is_kana(name) and not readings.reading_of(name, stop_id)
        for name, stop_id in zip(names, column(feed, "stops", "stop_id"), strict=True)
    ]
    message = "translations.txt has no ja-Hrkt reading of {value}; add its kana so that riders can find it"
    fault = Fault(Grade.WARNING, "reading_missing", "stop_name", message)
    yield from name_rows(feed, "stops", np.array(unread, dtype=bool) & mask(~names.duplicated()), fault)
