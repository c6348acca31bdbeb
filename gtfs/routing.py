"""Ask the road network: how long, how far, which way. Two routers that answer alike."""

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gtfs.fastest_ways import FastestWays, milliseconds_of
from gtfs.places import straight_m
from gtfs.road_graph import RoadGraph

Nodes = NDArray[np.int32]
Milliseconds = NDArray[np.int32]
Kind = Literal["hierarchy", "scipy"]
_WIDEST_KM = 800


class Router(Protocol):
    """Many-to-many times, metres and paths between nodes of a road graph."""

    def milliseconds(self, sources: Nodes, targets: Nodes) -> Milliseconds:
        """Driving times (S, T); NEVER_MS where no road leads."""
        ...

    def one_to_many(self, source: int, targets: Nodes) -> Milliseconds:
        """Driving times (T,) from one node."""
        ...

    def matrix_ms_m(self, sources: Nodes, targets: Nodes) -> tuple[Milliseconds, NDArray[np.int32]]:
        """Driving times and the metres of those ways, both (S, T); NEVER_MS and 0 where no road leads."""
        ...

    def sums(self, sources: Nodes, targets: Nodes, amount: NDArray[np.float64]) -> NDArray[np.float64]:
        """What an amount per edge (E,) adds up to along the fastest ways, (S, T)."""
        ...

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """The edges of a fastest way in driving order; none where no road leads, or nowhere to go."""
        ...

    def recustomise(self, time_s: NDArray[np.float64]) -> Self:
        """The same roads at other driving times (E,), infinity closing an edge."""
        ...


@dataclass(frozen=True, eq=False)
class ScipyRouter:
    """Searches the graph anew for every source: nothing to prepare, slower on large graphs."""

    graph: RoadGraph
    edge_ms: Milliseconds  # (E,)

    @cached_property
    def _ways(self) -> FastestWays:
        return FastestWays.over(self.graph, self.edge_ms)

    def milliseconds(self, sources: Nodes, targets: Nodes) -> Milliseconds:
        """Driving times (S, T); NEVER_MS where no road leads."""
        return self._ways.ms_and_metres(sources, targets)[0]

    def one_to_many(self, source: int, targets: Nodes) -> Milliseconds:
        """Driving times (T,) from one node."""
        return np.asarray(self.milliseconds(np.array([source], np.int32), targets)[0], np.int32)

    def matrix_ms_m(self, sources: Nodes, targets: Nodes) -> tuple[Milliseconds, NDArray[np.int32]]:
        """Driving times and the metres of those ways, both (S, T)."""
        return self._ways.ms_and_metres(sources, targets)

    def sums(self, sources: Nodes, targets: Nodes, amount: NDArray[np.float64]) -> NDArray[np.float64]:
        """What an amount per edge (E,) adds up to along the fastest ways, (S, T)."""
        return self._ways.sums(sources, targets, amount)

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """The edges of a fastest way in driving order."""
        return self._ways.path(origin, destination)

    def recustomise(self, time_s: NDArray[np.float64]) -> "ScipyRouter":
        """The same roads at other driving times (E,)."""
        return ScipyRouter(self.graph, milliseconds_of(time_s))


def router_for(graph: RoadGraph, prefer: Kind | None = None) -> Router:
    """A router for a graph: the contraction hierarchy where it is installed, else scipy's search.

    Raises ValueError for a graph wider than a country, ImportError for a preferred hierarchy not installed.
    """
    _check_width(graph)
    edge_ms = milliseconds_of(graph.time_s)
    if prefer is None:
        prefer = "hierarchy" if find_spec("pyroutingkit") else "scipy"
    if prefer == "scipy":
        return ScipyRouter(graph, edge_ms)
    from gtfs.hierarchy import HierarchyRouter

    return HierarchyRouter(ScipyRouter(graph, edge_ms))


def _check_width(graph: RoadGraph) -> None:
    if not graph.node_count:
        raise ValueError("the road graph has no nodes: nothing can be routed on it")
    corner = (float(graph.node_lat.min()), float(graph.node_lon.min()))
    far = np.array([graph.node_lat.max()]), np.array([graph.node_lon.max()])
    width_km = float(straight_m(*corner, *far)[0]) / 1000
    if width_km > _WIDEST_KM:
        raise ValueError(
            f"the road graph is {width_km:,.0f} km wide, {_WIDEST_KM} km at most is expected: look for "
            "a stop with a wrong position, or clip the extract to the service area"
        )
