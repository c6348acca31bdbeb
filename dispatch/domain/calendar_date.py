"""Calendar dates as the core knows them: texts "2026-12-02" that sort as dates do, and their day numbers.

The calendar by arithmetic alone (H. Hinnant, "chrono-compatible low-level date algorithms").
"""

from __future__ import annotations

_DAYS_BEFORE_1970 = 719_468
_DAYS_OF_400_YEARS = 146_097


def day_number(text: str) -> int:
    """Days from 1970-01-01 to a date; raises ValueError where the text is no date.

    >>> day_number("1970-01-02"), day_number("2026-12-02") - day_number("2026-11-30")
    (1, 2)
    """
    parts = text.split("-")
    written = [len(part) for part in parts] == [4, 2, 2] and all(p.isascii() and p.isdigit() for p in parts)
    year, month, day = map(int, parts) if written else (0, 0, 0)
    if year < 1 or not 1 <= month <= 12 or day < 1:
        raise ValueError(f'a date "YYYY-MM-DD" expected, such as "2026-12-02", not {text!r}')
    number = _count_days(year, month, day)
    if date_of(number) != text:
        raise ValueError(f"{text} is not in the calendar; the month is shorter")
    return number


def date_of(number: int) -> str:
    """The date so many days after 1970-01-01.

    >>> date_of(day_number("2026-12-31") + 1)
    '2027-01-01'
    """
    era, day_of_era = divmod(number + _DAYS_BEFORE_1970, _DAYS_OF_400_YEARS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * from_march + 2) // 5 + 1
    month = from_march + 3 if from_march < 10 else from_march - 9
    return f"{year_of_era + era * 400 + (month <= 2):04}-{month:02}-{day:02}"


def days_after(text: str, days: int) -> str:
    """The date so many days later, or earlier where the number is negative."""
    return date_of(day_number(text) + days)


def last_day_of_months(first: str, months: int) -> str:
    """The last date of a term of whole months: the day before the first's own in the later month, or, where
    that month has no such day, its last (Civil Code, article 143).

    >>> last_day_of_months("2026-12-02", 1), last_day_of_months("2027-01-31", 1)
    ('2027-01-01', '2027-02-28')
    """
    day_number(first)
    years, month = divmod(int(first[:4]) * 12 + int(first[5:7]) - 1 + months, 12)
    own_day = _count_days(years, month + 1, int(first[8:]))
    return date_of(min(own_day, _count_days(years + (month == 11), (month + 1) % 12 + 1, 1)) - 1)


def _count_days(year: int, month: int, day: int) -> int:
    """Years begin in March here, so that the day that comes and goes is their last."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_OF_400_YEARS + day_of_era - _DAYS_BEFORE_1970
