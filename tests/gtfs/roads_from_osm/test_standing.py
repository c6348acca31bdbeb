"""Poles stand on the kerb they belong to, doors on their street, nothing on an island."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.place import Place, PlaceKind
from gtfs.road_access import CONNECTOR_DETOUR
from gtfs.road_graph import RoadGraph, RoadSource, strong_components
from gtfs.roads_from_osm import StandingPlaces, road_graph_from_osm, stand_on_streets
from gtfs.routing import router_for
from tests.gtfs.roads_from_osm.street_maps import METRE, street_map

STREET = {"highway": "residential"}
MAIN = {1: (0, 0), 2: (1000, 0)}


def _place(kind: PlaceKind, east: float, north: float) -> Place:
    return Place(f"{kind}-{east}-{north}", "見本", "みほん", north * METRE, east * METRE, kind)


def _pole(east: float, north: float) -> Place:
    return _place(PlaceKind.POLE, east, north)


def _door(east: float, north: float) -> Place:
    return _place(PlaceKind.DOOR, east, north)


def _metres(standing: StandingPlaces) -> list[list[int]]:
    router = router_for(standing.graph, prefer="scipy")
    metres: list[list[int]] = router.matrix_ms_m(standing.node, standing.node)[1].tolist()
    return metres


@pytest.fixture
def main_street(tmp_path: Path) -> RoadGraph:
    return road_graph_from_osm(street_map(tmp_path, MAIN, [([1, 2], STREET)]))


def test_a_pole_is_passed_on_its_left_where_traffic_keeps_left(main_street: RoadGraph) -> None:
    # north of a street that runs east: on the left of those who drive east
    standing = stand_on_streets(main_street, [_pole(200, 4), _pole(600, 4), _pole(600, -4)])
    metres = _metres(standing)
    assert metres[0][1] == 400  # both kerbs on the way east
    assert metres[1][0] == 400 + 1000 + 200  # on to the end, back, and round to the near kerb
    assert metres[0][2] == 800 + 400  # the far kerb is served on the way back
    right = stand_on_streets(main_street, [_pole(200, 4), _pole(600, 4)], drive_on_left=False)
    assert _metres(right)[1][0] == 400


def test_a_door_is_served_from_both_directions(main_street: RoadGraph) -> None:
    metres = _metres(stand_on_streets(main_street, [_door(200, 4), _door(600, 4), _pole(700, 4)]))
    assert metres[0][1] == metres[1][0] == 400
    assert metres[0][2] == 500


def test_a_pole_keeps_to_the_street_it_stands_beside_when_another_is_near(tmp_path: Path) -> None:
    nodes = MAIN | {3: (0, 25), 4: (1000, 25)}
    graph = road_graph_from_osm(street_map(tmp_path, nodes, [([1, 2, 4, 3, 1], STREET)]))
    standing = stand_on_streets(graph, [_pole(500, 3)])
    assert standing.to_street_m == pytest.approx([3], abs=0.1)


def test_a_place_away_from_any_street_gets_a_connector_and_its_metres_are_known(
    main_street: RoadGraph,
) -> None:
    standing = stand_on_streets(main_street, [_door(500, 200), _door(500, 20)])
    assert standing.to_street_m == pytest.approx([200, 20], abs=0.1)
    assert (standing.graph.source == RoadSource.CONNECTOR).sum() == 2
    assert _metres(standing)[0][1] == pytest.approx(200 * CONNECTOR_DETOUR, abs=1)


def test_no_place_stands_on_an_island(tmp_path: Path) -> None:
    town = {1: (0, 0), 2: (1000, 0), 3: (1000, 900), 8: (0, 300), 9: (100, 300)}
    graph = road_graph_from_osm(street_map(tmp_path, town, [([1, 2, 3], STREET), ([8, 9], STREET)]))
    assert graph.node_count == 4
    standing = stand_on_streets(graph, [_door(50, 290), _pole(50, 303), _door(1000, 500)])
    part = strong_components(standing.graph)
    assert set(part[standing.node].tolist()) == {0}


def test_what_the_network_had_is_as_far_apart_as_before(main_street: RoadGraph) -> None:
    standing = stand_on_streets(main_street, [_pole(200, 4), _door(200, 4), _door(0, 0)])
    ends = np.array([0, 1], np.int32)
    before = router_for(main_street, prefer="scipy").matrix_ms_m(ends, ends)
    after = router_for(standing.graph, prefer="scipy").matrix_ms_m(ends, ends)
    assert np.abs(before[0] - after[0]).max() <= 5
    assert np.abs(before[1] - after[1]).max() <= 1
    assert standing.graph.length_m.sum() == pytest.approx(main_street.length_m.sum())


def test_a_map_of_dead_end_one_way_streets_has_no_room_for_places(tmp_path: Path) -> None:
    graph = road_graph_from_osm(street_map(tmp_path, MAIN, [([1, 2], STREET | {"oneway": "yes"})]))
    with pytest.raises(ValueError, match="no place can stand on it"):
        stand_on_streets(graph, [_door(0, 0)])
