"""Readers for FleetPy's files: a street network, and requests matched to its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes, TravelTimes

NODE_COLUMNS = ("node_index", "is_stop_only")
EDGE_COLUMNS = ("from_node", "to_node", "distance", "travel_time")
REQUEST_COLUMNS = ("rq_time", "start", "end", "request_id")


class NotFleetPy(Exception):
    """A file that is not in FleetPy's form; the message names file and column."""


@dataclass(frozen=True)
class FleetPyRequest:
    """One row of a demand file: who asks when, from which node to which."""

    request_id: str
    asked_s: int
    origin: int
    destination: int


@dataclass(frozen=True)
class StopTimes:
    """Travel times between boarding points, and the place each of their nodes has in them."""

    travel: TravelTimes
    place_of: dict[int, PlaceIndex]


def read_requests(path: Path, stops: StopTimes) -> list[FleetPyRequest]:
    """The requests of a demand file in the order in which they are asked."""
    table = _table(path, REQUEST_COLUMNS).sort_values(["rq_time", "request_id"])
    for column in ("start", "end"):
        unknown = table[column][~table[column].isin(list(stops.place_of))]
        if len(unknown):
            raise NotFleetPy(
                f"{path} line {unknown.index[0] + 2}: {column} {unknown.iloc[0]} is no boarding point"
            )
    rows = table[list(REQUEST_COLUMNS)].itertuples(index=False)
    return [FleetPyRequest(str(name), int(asked), int(start), int(end)) for asked, start, end, name in rows]


def read_stop_times(network: Path) -> StopTimes:
    """Fastest ways between the nodes that are only boarding points, seconds rounded up.

    Nobody drives through a boarding point on the way to another one, as in FleetPy.
    """
    nodes = _table(network / "base" / "nodes.csv", NODE_COLUMNS)
    edges = _table(network / "base" / "edges.csv", EDGE_COLUMNS)
    stops = nodes["node_index"][nodes["is_stop_only"]].to_numpy(np.int64)
    if not len(stops):
        raise NotFleetPy(f"{network / 'base' / 'nodes.csv'}: no node is_stop_only; expected boarding points")
    edges = edges.sort_values("travel_time").drop_duplicates(["from_node", "to_node"])
    seconds = np.full((len(stops), len(stops)), float(UNREACHABLE_S))
    metres = np.zeros(seconds.shape)
    for row, stop in enumerate(stops):
        open_edges = edges[~edges["from_node"].isin(np.delete(stops, row))]
        seconds[row], metres[row] = _fastest_from(int(stop), stops, open_edges, len(nodes))
    travel = MatrixTravelTimes.of(np.ceil(seconds).astype(np.int64), np.rint(metres).astype(np.int64))
    return StopTimes(travel, {int(stop): PlaceIndex(row) for row, stop in enumerate(stops)})


def _fastest_from(
    origin: int, stops: NDArray[np.int64], edges: pd.DataFrame, nodes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # (P,), (P,)
    """Seconds and metres of the fastest ways from one node to every boarding point."""
    ends = (edges["from_node"].to_numpy(), edges["to_node"].to_numpy())
    graph = csr_array((edges["travel_time"].to_numpy(), ends), shape=(nodes, nodes))
    length = dict(zip(zip(*ends, strict=True), edges["distance"], strict=True))
    seconds, before = dijkstra(graph, indices=origin, return_predecessors=True)
    metres = np.zeros(len(stops))
    for place, node in enumerate(stops):
        while node != origin and before[node] >= 0:
            metres[place] += length[before[node], node]
            node = before[node]
    reached = seconds[stops]
    return np.where(np.isfinite(reached), reached, UNREACHABLE_S), metres


def _table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise NotFleetPy(f"{path}: cannot be read as CSV ({error})") from None
    missing = [column for column in columns if column not in table]
    if missing:
        raise NotFleetPy(f"{path}: column {missing[0]} is missing; expected {', '.join(columns)}")
    return table
