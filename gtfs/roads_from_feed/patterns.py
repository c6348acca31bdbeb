"""What a feed says of its lines' ways: drawn shapes, and patterns of calls with their timetables."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtfs.feed import Feed
from gtfs.gtfs_time import parse_times_s
from gtfs.local_metres import Float, LocalMetres
from gtfs.places import Places

NO_TIME_S = -1
LEAST_SHAPE_STEP_M = 0.05


class NoRoadsError(ValueError):
    """A feed from which no road network can be made."""


@dataclass(frozen=True, eq=False)
class DrawnLine:
    """A drawn way in local metres, no two points of it in a row the same."""

    x: Float  # (S,)
    y: Float  # (S,)
    measure_m: Float  # (S,) driven from the first point, strictly increasing

    def reversed(self) -> "DrawnLine":
        """The same way driven from its end to its start."""
        return DrawnLine(self.x[::-1], self.y[::-1], self.measure_m[-1] - self.measure_m[::-1])


@dataclass(frozen=True, eq=False)
class Pattern:
    """Trips that call at the same poles in the same order along the same shape."""

    shape_id: str  # "" where the trips have no shape
    pole: NDArray[np.int32]  # (C,) place index of each call
    arrive_s: NDArray[np.int64]  # (T, C) after the trip's first time, NO_TIME_S where unknown
    depart_s: NDArray[np.int64]  # (T, C)
    trips: int  # of which T have times that differ


def drawn_shapes(feed: Feed, plane: LocalMetres) -> dict[str, DrawnLine]:
    """Every shape of the feed that has a length, by shape_id."""
    shapes = feed.table("shapes")
    needed = ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"]
    if not set(needed) <= set(shapes.columns):
        return {}
    numbers = shapes[needed[1:]].apply(pd.to_numeric, errors="coerce")
    usable = numbers.notna().all(axis=1)
    shape_id = shapes.loc[usable, "shape_id"].to_numpy(dtype=object)
    lat, lon, sequence = (numbers.loc[usable, name].to_numpy(dtype=np.float64) for name in needed[1:])
    x, y = plane.to_xy(lat, lon)
    code, names = pd.factorize(shape_id)
    order = np.lexsort((sequence, code))
    bounds = np.searchsorted(code[order], np.arange(len(names) + 1))
    lines = {}
    for number, name in enumerate(names):
        points = order[bounds[number] : bounds[number + 1]]
        line = drawn_line(x[points], y[points])
        if line is not None:
            lines[str(name)] = line
    return lines


def drawn_line(x: Float, y: Float) -> DrawnLine | None:
    """A way through these points, or None where they are all one point."""
    if len(x) == 0:
        return None
    step = np.hypot(np.diff(x), np.diff(y))
    moved = np.concatenate([[True], step > LEAST_SHAPE_STEP_M])
    x, y = x[moved], y[moved]
    if len(x) < 2:
        return None
    return DrawnLine(x, y, np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))]))


def list_patterns(feed: Feed, places: Places) -> list[Pattern]:
    """The patterns of all trips with at least two calls at known poles, in the order of the feed's trips.

    Throws NoRoadsError where there is none.
    """
    calls = _calls(feed, places)
    if calls.empty:
        raise NoRoadsError(
            f"{feed.name}: no trips that call at two poles with a position, so no road network can be made; "
            "expected trips.txt and stop_times.txt with the timetable, or give a street map"
        )
    trip = calls["trip"].to_numpy()
    starts = np.flatnonzero(np.concatenate([[True], trip[1:] != trip[:-1]]))
    ends = np.append(starts[1:], len(trip))
    pole = calls["pole"].to_numpy(dtype=np.int32)
    shape = calls["shape_id"].to_numpy(dtype=object)
    times = np.stack([calls["arrive_s"].to_numpy(np.int64), calls["depart_s"].to_numpy(np.int64)])
    gathered: dict[tuple[str, bytes], list[NDArray[np.int64]]] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        key = (str(shape[start]), pole[start:end].tobytes())
        gathered.setdefault(key, []).append(_since_start(times[:, start:end]))
    return [_pattern(shape_id, called, trips) for (shape_id, called), trips in gathered.items()]


def _pattern(shape_id: str, called: bytes, trips: list[NDArray[np.int64]]) -> Pattern:
    distinct = np.unique(np.stack(trips), axis=0)  # (T, 2, C)
    pole = np.frombuffer(called, np.int32)
    return Pattern(shape_id, pole, distinct[:, 0], distinct[:, 1], len(trips))


def _since_start(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times counted from the trip's first known time, NO_TIME_S where there is none; (2, C)."""
    known = times >= 0
    first = times[known].min() if known.any() else 0
    return np.where(known, times - first, NO_TIME_S)


def _calls(feed: Feed, places: Places) -> pd.DataFrame:
    """Every usable call, ordered by trip and sequence: trip, pole, shape_id, arrive_s, depart_s."""
    trips, stop_times = feed.table("trips"), feed.table("stop_times")
    wanted = {"trip_id", "stop_id", "stop_sequence"}
    if "trip_id" not in trips.columns or not wanted <= set(stop_times.columns):
        return pd.DataFrame()
    trips = trips.drop_duplicates("trip_id")
    number = pd.Series(np.arange(len(trips)), index=trips["trip_id"])
    pole = {place.place_id: index for index, place in enumerate(places)}
    calls = pd.DataFrame(
        {
            "trip": stop_times["trip_id"].map(number),
            "pole": stop_times["stop_id"].map(pole),
            "sequence": pd.to_numeric(stop_times["stop_sequence"], errors="coerce"),
            "arrive_s": _times(stop_times, "arrival_time"),
            "depart_s": _times(stop_times, "departure_time"),
        }
    ).dropna()
    calls["arrive_s"] = calls["arrive_s"].where(calls["arrive_s"] >= 0, calls["depart_s"])
    calls["depart_s"] = calls["depart_s"].where(calls["depart_s"] >= 0, calls["arrive_s"])
    calls = calls.sort_values(["trip", "sequence"], kind="stable")
    calls = calls[calls.groupby("trip")["trip"].transform("size") >= 2]
    shape = trips["shape_id"] if "shape_id" in trips.columns else pd.Series("", index=trips.index)
    calls["shape_id"] = shape.to_numpy(dtype=object)[calls["trip"].to_numpy(dtype=np.int64)]
    return calls


def _times(stop_times: pd.DataFrame, column: str) -> NDArray[np.int64]:
    """Service-day seconds of a column, NO_TIME_S where blank, malformed or absent."""
    if column not in stop_times.columns:
        return np.full(len(stop_times), NO_TIME_S, np.int64)
    return np.maximum(parse_times_s(stop_times[column]), NO_TIME_S)
