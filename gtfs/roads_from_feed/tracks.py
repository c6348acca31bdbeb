"""Tracks: the drawn lines that buses really follow, and where on them each pattern calls."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtfs.local_metres import Float
from gtfs.roads_from_feed.patterns import DrawnLine, Pattern
from gtfs.roads_from_feed.stops_on_shape import place_calls

OFF_SHAPE_M = 150.0
"""A pole farther than this from where its line is drawn is not on that line: hops to it are synthetic."""
NO_TRACK = -1


@dataclass(frozen=True, eq=False)
class TracedPattern:
    """A pattern with the place of each of its calls on a track."""

    pattern: Pattern
    track: int  # NO_TRACK where the pattern has no shape that fits it
    measure_m: Float  # (C,)
    on_track: NDArray[np.bool_]  # (C,)


def trace_patterns(
    patterns: list[Pattern], shapes: dict[str, DrawnLine], pole_x: Float, pole_y: Float
) -> tuple[list[DrawnLine], list[TracedPattern]]:
    """Places every pattern on its shape, turned round where the feed draws it against the calls.

    Returns the tracks in use, one for each shape and direction, and the patterns placed on them.
    """
    tracks: list[DrawnLine] = []
    number: dict[tuple[str, bool], int] = {}
    traced = []
    for pattern in patterns:
        line = shapes.get(pattern.shape_id)
        x, y = pole_x[pattern.pole], pole_y[pattern.pole]
        calls = None if line is None else place_calls(line, x, y)
        turned = False
        if line is not None and calls is not None and calls.offset_m.max() > OFF_SHAPE_M:
            backwards = place_calls(line.reversed(), x, y)
            if backwards.cost < calls.cost:
                line, calls, turned = line.reversed(), backwards, True
        on_track = np.zeros(len(x), np.bool_) if calls is None else calls.offset_m <= OFF_SHAPE_M
        if line is None or calls is None or on_track.sum() < 2:
            nowhere = np.zeros(len(x))
            traced.append(TracedPattern(pattern, NO_TRACK, nowhere, np.zeros(len(x), np.bool_)))
            continue
        key = (pattern.shape_id, turned)
        if key not in number:
            number[key] = len(tracks)
            tracks.append(line)
        traced.append(TracedPattern(pattern, number[key], calls.measure_m, on_track))
    return tracks, traced
