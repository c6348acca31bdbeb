"""Chains: links in a row with nothing to choose between them, which become one edge each way."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gtfs.road_graph import RoadSource
from gtfs.roads_from_feed.links import Links

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Chains:
    """Undirected stretches of road from one kept node to another."""

    start: Int  # (C + 1,) into node
    node: Int  # nodes of all chains in their order, both ends included
    chain_of_link: Int  # (L,)
    kind: NDArray[np.int8]  # (C,) RoadSource of the links
    driven_forth: Bool  # (C,) in the order of the chain's nodes
    driven_back: Bool  # (C,)

    @property
    def count(self) -> int:
        """How many chains there are."""
        return len(self.kind)

    @property
    def first(self) -> Int:
        """The node at which each chain begins."""
        return self.node[self.start[:-1]]

    @property
    def last(self) -> Int:
        """The node at which each chain ends."""
        return self.node[self.start[1:] - 1]


def contract(links: Links, keep: Int) -> Chains:
    """Joins links into chains that end at the nodes to keep, at forks, and where the road's kind changes.

    A chain that returns to its own start is cut in the middle, so no chain is a loop.
    """
    nodes = len(links.node_x)
    first, order = _by_node(links, nodes)
    ends = _is_end(links, first, order)
    ends[keep] = True
    while True:
        start, node, chain_of_link, forth = follow_chains(links.a, links.b, first, order, ends)
        loop = np.flatnonzero(node[start[:-1]] == node[start[1:] - 1])
        if len(loop) == 0:
            break
        ends[node[(start[loop] + start[loop + 1]) // 2]] = True
        ends[node[start[loop]]] = True
    _, member = np.unique(chain_of_link, return_index=True)  # one link stands for all of a chain
    driven_forth = np.where(forth, links.driven_ab, links.driven_ba)
    driven_back = np.where(forth, links.driven_ba, links.driven_ab)
    return Chains(start, node, chain_of_link, links.kind[member], driven_forth[member], driven_back[member])


def _by_node(links: Links, nodes: int) -> tuple[Int, Int]:
    """The links at each node: those of node n are order[first[n]:first[n + 1]]."""
    ends = np.concatenate([links.a, links.b])
    number = np.concatenate([np.arange(len(links.a))] * 2)
    order = np.argsort(ends, kind="stable")
    return np.searchsorted(ends[order], np.arange(nodes + 1)), number[order]


def _is_end(links: Links, first: Int, order: Int) -> Bool:
    """Whether chains end at each node: unless just two links meet there that are driven alike."""
    is_end = np.ones(len(first) - 1, np.bool_)
    through = np.flatnonzero(np.diff(first) == 2)
    one, other = order[first[through]], order[first[through] + 1]
    one_in = np.where(links.b[one] == through, links.driven_ab[one], links.driven_ba[one])
    one_out = np.where(links.b[one] == through, links.driven_ba[one], links.driven_ab[one])
    other_in = np.where(links.b[other] == through, links.driven_ab[other], links.driven_ba[other])
    other_out = np.where(links.b[other] == through, links.driven_ba[other], links.driven_ab[other])
    alike = (one_in == other_out) & (one_out == other_in) & (links.kind[one] == links.kind[other])
    is_end[through] = ~alike | (links.kind[one] != RoadSource.SHAPE)
    return is_end


def _follow_chains(a: Int, b: Int, first: Int, order: Int, ends: Bool) -> tuple[Int, Int, Int, Bool]:
    """Walks every chain once: starts, nodes, chain of each link, and whether its chain runs from a to b."""
    links, nodes = len(a), len(ends)
    chain_of_link = np.full(links, -1, np.int64)
    forth = np.zeros(links, np.bool_)
    start = np.zeros(links + 1, np.int64)
    node = np.empty(2 * links, np.int64)
    chains, written = 0, 0
    for only_ends in (True, False):  # rings with no end on them come last
        for origin in range(nodes):
            if only_ends and not ends[origin]:
                continue
            for slot in range(first[origin], first[origin + 1]):
                link, here = order[slot], origin
                if chain_of_link[link] >= 0:
                    continue
                node[written] = here
                written += 1
                while True:
                    chain_of_link[link] = chains
                    forth[link] = a[link] == here
                    here = b[link] if a[link] == here else a[link]
                    node[written] = here
                    written += 1
                    if ends[here] or here == origin:
                        break
                    one, other = order[first[here]], order[first[here] + 1]
                    link = other if one == link else one
                chains += 1
                start[chains] = written
    return start[: chains + 1], node[:written], chain_of_link, forth


follow_chains = njit(cache=True)(_follow_chains)
