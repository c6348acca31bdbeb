"""A feed as gtfs-kit sees it, for analysis only: built from our tables, never written back."""

from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any

import pandas as pd

from gtfs.checks.rows import numbers
from gtfs.feed import Feed
from gtfs.gtfs_time import parse_times_s
from gtfs.service_dates import dates_by_service


class AnalysisNotInstalledError(Exception):
    """The optional extra that brings gtfs-kit is not installed."""


@dataclass(frozen=True)
class DayKind:
    """The dates on which the same services run, and what runs on each of them."""

    dates: tuple[date, ...]
    services: tuple[str, ...]
    lines: int
    trips: int
    stops: int
    first_s: int | None  # None where every trip is of GTFS-Flex zones
    last_s: int | None


@dataclass(frozen=True)
class Description:
    """A feed in figures: what it holds and what runs when."""

    lines: int
    trips: int
    stops: int
    shapes: int
    west_south_east_north: tuple[float, float, float, float] | None
    day_kinds: tuple[DayKind, ...]  # most frequent first


def gtfs_kit_view(feed: Feed) -> Any:
    """A gtfs_kit.Feed of this feed; raises AnalysisNotInstalledError without the extra `analysis`."""
    if find_spec("gtfs_kit") is None:
        raise AnalysisNotInstalledError(
            "describing a feed needs gtfs-kit, which comes with the extra `analysis`: "
            '.venv/bin/python -m pip install -c constraints.txt -e ".[analysis]"'
        )
    # Imported here because it takes seconds and brings geopandas.
    import gtfs_kit
    from gtfs_kit.constants import DTYPES

    tables = {name: _typed(feed, name, kinds) for name, kinds in DTYPES.items()}
    stop_times = tables["stop_times"]
    if stop_times is not None and "stop_id" in stop_times.columns:
        # Rows of a GTFS-Flex zone have no stop, and gtfs-kit breaks on them.
        tables["stop_times"] = stop_times[stop_times["stop_id"].notna()].reset_index(drop=True)
    return gtfs_kit.Feed(dist_units="m", **tables)


def describe_feed(feed: Feed) -> Description:
    """Counts a usable feed's lines, trips and stops, and what of them runs on which dates."""
    view = gtfs_kit_view(feed)
    if view.frequencies is not None:
        # A trip that repeats every few minutes counts as often as it runs.
        view = view.expand_frequencies()
    bounds = None
    if view.stops is not None and {"stop_lat", "stop_lon"} <= set(view.stops.columns):
        placed = view.stops.dropna(subset=["stop_lat", "stop_lon"])
        if len(placed):
            view.stops = placed
            west, south, east, north = (float(edge) for edge in view.compute_bounds())
            bounds = (west, south, east, north)
    return Description(
        lines=len(feed.table("routes")),
        trips=0 if view.trips is None else len(view.trips),
        stops=len(feed.table("stops")),
        shapes=feed.table("shapes").get("shape_id", pd.Series(dtype=str)).nunique(),
        west_south_east_north=bounds,
        day_kinds=_day_kinds(feed, view),
    )


def _day_kinds(feed: Feed, view: Any) -> tuple[DayKind, ...]:
    if any(table is None for table in (view.trips, view.stop_times, view.routes, view.stops)):
        return ()
    # Grouped by our own calendar: asking gtfs-kit date by date takes minutes where a calendar ends in 2099.
    services_on: dict[date, set[str]] = {}
    for service, dates in dates_by_service(feed).items():
        for day in dates:
            services_on.setdefault(day, set()).add(service)
    dates_of: dict[frozenset[str], list[date]] = {}
    for day in sorted(services_on):
        dates_of.setdefault(frozenset(services_on[day]), []).append(day)
    kinds = [_day_kind(view, services, tuple(dates)) for services, dates in dates_of.items()]
    return tuple(sorted(kinds, key=lambda kind: (-len(kind.dates), kind.dates[0])))


def _day_kind(view: Any, services: frozenset[str], dates: tuple[date, ...]) -> DayKind:
    day = dates[0].strftime("%Y%m%d")
    calls = view.get_stop_times(day)
    departures_s, arrivals_s = (
        parse_times_s(calls[name].fillna("").astype(str)) for name in ("departure_time", "arrival_time")
    )
    timed = bool((departures_s >= 0).any() and (arrivals_s >= 0).any())
    return DayKind(
        dates=dates,
        services=tuple(sorted(services)),
        lines=len(view.get_routes(day)),
        trips=len(view.get_trips(day)),
        stops=int(calls["stop_id"].nunique()),
        first_s=int(departures_s[departures_s >= 0].min()) if timed else None,
        last_s=int(arrivals_s.max()) if timed else None,
    )


def _typed(feed: Feed, table: str, kinds: dict[str, str]) -> pd.DataFrame | None:
    """One table in gtfs-kit's types; None where it has no rows, as gtfs-kit expects."""
    texts = feed.table(table)
    if not len(texts):
        return None
    typed: dict[str, pd.Series] = {}
    for name in texts.columns:
        column = texts[name].astype("string").mask(texts[name] == "")
        kind = kinds.get(str(name), "string")
        if kind == "string":
            typed[str(name)] = column
        else:
            # Wider than gtfs-kit's own Int16, which breaks on a transfer of a whole day.
            numeric = pd.Series(numbers(texts[name]), index=texts.index)
            typed[str(name)] = numeric if kind == "float" else numeric.round().astype("Int64")
    return pd.DataFrame(typed)
