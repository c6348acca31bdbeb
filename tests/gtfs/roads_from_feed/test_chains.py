"""Links in a row become chains, and nothing of the road is lost."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gtfs.road_graph import RoadSource
from gtfs.roads_from_feed.chains import contract
from gtfs.roads_from_feed.links import Links

NODES = 8
Piece = tuple[int, int, bool, bool]
pieces = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.booleans(), st.booleans())


def links_of(some: list[Piece]) -> Links:
    """Distinct links between eight nodes, driven in one direction or both."""
    kept = {(min(a, b), max(a, b)): (forth, back or not forth) for a, b, forth, back in some if a != b}
    ends = np.array(sorted(kept), np.int64).reshape(-1, 2)
    driven = np.array([kept[a, b] for a, b in ends.tolist()], np.bool_).reshape(-1, 2)
    return Links(
        node_x=np.linspace(0.0, 700.0, NODES),
        node_y=np.zeros(NODES),
        a=ends[:, 0],
        b=ends[:, 1],
        length_m=np.full(len(ends), 100.0),
        kind=np.full(len(ends), RoadSource.SHAPE, np.int8),
        driven_ab=driven[:, 0],
        driven_ba=driven[:, 1],
    )


def ring(size: int) -> Links:
    return links_of([(node, (node + 1) % size, True, True) for node in range(size)])


@settings(deadline=None)
@given(st.lists(pieces, max_size=14), st.sets(st.integers(0, NODES - 1)))
def test_every_link_is_in_one_chain_that_is_driven_as_it_is(some: list[Piece], keep: set[int]) -> None:
    links = links_of(some)
    chains = contract(links, np.array(sorted(keep), np.int64))
    number = {(a, b): link for link, (a, b) in enumerate(zip(links.a, links.b, strict=True))}
    seen = []
    for chain in range(chains.count):
        nodes = chains.node[chains.start[chain] : chains.start[chain + 1]].tolist()
        assert nodes[0] != nodes[-1]
        assert not keep & set(nodes[1:-1])
        for here, there in pairwise(nodes):
            link = number[min(here, there), max(here, there)]
            seen.append(link)
            assert chains.chain_of_link[link] == chain
            forth, back = links.driven_ab[link], links.driven_ba[link]
            assert chains.driven_forth[chain] == (forth if here < there else back)
            assert chains.driven_back[chain] == (back if here < there else forth)
    assert sorted(seen) == list(range(len(links.a)))


def test_a_straight_road_is_one_chain() -> None:
    chains = contract(links_of([(node, node + 1, True, False) for node in range(5)]), np.zeros(0, np.int64))
    assert chains.count == 1
    assert chains.node.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_pole_on_the_road_ends_a_chain() -> None:
    chains = contract(links_of([(node, node + 1, True, False) for node in range(5)]), np.array([2]))
    assert chains.count == 2


def test_where_buses_begin_to_drive_both_ways_a_chain_ends() -> None:
    chains = contract(links_of([(0, 1, True, False), (1, 2, True, True)]), np.zeros(0, np.int64))
    assert chains.count == 2


def test_a_ring_is_cut_in_two() -> None:
    chains = contract(ring(6), np.array([0]))
    assert chains.count == 2
    assert set(zip(chains.first.tolist(), chains.last.tolist(), strict=True)) <= {(0, 3), (3, 0)}


def test_a_ring_without_poles_is_kept_too() -> None:
    chains = contract(ring(6), np.zeros(0, np.int64))
    assert chains.count == 2
    assert len(chains.node) == 8
