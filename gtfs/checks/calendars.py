"""Calendars: dates that exist, spans that run forwards, services that run at all."""

from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, fits, has_columns, mask, name_rows
from gtfs.checks.standard_fields import WEEKDAYS
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from gtfs.service_dates import dates_by_service, find_date

_DATE_FIELDS = {
    "calendar": ("start_date", "end_date"),
    "calendar_dates": ("date",),
    "feed_info": ("feed_start_date", "feed_end_date"),
}


def check_calendar_dates(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Every date is YYYYMMDD and exists; every flag is 0 or 1; every exception 1 or 2."""
    for table, names in _DATE_FIELDS.items():
        grade = Grade.WARNING if table == "feed_info" else Grade.ERROR
        for name in names:
            if not has_columns(feed, table, name):
                continue
            texts = column(feed, table, name)
            bad = ~fits(texts, _is_date)
            if table == "feed_info":
                bad &= mask(texts != "")
            message = "{value!r} is not a date; expected YYYYMMDD such as 20190401"
            yield from name_rows(feed, table, bad, Fault(grade, "malformed_date", name, message))
    for weekday in WEEKDAYS:
        if has_columns(feed, "calendar", weekday):
            bad = mask(~column(feed, "calendar", weekday).isin(["0", "1"]))
            message = "{value!r} does not say whether service {service_id} runs; expected 1 (runs) or 0"
            yield from name_rows(feed, "calendar", bad, Fault(Grade.ERROR, "bad_weekday", weekday, message))
    if has_columns(feed, "calendar_dates", "exception_type"):
        bad = mask(~column(feed, "calendar_dates", "exception_type").isin(["1", "2"]))
        message = "{value!r} is no exception; expected 1 (service added) or 2 (service removed)"
        fault = Fault(Grade.ERROR, "bad_exception", "exception_type", message)
        yield from name_rows(feed, "calendar_dates", bad, fault)


def check_calendar_spans(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """A service that ends before it begins, or that runs on no date."""
    for table, (start, end) in (
        ("calendar", ("start_date", "end_date")),
        ("feed_info", ("feed_start_date", "feed_end_date")),
    ):
        if has_columns(feed, table, start, end):
            message = f"ends on {{{end}}}, before it begins on {{{start}}}; swap or correct the dates"
            grade = Grade.WARNING if table == "feed_info" else Grade.ERROR
            fault = Fault(grade, "reversed_dates", end, message)
            yield from name_rows(feed, table, _reversed(feed, table, start, end), fault)
    yield from _idle_services(feed)


def _reversed(feed: Feed, table: str, start: str, end: str) -> Mask:
    first, last = column(feed, table, start), column(feed, table, end)
    return fits(first, _is_date) & fits(last, _is_date) & mask(first > last)


def _idle_services(feed: Feed) -> Iterator[Finding]:
    if not has_columns(feed, "trips", "service_id"):
        return
    dates = dates_by_service(feed)
    idle = {service for service, running in dates.items() if not running} - _unreadable_services(feed)
    service = column(feed, "trips", "service_id")
    if dates and len(idle) == len(dates):
        message = "no service runs on any date: check the weekday flags, the spans and calendar_dates.txt"
        yield Finding(Grade.ERROR, "no_service_day", "calendar.txt", None, "", message)
        return
    message = "service {value} runs on no date, so its trips never run; set a weekday or add dates"
    fault = Fault(Grade.WARNING, "idle_service", "service_id", message)
    first = mask(service.isin(idle) & ~service.duplicated())
    yield from name_rows(feed, "trips", first, fault)


def _unreadable_services(feed: Feed) -> set[str]:
    """Services whose dates are no dates or run backwards, which has been said already."""
    first, last = column(feed, "calendar", "start_date"), column(feed, "calendar", "end_date")
    real = fits(first, _is_date) & fits(last, _is_date) & mask(first <= last)
    return set(column(feed, "calendar", "service_id")[~real])


def _is_date(text: str) -> bool:
    return find_date(text) is not None
