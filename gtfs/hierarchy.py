"""A contraction hierarchy over the road graph: built once, then each answer takes microseconds."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroutingkit import CCHMetric, CCHTopology

from gtfs.fastest_ways import milliseconds_of
from gtfs.routing import Milliseconds, Nodes, ScipyRouter


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """The order of contraction, built at first use: it depends on the roads, not on driving times."""

    search: ScipyRouter

    @cached_property
    def topology(self) -> CCHTopology:
        """The contracted network."""
        graph, topology = self.search.graph, CCHTopology()
        topology.build(
            graph.edge_from.astype(np.uint32),
            graph.edge_to.astype(np.uint32),
            graph.node_lat.astype(np.float32),
            graph.node_lon.astype(np.float32),
            graph.node_count,
        )
        return topology


@dataclass(frozen=True, eq=False)
class HierarchyRouter:
    """Times and paths from a contraction hierarchy; what adds up along a way from a plain search.

    The hierarchy carries one number per way, so metres come from the search, which knows the tie-break too.
    """

    search: ScipyRouter
    shared: Hierarchy | None = None

    @cached_property
    def _hierarchy(self) -> Hierarchy:
        return self.shared or Hierarchy(self.search)

    @cached_property
    def _metric(self) -> CCHMetric:
        metric = CCHMetric(self._hierarchy.topology)
        metric.customize(self.search.edge_ms.astype(np.uint32))
        return metric

    def milliseconds(self, sources: Nodes, targets: Nodes) -> Milliseconds:
        """Driving times (S, T); NEVER_MS where no road leads."""
        found = self._metric.distances_many_to_many(sources.astype(np.uint32), targets.astype(np.uint32))
        return np.asarray(found, np.uint32).astype(np.int32)

    def one_to_many(self, source: int, targets: Nodes) -> Milliseconds:
        """Driving times (T,) from one node."""
        return np.asarray(self.milliseconds(np.array([source], np.int32), targets)[0], np.int32)

    def matrix_ms_m(self, sources: Nodes, targets: Nodes) -> tuple[Milliseconds, NDArray[np.int32]]:
        """Driving times and the metres of those ways, both (S, T)."""
        return self.search.matrix_ms_m(sources, targets)

    def sums(self, sources: Nodes, targets: Nodes, amount: NDArray[np.float64]) -> NDArray[np.float64]:
        """What an amount per edge (E,) adds up to along the fastest ways, (S, T)."""
        return self.search.sums(sources, targets, amount)

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """The edges of a fastest way in driving order."""
        _, _, edges = self._metric.query(origin, destination)
        return np.array(edges, np.int32)

    def recustomise(self, time_s: NDArray[np.float64]) -> "HierarchyRouter":
        """The same roads at other driving times (E,); the order of contraction is kept."""
        return HierarchyRouter(ScipyRouter(self.search.graph, milliseconds_of(time_s)), self._hierarchy)
