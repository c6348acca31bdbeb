"""The road graph: appending, parts, and the exchange form."""

from dataclasses import fields

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gtfs.road_exchange import from_networkx, to_networkx
from gtfs.road_graph import (
    Float,
    RoadEdges,
    RoadGraph,
    RoadSource,
    extend,
    km_by_source,
    straight_edges,
    strong_components,
)


def graph_of(lat: Float, lon: Float, edges: RoadEdges) -> RoadGraph:
    return RoadGraph(
        node_lat=lat, node_lon=lon, edge_from=edges.edge_from, edge_to=edges.edge_to,
        length_m=edges.length_m, time_s=edges.time_s, source=edges.source, shape_start=edges.shape_start,
        shape_lat=edges.shape_lat, shape_lon=edges.shape_lon, attribution="見本",
    )  # fmt: skip


@st.composite
def road_graphs(draw: st.DrawFn) -> RoadGraph:
    """Any small network, loops and parallel edges among it."""
    nodes = draw(st.integers(1, 6))
    lat = np.array(draw(st.lists(st.floats(40, 41), min_size=nodes, max_size=nodes)))
    lon = np.array(draw(st.lists(st.floats(140, 141), min_size=nodes, max_size=nodes)))
    node = st.integers(0, nodes - 1)
    ends = np.array(draw(st.lists(st.tuples(node, node), max_size=10)), np.int32).reshape(-1, 2)
    metres = np.linspace(5.0, 95.0, len(ends))
    source = draw(st.sampled_from(RoadSource))
    edges = straight_edges(
        lat, lon, ends[:, 0], ends[:, 1], length_m=metres, time_s=metres / 7, source=source
    )
    return graph_of(lat, lon, edges)


def assert_same(one: RoadGraph, other: RoadGraph) -> None:
    for column in fields(RoadGraph):
        left, right = getattr(one, column.name), getattr(other, column.name)
        assert np.array_equal(left, right), column.name
        assert getattr(left, "dtype", None) == getattr(right, "dtype", None), column.name


@settings(deadline=None)
@given(road_graphs())
def test_a_network_comes_back_from_the_exchange_form_as_it_went(graph: RoadGraph) -> None:
    assert_same(from_networkx(to_networkx(graph)), graph)


@settings(deadline=None)
@given(road_graphs(), road_graphs())
def test_what_is_appended_leaves_what_was_there(graph: RoadGraph, more: RoadGraph) -> None:
    edges = straight_edges(
        more.node_lat, more.node_lon, more.edge_from, more.edge_to,
        length_m=more.length_m, time_s=more.time_s, source=RoadSource.BRIDGE,
    )  # fmt: skip
    longer = extend(graph, more.node_lat, more.node_lon, edges)
    assert longer.node_count == graph.node_count + more.node_count
    assert longer.edge_count == graph.edge_count + more.edge_count
    assert np.array_equal(longer.edge_from[: graph.edge_count], graph.edge_from)
    for edge in range(graph.edge_count):
        assert np.array_equal(longer.line_of(edge), graph.line_of(edge))
    for edge in range(more.edge_count):
        assert np.array_equal(longer.line_of(graph.edge_count + edge), more.line_of(edge))


@settings(deadline=None)
@given(road_graphs())
def test_strong_parts_are_those_of_networkx_the_largest_first(graph: RoadGraph) -> None:
    part = strong_components(graph)
    expected = {frozenset(nodes) for nodes in nx.strongly_connected_components(to_networkx(graph))}
    assert {frozenset(np.flatnonzero(part == number).tolist()) for number in set(part.tolist())} == expected
    sizes = np.bincount(part)
    assert (np.diff(sizes) <= 0).all()


def test_parts_can_be_told_without_some_edges() -> None:
    lat, lon = np.array([40.0, 40.1]), np.array([140.0, 140.0])
    there_and_back = np.array([0, 1], np.int32), np.array([1, 0], np.int32)
    metres = np.array([15_000.0, 15_000.0])
    bridge = straight_edges(
        lat, lon, *there_and_back, length_m=metres, time_s=metres, source=RoadSource.BRIDGE
    )
    graph = graph_of(lat, lon, bridge)
    assert strong_components(graph).tolist() == [0, 0]
    assert len(set(strong_components(graph, leaving_out=[RoadSource.BRIDGE]).tolist())) == 2
    assert km_by_source(graph) == {RoadSource.BRIDGE: 30.0}


def test_a_network_made_with_networkx_is_read_with_any_names() -> None:
    exchange = nx.MultiDiGraph()
    exchange.add_node("駅", lat=40.71, lon=140.58)
    exchange.add_node("病院", lat=40.72, lon=140.59)
    curve = LineString([(140.58, 40.71), (140.58, 40.72), (140.59, 40.72)])
    exchange.add_edge("駅", "病院", length_m=2000.0, time_s=200.0, source=RoadSource.OSM, geometry=curve)
    exchange.add_edge("病院", "駅", length_m=1500.0, time_s=150.0, source=RoadSource.OSM)
    graph = from_networkx(exchange)
    assert graph.edge_from.tolist() == [0, 1]
    assert graph.line_of(0)[1].tolist() == [140.58, 140.58, 140.59]
    assert graph.line_of(1)[0].tolist() == [40.72, 40.71]


def test_a_missing_length_is_named() -> None:
    exchange = nx.MultiDiGraph()
    exchange.add_node(0, lat=40.0, lon=140.0)
    exchange.add_edge(0, 0, time_s=1.0, source=0)
    with pytest.raises(KeyError, match="length_m"):
        from_networkx(exchange)


def test_provenance_numbers_never_change() -> None:
    assert {source.name: source.value for source in RoadSource} == {
        "SHAPE": 0,
        "SYNTHETIC": 1,
        "ASSUMED_REVERSE": 2,
        "INFERRED_JUNCTION": 3,
        "BRIDGE": 4,
        "CONNECTOR": 5,
        "OSM": 6,
        "BUS_VERIFIED": 7,
    }
