"""What holds for the road network of any town."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtfs.local_metres import LocalMetres
from gtfs.places import places_from_feed, straight_m
from gtfs.road_graph import strong_components
from gtfs.roads_from_feed import FeedRoads, road_graph_from_feed
from tests.gtfs.roads_from_feed.towns import HERE, Line, Point, Pole, a_town, between, minutes

Town = tuple[list[Pole], list[Line]]
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def corner_at(x: int, y: int) -> Point:
    """Where a corner of the street grid is: crooked enough that no two guesses are equally good."""
    return 300.0 * x + 25 * math.sin(12.9898 * x + 78.233 * y), 300.0 * y + 25 * math.sin(
        39.425 * x + 11.135 * y
    )


@st.composite
def towns(draw: st.DrawFn, *, wander: bool = True, in_one_piece: bool = False) -> Town:
    """Lines that wander over the street grid of a town and call at its corners, some without a shape.

    Lines that do not wander go north and east only, so they never pass one corner twice.  In a town of one
    piece each line begins on another, so nothing hangs on which of two near bridges is a foot shorter.
    """
    poles: dict[tuple[int, int], Pole] = {}
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        anywhere = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
        corner = draw(st.sampled_from(sorted(poles)) if poles and in_one_piece else anywhere)
        corners = [corner]
        for step in draw(st.lists(st.sampled_from(STEPS if wander else STEPS[:2]), min_size=1, max_size=8)):
            corner = (corner[0] + step[0], corner[1] + step[1])
            corners.append(corner)
        for x, y in corners:
            poles.setdefault((x, y), Pole(f"{x}_{y}", corner_at(x, y)[0] + 4, corner_at(x, y)[1] - 4))
        hops = draw(st.lists(st.integers(0, 4), min_size=len(corners) - 1, max_size=len(corners) - 1))
        way = tuple(corner_at(x, y) for x, y in corners) if draw(st.booleans()) else ()
        calls = tuple(poles[corner].pole_id for corner in corners)
        lines.append(Line(calls, minutes(8 * 3600, *hops), way))
    return list(poles.values()), lines


def roads_of(town: Town, plane: LocalMetres = HERE) -> FeedRoads:
    feed = a_town(*town, plane)
    return road_graph_from_feed(feed, places_from_feed(feed))


@settings(max_examples=60, deadline=None)
@given(towns())
def test_every_pole_reaches_every_other_and_no_faster_than_a_van_can(town: Town) -> None:
    found = roads_of(town)
    graph, node = found.graph, found.pole_node
    assert strong_components(graph).max() == 0
    assert len(node) == len(town[0])
    seconds = between(graph, node)
    assert np.isfinite(seconds).all()
    lat, lon = graph.node_lat[node], graph.node_lon[node]
    crow_fly_m = straight_m(lat[:, None], lon[:, None], lat, lon)
    assert (seconds >= crow_fly_m / (60 / 3.6) - 0.5).all()
    assert (seconds[:, :, None] <= seconds[:, None, :] + seconds.T[None, :, :] + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(towns())
def test_every_edge_is_drawn_from_its_start_to_its_end(town: Town) -> None:
    graph = roads_of(town).graph
    assert (graph.length_m >= 0).all()
    assert graph.shape_start[0] == 0
    assert graph.shape_start[-1] == len(graph.shape_lat)
    first, last = graph.shape_start[:-1], graph.shape_start[1:] - 1
    for drawn, node in ((first, graph.edge_from), (last, graph.edge_to)):
        assert graph.shape_lat[drawn] == pytest.approx(graph.node_lat[node], abs=1e-9)
        assert graph.shape_lon[drawn] == pytest.approx(graph.node_lon[node], abs=1e-9)
    straight = straight_m(
        graph.node_lat[graph.edge_from], graph.node_lon[graph.edge_from],
        graph.node_lat[graph.edge_to], graph.node_lon[graph.edge_to],
    )  # fmt: skip
    assert (graph.length_m >= straight - 0.01).all()


@settings(max_examples=30, deadline=None)
@given(towns(in_one_piece=True), st.sampled_from([LocalMetres(40.7, -120.3), LocalMetres(40.7, 12.0)]))
def test_a_town_elsewhere_drives_alike(town: Town, elsewhere: LocalMetres) -> None:
    assert_alike(roads_of(town), roads_of(town, elsewhere))


def assert_alike(one: FeedRoads, other: FeedRoads) -> None:
    """Ways as long and as slow, but for where points were gathered: a node may lie a box further."""
    for column, box in (("length_m", 40.0), ("time_s", 15.0)):
        expected = between(one.graph, one.pole_node, column)
        assert between(other.graph, other.pole_node, column) == pytest.approx(expected, rel=0.02, abs=box)


@settings(max_examples=30, deadline=None)
@given(towns())
def test_the_same_feed_gives_the_same_network(town: Town) -> None:
    once, again = roads_of(town), roads_of(town)
    for column in ("node_lat", "node_lon", "edge_from", "edge_to", "length_m", "time_s", "source"):
        assert np.array_equal(getattr(once.graph, column), getattr(again.graph, column))
    assert np.array_equal(once.pole_node, again.pole_node)


def quarter_turn(town: Town) -> Town:
    poles = [Pole(pole.pole_id, -pole.y, pole.x) for pole in town[0]]
    lines = [Line(one.calls, one.times_s, tuple((-y, x) for x, y in one.way)) for one in town[1]]
    return poles, lines


@settings(max_examples=30, deadline=None)
@given(towns(in_one_piece=True))
def test_a_town_turned_by_a_quarter_drives_alike(town: Town) -> None:
    assert_alike(roads_of(town), roads_of(quarter_turn(town)))


def drawn_backwards(town: Town) -> Town:
    return town[0], [Line(one.calls, one.times_s, one.way[::-1]) for one in town[1]]


@settings(max_examples=30, deadline=None)
@given(towns(wander=False, in_one_piece=True))
def test_shapes_drawn_backwards_make_no_difference(town: Town) -> None:
    assert_alike(roads_of(town), roads_of(drawn_backwards(town)))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(400, 1500), min_size=2, max_size=6),
    st.integers(15, 50),
    st.booleans(),
)
def test_a_plain_line_keeps_its_timetable_to_the_minute_however_it_is_drawn(
    hops_m: list[int], kmh: int, backwards: bool
) -> None:
    stations = [float(at) for at in np.cumsum([0, *hops_m])]
    poles = [Pole(f"P{number}", at, 0) for number, at in enumerate(stations)]
    calls = tuple(pole.pole_id for pole in poles)
    times = tuple(8 * 3600 + 60 * round(at / (kmh / 3.6) / 60) for at in stations)
    way = ((stations[0], 0.0), (stations[-1], 0.0))
    feed = a_town(poles, [Line(calls, times, way[::-1] if backwards else way)])
    found = road_graph_from_feed(feed, places_from_feed(feed), van_pace=1.0, dwell_s=0.0)
    fitted = between(found.graph, found.pole_node)[0]
    assert fitted == pytest.approx(np.array(times) - times[0], abs=60)
    assert fitted[-1] == pytest.approx(times[-1] - times[0], abs=1) or times[-1] - times[0] < 300
