"""Places join the road: the street beside them is cut, and no way gets longer or shorter for it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.local_metres import LocalMetres
from gtfs.places import Places
from gtfs.road_access import Access, connect_doors, connect_points
from gtfs.road_graph import RoadGraph, RoadSource, extend, km_by_source, straight_edges, strong_components
from tests.gtfs.roads_from_feed.towns import between

HERE = LocalMetres(40.7, 140.6)
Point = tuple[float, float]


def a_square(side_m: float = 1000.0, *, one_way: bool = False) -> RoadGraph:
    """Four streets around a block, driven at 36 km/h."""
    lat, lon = HERE.to_lat_lon(np.array([0, side_m, side_m, 0]), np.array([0, 0, side_m, side_m]))
    round_the_block = np.array([[0, 1], [1, 2], [2, 3], [3, 0]], np.int32)
    ends = round_the_block if one_way else np.concatenate([round_the_block, round_the_block[:, ::-1]])
    metres = np.full(len(ends), side_m)
    edges = straight_edges(
        lat, lon, ends[:, 0], ends[:, 1], length_m=metres, time_s=metres / 10, source=RoadSource.OSM
    )
    none = np.zeros(0, np.int32)
    bare = RoadGraph(
        lat, lon, none, none, np.zeros(0), np.zeros(0), np.zeros(0, np.int8), np.zeros(1, np.int32),
        np.zeros(0), np.zeros(0), "",
    )  # fmt: skip
    return extend(bare, np.zeros(0), np.zeros(0), edges)


def joined(graph: RoadGraph, *doors: Point, limit_m: float = 2000.0) -> Access:
    x, y = np.array(doors, np.float64).T
    return connect_points(graph, *HERE.to_lat_lon(x, y), limit_m=limit_m)


def test_two_doors_on_one_street_drive_straight_to_each_other() -> None:
    access = joined(a_square(), (300, 20), (700, 30))
    metres = between(access.graph, access.place_node, "length_m")
    expected = 1.3 * 20 + 400 + 1.3 * 30
    assert metres == pytest.approx(np.array([[0, expected], [expected, 0]]), rel=0.002)
    seconds = between(access.graph, access.place_node)
    assert seconds[0, 1] == pytest.approx(1.3 * 50 / (15 / 3.6) + 40, rel=0.002)


def test_a_one_way_street_is_left_the_way_it_runs() -> None:
    access = joined(a_square(one_way=True), (300, 20), (700, 20))
    metres = between(access.graph, access.place_node, "length_m")
    assert metres[0, 1] == pytest.approx(52 + 400, rel=0.002)
    assert metres[1, 0] == pytest.approx(52 + 3600, rel=0.002)


def test_a_door_registered_later_joins_the_street_already_cut() -> None:
    first = joined(a_square(), (300, 20), (700, 20))
    later = joined(first.graph, (500, 20))
    nodes = np.concatenate([first.place_node, later.place_node])
    metres = between(later.graph, nodes, "length_m")
    assert metres[0, 2] == pytest.approx(52 + 200, rel=0.002)
    assert metres[2, 1] == pytest.approx(52 + 200, rel=0.002)


def test_a_door_at_a_corner_needs_no_cut() -> None:
    access = joined(a_square(), (1001, -10))
    assert access.graph.node_count == 5
    assert access.graph.edge_count == 8 + 2


def test_neighbours_share_one_cut() -> None:
    access = joined(a_square(), (400, 20), (400.2, -20))
    assert access.graph.node_count == 4 + 1 + 2


def test_far_doors_are_joined_and_flagged() -> None:
    access = joined(a_square(), (500, 40), (500, -900), limit_m=500)
    assert access.far.tolist() == [False, True]
    assert access.straight_m == pytest.approx([40, 900], abs=2)
    assert strong_components(access.graph).max() == 0
    assert km_by_source(access.graph)[RoadSource.CONNECTOR] == pytest.approx(2 * 1.3 * 0.94, rel=0.01)


def test_no_door_ends_on_an_island() -> None:
    graph = a_square()
    lat, lon = HERE.to_lat_lon(np.array([490.0, 510.0]), np.array([500.0, 500.0]))
    dead_end = straight_edges(
        np.concatenate([graph.node_lat, lat]), np.concatenate([graph.node_lon, lon]),
        np.array([4], np.int32), np.array([5], np.int32),
        length_m=np.array([20.0]), time_s=np.array([2.0]), source=RoadSource.OSM,
    )  # fmt: skip
    access = joined(extend(graph, lat, lon, dead_end), (500, 499))
    assert np.isfinite(between(access.graph, np.array([0, access.place_node[0]], np.int32))).all()


def test_doors_are_not_joined_to_the_connectors_of_others() -> None:
    first = joined(a_square(), (500, 300))
    second = joined(first.graph, (500, 299))
    assert second.straight_m[0] == pytest.approx(299, abs=1)


def test_only_places_from_an_index_on_are_joined() -> None:
    lat, lon = HERE.to_lat_lon(np.array([100.0, 200.0, 300.0]), np.array([10.0, 10.0, 10.0]))
    doors = [Place(f"d{n}", "戸", "", lat[n], lon[n], PlaceKind.DOOR) for n in range(3)]
    places = Places((), ()).with_doors(doors)
    access = connect_doors(a_square(), places, PlaceIndex(1))
    assert access.place_node.tolist() == [6, 7]
    assert access.graph.node_lat[access.place_node] == pytest.approx(lat[1:])


def test_nothing_to_join_changes_nothing() -> None:
    graph = a_square()
    assert connect_points(graph, np.zeros(0), np.zeros(0)).graph is graph


where = st.tuples(st.floats(-300, 1300), st.floats(-300, 1300))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(where, min_size=1, max_size=4), min_size=1, max_size=3), st.booleans())
def test_cutting_streets_leaves_every_way_as_it_was(visits: list[list[Point]], one_way: bool) -> None:
    graph = before = a_square(one_way=one_way)
    corners = np.arange(4, dtype=np.int32)
    for doors in visits:
        graph = joined(graph, *doors).graph
    for column in ("length_m", "time_s"):
        assert between(graph, corners, column) == pytest.approx(between(before, corners, column))
    assert strong_components(graph).max() == 0
    streets = graph.source == RoadSource.OSM
    assert graph.length_m[streets].sum() == pytest.approx(before.length_m.sum())
    assert graph.node_lat[:4] == pytest.approx(before.node_lat)
    ends = graph.shape_start[1:] - 1
    assert graph.shape_lat[graph.shape_start[:-1]] == pytest.approx(graph.node_lat[graph.edge_from])
    assert graph.shape_lon[ends] == pytest.approx(graph.node_lon[graph.edge_to])
