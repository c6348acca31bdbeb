"""Small towns for tests: lines drawn in metres around a point in Aomori, made into a feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gtfs.feed import Feed
from gtfs.gtfs_time import format_time_s
from gtfs.local_metres import LocalMetres
from gtfs.road_graph import RoadGraph
from tests.gtfs.feeds import a_feed

HERE = LocalMetres(40.7, 140.6)
Point = tuple[float, float]


@dataclass(frozen=True)
class Pole:
    """A pole east and north of the middle of town, in metres."""

    pole_id: str
    x: float
    y: float
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One trip of a line: the poles it calls at, when, and the way it is drawn (none without a shape)."""

    calls: tuple[str, ...]
    times_s: tuple[int, ...]
    way: tuple[Point, ...] = ()


def a_town(poles: Iterable[Pole], lines: Sequence[Line], plane: LocalMetres = HERE) -> Feed:
    """The feed of a town."""
    stops = ["stop_id,stop_name,stop_lat,stop_lon,location_type"]
    for pole in poles:
        lat, lon = plane.to_lat_lon(np.array([pole.x]), np.array([pole.y]))
        stops.append(f"{pole.pole_id},{pole.name or pole.pole_id},{lat[0]:.9f},{lon[0]:.9f},0")
    trips = ["route_id,service_id,trip_id,shape_id"]
    stop_times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    shapes = ["shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence"]
    for number, line in enumerate(lines):
        trips.append(f"R1,平日,T{number},{f'S{number}' if line.way else ''}")
        for sequence, (pole_id, time_s) in enumerate(zip(line.calls, line.times_s, strict=True)):
            at = format_time_s(time_s)
            stop_times.append(f"T{number},{at},{at},{pole_id},{sequence}")
        x, y = (np.array([point[axis] for point in line.way]) for axis in (0, 1))
        for sequence, (lat, lon) in enumerate(zip(*plane.to_lat_lon(x, y), strict=True)):
            shapes.append(f"S{number},{lat:.9f},{lon:.9f},{sequence}")
    tables = {"stops": stops, "trips": trips, "stop_times": stop_times, "shapes": shapes}
    return a_feed(**{name: "\n".join(rows) + "\n" for name, rows in tables.items()})


def minutes(start_s: int, *hops_min: int) -> tuple[int, ...]:
    """Service-day seconds of calls a whole number of minutes apart."""
    return tuple(start_s + 60 * int(total) for total in np.cumsum([0, *hops_min]))


def between(graph: RoadGraph, nodes: NDArray[np.int32], of: str = "time_s") -> NDArray[np.float64]:
    """The least seconds (or metres) between all pairs of these nodes."""
    weight = getattr(graph, of)
    order = np.lexsort((weight, graph.edge_to, graph.edge_from))
    a, b, weight = graph.edge_from[order], graph.edge_to[order], weight[order]
    first = np.concatenate([[True], (np.diff(a) != 0) | (np.diff(b) != 0)])
    size = (graph.node_count, graph.node_count)
    matrix = coo_matrix((weight[first], (a[first], b[first])), shape=size).tocsr()
    return np.asarray(dijkstra(matrix, indices=nodes)[:, nodes], np.float64)
