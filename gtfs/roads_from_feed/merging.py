"""Shared roads become one: points of many drawn lines gathered into common nodes.

A greedy gathering, not a union of neighbours: where twenty lines share a road, chains of near points would
swallow the road whole.  A node takes the points in a box around it, 8 m along the road and 12 m to each side,
so lines drawn up to 12 m apart meet in the same nodes, in the same order, and share the road between them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtfs.local_metres import Float
from gtfs.roads_from_feed.gathering import gather
from gtfs.roads_from_feed.patterns import DrawnLine

SAMPLE_M = 5.0
ALONG_M = 8.0
BESIDE_M = 12.0
HEADING_CHORD_M = 15.0  # longer than the nooks that lines are drawn with at poles beside the road
SAME_HEADING_COS = float(np.cos(np.radians(30)))
CELL_M = 15.0  # no less than the reach of a box, so the nine cells around a point hold every node that fits

Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Walks:
    """Every track as a walk over common nodes, all walks one after another in one array."""

    node_x: Float  # (M,)
    node_y: Float  # (M,)
    node: Int  # (W,) node of each place of the walks
    track: Int  # (W,)
    call_place: list[Int]  # for each track the place in `node` of each of its calls

    @property
    def node_count(self) -> int:
        """How many common nodes there are."""
        return len(self.node_x)


@dataclass(frozen=True, eq=False)
class _Samples:
    """Points along all tracks, each with the direction of the road there."""

    x: Float
    y: Float
    heading_x: Float  # unit vector
    heading_y: Float
    track: Int
    is_call: NDArray[np.bool_]
    call_sample: list[Int]  # for each track the sample of each of its calls


def merge_tracks(tracks: list[DrawnLine], call_measure_m: list[Float]) -> Walks:
    """Gathers the tracks into common nodes; every call of a track stands at a node."""
    samples = _sample(tracks, call_measure_m)
    if len(samples.x) == 0:
        none = np.zeros(0, np.int64)
        return Walks(np.zeros(0), np.zeros(0), none, none, [])
    # Calls first: a pole gets a node at itself, not at some point of the road near it.
    order = np.argsort(~samples.is_call, kind="stable")
    cell, around = _cells(samples.x, samples.y)
    gathered = gather(
        samples.x, samples.y, samples.heading_x, samples.heading_y, cell, around, order,
        ALONG_M, BESIDE_M, SAME_HEADING_COS,
    )  # fmt: skip
    _, node = np.unique(gathered, return_inverse=True)
    size = np.bincount(node)
    moves = np.concatenate([[True], (np.diff(node) != 0) | (np.diff(samples.track) != 0)])
    place = np.cumsum(moves) - 1
    return Walks(
        node_x=np.bincount(node, weights=samples.x) / size,
        node_y=np.bincount(node, weights=samples.y) / size,
        node=node[moves],
        track=samples.track[moves],
        call_place=[place[of_track] for of_track in samples.call_sample],
    )


def _sample(tracks: list[DrawnLine], call_measure_m: list[Float]) -> _Samples:
    """Points at most SAMPLE_M apart on every track, spaced alike from either end, and one at every call."""
    xs, ys, hxs, hys, number, calls, call_sample = [], [], [], [], [], [], []
    count = 0
    for track, (line, call_m) in enumerate(zip(tracks, call_measure_m, strict=True)):
        length = float(line.measure_m[-1])
        even = np.linspace(0.0, length, int(np.ceil(length / SAMPLE_M)) + 1)
        measure = np.unique(np.concatenate([even, call_m]))
        at_call = np.searchsorted(measure, call_m)
        is_call = np.zeros(len(measure), np.bool_)
        is_call[at_call] = True
        heading_x, heading_y = _heading(line, measure)
        xs.append(np.interp(measure, line.measure_m, line.x))
        ys.append(np.interp(measure, line.measure_m, line.y))
        hxs.append(heading_x)
        hys.append(heading_y)
        number.append(np.full(len(measure), track))
        calls.append(is_call)
        call_sample.append(count + at_call)
        count += len(measure)
    if not tracks:
        none = np.zeros(0)
        return _Samples(none, none, none, none, np.zeros(0, np.int64), np.zeros(0, np.bool_), [])
    x, y, hx, hy = (np.concatenate(parts) for parts in (xs, ys, hxs, hys))
    return _Samples(x, y, hx, hy, np.concatenate(number), np.concatenate(calls), call_sample)


def _heading(line: DrawnLine, measure: Float) -> tuple[Float, Float]:
    """The road's direction at points of a line, from a short chord so that a digitiser's jitter is evened."""
    before = np.maximum(measure - HEADING_CHORD_M, 0.0)
    after = np.minimum(measure + HEADING_CHORD_M, line.measure_m[-1])
    dx = np.interp(after, line.measure_m, line.x) - np.interp(before, line.measure_m, line.x)
    dy = np.interp(after, line.measure_m, line.y) - np.interp(before, line.measure_m, line.y)
    piece = np.clip(np.searchsorted(line.measure_m, measure, side="right") - 1, 0, len(line.x) - 2)
    turning_back = np.hypot(dx, dy) < HEADING_CHORD_M / 3
    dx = np.where(turning_back, np.diff(line.x)[piece], dx)
    dy = np.where(turning_back, np.diff(line.y)[piece], dy)
    norm = np.hypot(dx, dy)
    return dx / norm, dy / norm


def _cells(x: Float, y: Float) -> tuple[Int, NDArray[np.int64]]:
    """The occupied grid cell of each point, and for each occupied cell the nine around it, -1 where empty."""
    column = np.floor((x - x.min()) / CELL_M).astype(np.int64) + 1
    row = np.floor((y - y.min()) / CELL_M).astype(np.int64) + 1
    width = int(column.max()) + 2
    occupied, cell = np.unique(row * width + column, return_inverse=True)
    steps = np.array([dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    wanted = occupied[:, None] + steps
    found = np.minimum(np.searchsorted(occupied, wanted), len(occupied) - 1)
    return cell, np.where(occupied[found] == wanted, found, -1)
