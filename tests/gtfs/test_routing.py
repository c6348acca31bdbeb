"""Both routers answer like a textbook search, tie-break included."""

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs.fastest_ways import NEVER_MS, RoadTimeError
from gtfs.road_graph import RoadGraph, RoadSource, straight_edges
from gtfs.routing import Kind, router_for

KINDS: tuple[Kind, ...] = ("hierarchy", "scipy")
each_router = pytest.mark.parametrize("kind", KINDS)


def roads(nodes: int, edges: Sequence[tuple[int, int, float, float]]) -> RoadGraph:
    """A graph of nodes strung out eastwards and edges (from, to, seconds, metres)."""
    lat, lon = np.full(nodes, 40.7), np.asarray(140.6 + np.arange(nodes) * 0.001, np.float64)
    columns = np.array(edges, np.float64).reshape(-1, 4)
    drawn = straight_edges(
        lat,
        lon,
        columns[:, 0].astype(np.int32),
        columns[:, 1].astype(np.int32),
        length_m=columns[:, 3],
        time_s=columns[:, 2],
        source=RoadSource.SHAPE,
    )
    return RoadGraph(lat, lon, **vars(drawn), attribution="")


def _random_roads() -> st.SearchStrategy[RoadGraph]:
    node = st.integers(0, 7)
    edge = st.tuples(node, node, st.integers(0, 9), st.integers(0, 9).map(lambda m: m * 100))
    return st.lists(edge, min_size=1, max_size=30).map(lambda edges: roads(8, edges))


def _textbook(graph: RoadGraph) -> nx.DiGraph:
    textbook = nx.DiGraph()
    textbook.add_nodes_from(range(graph.node_count))
    ends = zip(graph.edge_from.tolist(), graph.edge_to.tolist(), strict=True)
    for (origin, destination), time_s, length_m in zip(ends, graph.time_s, graph.length_m, strict=True):
        weight = (max(1, round(1000 * time_s)), round(length_m))
        known = textbook.get_edge_data(origin, destination)
        if known is None or weight < known["weight"]:
            textbook.add_edge(origin, destination, weight=weight)
    return textbook


def _fastest(textbook: nx.DiGraph, origin: int, destination: int) -> tuple[int, int]:
    def scaled(_a: int, _b: int, edge: dict[str, tuple[int, int]]) -> int:
        return edge["weight"][0] * 10**6 + edge["weight"][1]

    total: int = nx.dijkstra_path_length(textbook, origin, destination, weight=scaled)
    return divmod(total, 10**6)


@given(_random_roads())
def test_both_routers_agree_with_a_textbook_search(graph: RoadGraph) -> None:
    textbook, every = _textbook(graph), np.arange(8, dtype=np.int32)
    for kind in KINDS:
        router = router_for(graph, prefer=kind)
        ms, metres = router.matrix_ms_m(every, every)
        assert (router.milliseconds(every, every) == ms).all()
        for origin in range(8):
            for destination in range(8):
                way = router.path(origin, destination)
                if not nx.has_path(textbook, origin, destination):
                    assert ms[origin, destination] == NEVER_MS
                    assert len(way) == 0
                    continue
                assert (ms[origin, destination], metres[origin, destination]) == _fastest(
                    textbook, origin, destination
                )
                assert np.maximum(graph.time_s[way] * 1000, 1).sum() == ms[origin, destination]
                stations = [origin, *graph.edge_to[way].tolist()]
                assert stations[:-1] == graph.edge_from[way].tolist()
                assert stations[-1] == destination


@given(_random_roads())
def test_an_amount_per_edge_adds_up_along_the_fastest_way(graph: RoadGraph) -> None:
    every = np.arange(8, dtype=np.int32)
    router = router_for(graph, prefer="scipy")
    metres = router.matrix_ms_m(every, every)[1]
    assert router.sums(every, every, graph.length_m) == pytest.approx(metres)


@each_router
def test_of_two_equally_fast_ways_the_shorter_one_counts(kind: Kind) -> None:
    graph = roads(4, [(0, 1, 5, 300), (1, 3, 5, 300), (0, 2, 5, 200), (2, 3, 5, 200), (0, 3, 11, 10)])
    ms, metres = router_for(graph, prefer=kind).matrix_ms_m(np.array([0], np.int32), np.array([3], np.int32))
    assert (ms[0, 0], metres[0, 0]) == (10_000, 400)


@each_router
def test_sources_may_repeat_and_come_in_any_order(kind: Kind) -> None:
    graph = roads(3, [(0, 1, 5, 50), (1, 2, 7, 70), (2, 0, 9, 90)])
    router = router_for(graph, prefer=kind)
    sources = np.array([2, 0, 2], np.int32)
    expected = [[9_000, 14_000], [0, 5_000], [9_000, 14_000]]
    assert router.milliseconds(sources, np.array([0, 1], np.int32)).tolist() == expected
    assert router.one_to_many(2, np.array([0, 1], np.int32)).tolist() == expected[0]


@each_router
def test_other_driving_times_change_the_way_and_leave_the_first_router_as_it_was(kind: Kind) -> None:
    graph = roads(3, [(0, 1, 5, 50), (1, 2, 5, 50), (0, 2, 20, 90)])
    router = router_for(graph, prefer=kind)
    closed = router.recustomise(np.array([np.inf, 5, 20]))
    assert closed.path(0, 2).tolist() == [2]
    assert closed.one_to_many(0, np.array([1, 2], np.int32)).tolist() == [NEVER_MS, 20_000]
    assert router.path(0, 2).tolist() == [0, 1]


def test_a_driving_time_below_zero_is_refused_with_the_edge() -> None:
    with pytest.raises(RoadTimeError, match=r"edge 1: -2\.0 s is no driving time"):
        router_for(roads(3, [(0, 1, 5, 50), (1, 2, -2, 50)]))


def test_a_graph_as_wide_as_a_continent_is_refused() -> None:
    lat, lon = np.array([40.0, 0.0]), np.array([140.0, 0.0])
    graph = roads(2, [(0, 1, 5, 50)])
    far = RoadGraph(lat, lon, **{k: v for k, v in vars(graph).items() if not k.startswith("node_")})
    with pytest.raises(ValueError, match="look for a stop with a wrong position"):
        router_for(far)
