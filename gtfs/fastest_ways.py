"""The fastest ways over the road network, and what adds up along them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gtfs.road_graph import RoadGraph

NEVER_MS = 2_147_483_647
"""Milliseconds between nodes that no road joins, and of an edge that is closed."""
_MS = 1 << 24  # one key orders ways: milliseconds above, decimetres (up to 1,677 km) below, exact in a float
_ROWS_AT_A_TIME = 64  # keeps a search over 100,000 nodes below 150 MB


class RoadTimeError(ValueError):
    """An edge's driving time cannot be used; the message says which."""


def milliseconds_of(time_s: NDArray[np.float64]) -> NDArray[np.int32]:
    """Driving times as whole milliseconds, at least one; infinity closes an edge and becomes NEVER_MS."""
    bad = np.flatnonzero(np.isnan(time_s) | (time_s < 0))
    if len(bad):
        raise RoadTimeError(f"edge {bad[0]}: {time_s[bad[0]]} s is no driving time; 0 or more is expected")
    return np.clip(np.rint(time_s * 1000), 1, NEVER_MS).astype(np.int32)


@dataclass(frozen=True, eq=False)
class FastestWays:
    """Search over the best open edge of each pair of neighbours; of equally fast ways the shortest counts."""

    key: csr_array  # (N, N) milliseconds and decimetres in one number
    pair: NDArray[np.int64]  # (A,) from-node x N + to-node, rising
    edge: NDArray[np.int32]  # (A,) the edge that joins the pair fastest

    @classmethod
    def over(cls, graph: RoadGraph, edge_ms: NDArray[np.int32]) -> "FastestWays":
        """Ready to search a graph with these driving times (E,) in milliseconds."""
        pair = graph.edge_from.astype(np.int64) * graph.node_count + graph.edge_to
        key = edge_ms.astype(np.int64) * _MS + np.rint(graph.length_m * 10).astype(np.int64)
        order = np.lexsort((key, pair))
        order = order[(edge_ms[order] < NEVER_MS) & (graph.edge_from[order] != graph.edge_to[order])]
        first = np.ones(len(order), np.bool_)
        first[1:] = pair[order[1:]] != pair[order[:-1]]
        edge = order[first].astype(np.int32)
        ends = (graph.edge_from[edge], graph.edge_to[edge])
        shape = (graph.node_count, graph.node_count)
        return cls(csr_array((key[edge].astype(np.float64), ends), shape=shape), pair[edge], edge)

    def ms_and_metres(
        self, sources: NDArray[np.int32], targets: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Milliseconds and metres of the fastest way, each (S, T); NEVER_MS and 0 where there is none."""
        nodes, row_of = np.unique(sources, return_inverse=True)
        ms = np.empty((len(nodes), len(targets)), np.int32)
        metres = np.empty_like(ms)
        for start in range(0, len(nodes), _ROWS_AT_A_TIME):
            rows = slice(start, start + _ROWS_AT_A_TIME)
            key = dijkstra(self.key, indices=nodes[rows])[:, targets]
            found = np.isfinite(key)
            whole = np.where(found, key, 0).astype(np.int64)
            ms[rows] = np.where(found, whole // _MS, NEVER_MS)
            metres[rows] = (whole % _MS + 5) // 10
        return ms[row_of], metres[row_of]

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """The edges of the fastest way in driving order; none where there is no way, or nowhere to go."""
        _, before = dijkstra(self.key, indices=origin, return_predecessors=True)
        nodes = [destination]
        while before[nodes[-1]] >= 0:
            nodes.append(int(before[nodes[-1]]))
        way = np.array(nodes[::-1], np.int64)
        return self._edges_between(way[:-1], way[1:])

    def sums(
        self, sources: NDArray[np.int32], targets: NDArray[np.int32], amount: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What an amount per edge (E,) adds up to along the fastest ways, (S, T); 0 where there is none."""
        nodes, row_of = np.unique(sources, return_inverse=True)
        total = np.empty((len(nodes), len(targets)), np.float64)
        for row, node in enumerate(nodes):
            _, before = dijkstra(self.key, indices=int(node), return_predecessors=True)
            total[row] = self._sum_to_root(before, amount)[targets]
        return total[row_of]

    def _sum_to_root(self, before: NDArray[np.int32], amount: NDArray[np.float64]) -> NDArray[np.float64]:
        # each node looks twice as far back along the tree in every pass
        reached = np.flatnonzero(before >= 0)
        ancestor = np.arange(len(before))
        ancestor[reached] = before[reached]
        total = np.zeros(len(before))
        total[reached] = amount[self._edges_between(before[reached].astype(np.int64), reached)]
        while True:
            further = ancestor[ancestor]
            if (further == ancestor).all():
                return total
            total = total + total[ancestor]
            ancestor = further

    def _edges_between(self, edge_from: NDArray[np.int64], edge_to: NDArray[np.int64]) -> NDArray[np.int32]:
        place = np.searchsorted(self.pair, edge_from * self.key.shape[0] + edge_to)
        return np.asarray(self.edge[place], np.int32)
