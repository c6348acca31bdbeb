"""Times, dates and sums as people say them, in Japanese and in English."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dispatch.domain.calendar_date import day_number
from dispatch.domain.time import HOUR_S, MINUTE_S

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")

_DAY_S = 24 * HOUR_S
_WEEKDAYS_JA = "木金土日月火水"  # 1970-01-01 was a Thursday
_WEEKDAYS_EN = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Said(NamedTuple):
    """The same words in Japanese and in English."""

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """These words in one of the two."""
        return self.ja if language == "ja" else self.en


def spoken_time(at_s: int, language: Language) -> str:
    """A moment of the service day, to the minute below; past midnight it is the next day's.

    >>> spoken_time(9 * 3600 + 20 * 60, "ja"), spoken_time(9 * 3600 + 20 * 60, "en")
    ('午前9時20分', '9:20 am')
    >>> spoken_time(25 * 3600, "ja"), spoken_time(12 * 3600, "en")
    ('翌日の午前1時', '12:00 pm')
    """
    days, of_day_s = divmod(at_s, _DAY_S)
    hour, minute = of_day_s // HOUR_S, of_day_s % HOUR_S // MINUTE_S
    if language == "ja":
        side = "後" if days > 0 else "前"
        which_day = {0: "", 1: "翌日の", -1: "前日の"}.get(days, f"{abs(days)}日{side}の")
        half = "午前" if hour < 12 else "午後"  # noon is 午後0時
        return f"{which_day}{half}{hour % 12}時" + (f"{minute}分" if minute else "")
    which_day = {0: "", 1: " the next day", -1: " the day before"}.get(
        days, f" {abs(days)} days {'later' if days > 0 else 'before'}"
    )
    return f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}{which_day}"


def spoken_date(text: str, language: Language) -> str:
    """A date with its weekday.

    >>> spoken_date("2026-12-02", "ja"), spoken_date("2026-12-02", "en")
    ('12月2日(水)', 'Wed 2 Dec')
    """
    weekday = day_number(text) % 7
    month, day = int(text[5:7]), int(text[8:])
    if language == "ja":
        return f"{month}月{day}日({_WEEKDAYS_JA[weekday]})"
    return f"{_WEEKDAYS_EN[weekday]} {day} {_MONTHS_EN[month - 1]}"


def spoken_yen(yen: int, language: Language) -> str:
    """A sum of money.

    >>> spoken_yen(3000, "ja"), spoken_yen(-3000, "en")
    ('3,000円', '-¥3,000')
    """
    return f"{yen:,}円" if language == "ja" else f"{'-' if yen < 0 else ''}¥{abs(yen):,}"
