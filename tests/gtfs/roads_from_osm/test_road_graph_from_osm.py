"""Street maps become road networks: cut at junctions, one-way streets respected, faults named."""

import gzip
import itertools
from importlib import util
from pathlib import Path

import numpy as np
import osmium
import pytest

from gtfs.connectivity import connectivity_of
from gtfs.fastest_ways import NEVER_MS
from gtfs.road_graph import RoadGraph, RoadSource
from gtfs.roads_from_osm import OsmExtractError, road_graph_from_osm
from gtfs.roads_from_osm.splitting import JUNCTION_S, SIGNAL_S
from gtfs.roads_from_osm.streets import CLASS_KMH, Direction, direction_of, is_drivable
from gtfs.routing import router_for
from tests.gtfs.roads_from_osm.street_maps import METRE, street_map
from tests.shared_data import shared_data

SQUARE = {1: (0, 0), 2: (500, 0), 3: (500, 500), 4: (0, 500), 5: (250, 0)}
STREET = {"highway": "residential"}
PACE = 3.6 / CLASS_KMH["residential"]


def _node(graph: RoadGraph, east: float, north: float) -> int:
    gap = np.hypot(graph.node_lat - north * METRE, graph.node_lon - east * METRE)
    assert gap.min() < METRE
    return int(gap.argmin())


def _seconds(graph: RoadGraph, origin: tuple[float, float], destination: tuple[float, float]) -> float | None:
    ends = np.array([_node(graph, *origin)], np.int32), np.array([_node(graph, *destination)], np.int32)
    ms = int(router_for(graph, prefer="scipy").milliseconds(*ends)[0, 0])
    return None if ms == NEVER_MS else ms / 1000


def test_streets_are_cut_where_they_meet_and_keep_their_drawing(tmp_path: Path) -> None:
    path = street_map(tmp_path, SQUARE, [([1, 5, 2, 3], STREET), ([2, 4], STREET)])
    graph = road_graph_from_osm(path)
    assert graph.node_count == 4  # the bend at node 5 is drawn, not a node
    assert graph.edge_count == 6
    assert set(graph.source.tolist()) == {RoadSource.OSM}
    assert "OpenStreetMap contributors" in graph.attribution
    first = int(np.flatnonzero(graph.edge_from == _node(graph, 0, 0))[0])
    assert graph.line_of(first)[1] / METRE == pytest.approx([0, 250, 500], abs=0.01)
    assert graph.length_m[first] == pytest.approx(500, rel=1e-4)


def test_seconds_are_metres_at_the_class_speed_and_what_the_junction_takes(tmp_path: Path) -> None:
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 2, 3], STREET), ([2, 4], STREET)]))
    assert _seconds(graph, (0, 0), (500, 0)) == pytest.approx(500 * PACE + JUNCTION_S, rel=1e-3)
    assert _seconds(graph, (500, 0), (0, 0)) == pytest.approx(500 * PACE, rel=1e-3)


def test_a_signal_costs_those_who_pass_it(tmp_path: Path) -> None:
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 5, 2], STREET)], signals=[5]))
    assert _seconds(graph, (0, 0), (500, 0)) == pytest.approx(500 * PACE + SIGNAL_S, rel=1e-3)


@pytest.mark.parametrize(("oneway", "along", "against"), [("yes", True, False), ("-1", False, True)])
def test_a_one_way_street_is_driven_one_way(tmp_path: Path, oneway: str, along: bool, against: bool) -> None:
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 2], STREET | {"oneway": oneway})]))
    assert (_seconds(graph, (0, 0), (500, 0)) is not None) is along
    assert (_seconds(graph, (500, 0), (0, 0)) is not None) is against


def test_a_roundabout_is_driven_as_drawn(tmp_path: Path) -> None:
    ring = ([1, 2, 3, 4, 1], STREET | {"junction": "roundabout"})
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE | {6: (900, 0)}, [ring, ([2, 6], STREET)]))
    assert (graph.node_count, graph.edge_count) == (3, 4)
    joins = [([2, 6], STREET), ([4, 7], STREET)]
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE | {6: (900, 0), 7: (-400, 500)}, [ring, *joins]))
    half = 1000 * PACE + JUNCTION_S
    assert _seconds(graph, (500, 0), (0, 500)) == pytest.approx(half, rel=1e-3)
    assert _seconds(graph, (0, 500), (500, 0)) == pytest.approx(half, rel=1e-3)


def test_tracks_that_join_no_street_are_left_out(tmp_path: Path) -> None:
    track = {"highway": "track", "tracktype": "grade1"}
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 2], STREET), ([3, 4], track)]))
    assert graph.node_count == 2
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 2], STREET), ([2, 4], track)]))
    assert graph.node_count == 3


def test_a_street_cut_at_the_edge_of_the_extract_ends_there(tmp_path: Path) -> None:
    graph = road_graph_from_osm(street_map(tmp_path, SQUARE, [([1, 2, 99, 3, 4], STREET)]))
    assert graph.length_m.sum() == pytest.approx(2000, rel=1e-3)
    assert _seconds(graph, (500, 0), (500, 500)) is None


def test_a_packed_map_reads_the_same(tmp_path: Path) -> None:
    plain = street_map(tmp_path, SQUARE, [([1, 2, 3], STREET)])
    packed = tmp_path / "town.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert (road_graph_from_osm(packed).length_m == road_graph_from_osm(plain).length_m).all()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("town.geojson", b"{}", "expected a street map that ends in .osm.pbf, .osm, .osm.gz"),
        ("absent.osm", None, "no such file"),
        ("town.osm.pbf", b"not a map", "not a readable OpenStreetMap file"),
        ("town.osm", b"<html><body>Not found</body></html>", "town.osm: "),
        ("town.osm.gz", b"\x1f\x8b\x08 broken", "not a readable OpenStreetMap file"),
        ("town.osm", b"<osm version='0.6'></osm>", "no drivable street in it"),
    ],
)
def test_what_is_no_street_map_is_named(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OsmExtractError, match=complaint):
        road_graph_from_osm(path)


def test_without_the_extra_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = street_map(tmp_path, SQUARE, [([1, 2], STREET)])
    monkeypatch.setattr(
        "gtfs.roads_from_osm.extract.find_spec",
        lambda name: None if name == "osmium" else util.find_spec(name),
    )
    with pytest.raises(OsmExtractError, match=r'-m pip install -c constraints\.txt -e "\.\[osm\]"'):
        road_graph_from_osm(path)


REAL_EXTRACTS = ("roads/osm/bangor_maine.osm.pbf", "roads/osm/north-bayreuth.osm.gz")


@pytest.mark.parametrize("extract", REAL_EXTRACTS)
def test_real_streets_hang_together(extract: str) -> None:
    measured = connectivity_of(road_graph_from_osm(shared_data(extract)))
    assert measured.largest_share >= 0.98
    assert measured.no_return_km < 0.05 * measured.drivable_km


@pytest.mark.parametrize("extract", REAL_EXTRACTS)
def test_no_real_one_way_street_is_driven_backwards(extract: str) -> None:
    path = shared_data(extract)
    graph = road_graph_from_osm(path)
    drawn = set()
    for edge in range(graph.edge_count):
        lat, lon = graph.line_of(edge)
        points = list(zip(np.round(lat, 7).tolist(), np.round(lon, 7).tolist(), strict=True))
        drawn |= set(itertools.pairwise(points))
    checked = 0
    for way in osmium.FileProcessor(str(path)).with_locations():
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = {tag.k: tag.v for tag in way.tags}
        if not is_drivable(tags) or tags["highway"] == "track" or direction_of(tags) is Direction.BOTH:
            continue
        points = [(round(node.lat, 7), round(node.lon, 7)) for node in way.nodes]
        if direction_of(tags) is Direction.AGAINST:
            points.reverse()
        for first, second in itertools.pairwise(points):
            if first != second:
                assert (first, second) in drawn
                assert (second, first) not in drawn
                checked += 1
    assert checked > 500
