"""Which services, and so which trips, run on a date."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from gtfs.feed import Feed

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR = {"service_id", "start_date", "end_date", *_WEEKDAYS}
_EXCEPTIONS = {"service_id", "date", "exception_type"}


def find_date(text: str) -> date | None:
    """The date of a GTFS YYYYMMDD, or None where it is no date."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def active_services(feed: Feed, day: date) -> set[str]:
    """The service_ids that run on a date: the weekly calendar, then its exceptions."""
    weekday, text = _WEEKDAYS[day.weekday()], day.strftime("%Y%m%d")
    weekly = feed.table("calendar")
    running: set[str] = set()
    if set(weekly.columns) >= _CALENDAR:
        # YYYYMMDD texts sort as dates do.
        runs = (weekly[weekday] == "1") & (weekly["start_date"] <= text) & (weekly["end_date"] >= text)
        running = set(weekly.loc[runs, "service_id"])
    exceptions = feed.table("calendar_dates")
    if set(exceptions.columns) >= _EXCEPTIONS:
        today = exceptions[exceptions["date"] == text]
        running |= set(today.loc[today["exception_type"] == "1", "service_id"])
        running -= set(today.loc[today["exception_type"] == "2", "service_id"])
    return running


def list_trips_on(feed: Feed, day: date) -> list[str]:
    """The trip_ids that run on a date, in the order of trips.txt."""
    trips = feed.table("trips")
    if not {"trip_id", "service_id"} <= set(trips.columns):
        return []
    runs = trips["service_id"].isin(active_services(feed, day))
    return [str(trip) for trip in trips.loc[runs, "trip_id"]]


def service_dates(feed: Feed) -> list[date]:
    """Every date on which any service runs, in order."""
    return sorted(set().union(*dates_by_service(feed).values()))


def dates_by_service(feed: Feed) -> Mapping[str, frozenset[date]]:
    """The dates on which each service runs, for every service_id the calendars know."""
    dates: dict[str, set[date]] = {}
    weekly = feed.table("calendar")
    if set(weekly.columns) >= _CALENDAR:
        for row in weekly.to_dict("records"):
            flags = [row[weekday] == "1" for weekday in _WEEKDAYS]
            running = dates.setdefault(str(row["service_id"]), set())
            running.update(_weekly_dates(flags, find_date(row["start_date"]), find_date(row["end_date"])))
    exceptions = feed.table("calendar_dates")
    if set(exceptions.columns) >= _EXCEPTIONS:
        for row in exceptions.to_dict("records"):
            running = dates.setdefault(str(row["service_id"]), set())
            day = find_date(row["date"])
            if day is not None and row["exception_type"] == "1":
                running.add(day)
        # Removals last, so that the order of the rows does not matter.
        for row in exceptions.to_dict("records"):
            day = find_date(row["date"])
            if day is not None and row["exception_type"] == "2":
                dates[str(row["service_id"])].discard(day)
    return {service: frozenset(running) for service, running in dates.items()}


def _weekly_dates(flags: list[bool], start: date | None, end: date | None) -> list[date]:
    if start is None or end is None or end < start or not any(flags):
        return []
    day = np.arange((end - start).days + 1)
    runs = np.array(flags)[(day + start.weekday()) % 7]
    return [start + timedelta(days=int(offset)) for offset in day[runs]]
