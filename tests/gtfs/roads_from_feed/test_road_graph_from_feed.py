"""The road network of a feed: shared, timed by the timetable, and connected."""

from typing import Any

import numpy as np
import pytest

from gtfs.feed import Feed
from gtfs.places import places_from_feed
from gtfs.road_graph import RoadSource, km_by_source, strong_components
from gtfs.roads_from_feed import FeedRoads, NoRoadsError, bridged_pair_share, road_graph_from_feed
from tests.gtfs.feeds import a_feed
from tests.gtfs.roads_from_feed.towns import Line, Point, Pole, a_town, between, minutes

EIGHT = 8 * 3600
STREET: tuple[Point, ...] = ((0, 0), (2000, 0), (4000, 0))
ALONG_THE_STREET = (Pole("A", 0, 4), Pole("B", 2000, 4), Pole("C", 4000, 4))


def roads(feed: Feed, **options: Any) -> FeedRoads:
    return road_graph_from_feed(feed, places_from_feed(feed), **options)


def there(*times_s: int, beside_m: float = 0.0) -> Line:
    """A trip along the street."""
    return Line(("A", "B", "C"), times_s, tuple((x, y + beside_m) for x, y in STREET))


def test_a_plain_line_keeps_its_timetable() -> None:
    feed = a_town(ALONG_THE_STREET, [there(*minutes(EIGHT, 5, 5))])
    found = roads(feed, van_pace=1.0)
    assert between(found.graph, found.pole_node)[0] == pytest.approx([0, 300, 600], abs=1)
    assert between(found.graph, found.pole_node, "length_m")[0] == pytest.approx([0, 2000, 4000], rel=0.002)


def test_a_van_takes_its_share_of_the_timetable() -> None:
    feed = a_town(ALONG_THE_STREET, [there(*minutes(EIGHT, 5, 5))])
    found = roads(feed, van_pace=0.8)
    assert between(found.graph, found.pole_node)[0] == pytest.approx([0, 240, 480], abs=1)


def test_the_way_back_that_no_bus_drives_is_assumed_and_slower() -> None:
    found = roads(a_town(ALONG_THE_STREET, [there(*minutes(EIGHT, 5, 5))]), reverse_factor=1.1)
    km = km_by_source(found.graph)
    assert km[RoadSource.SHAPE] == pytest.approx(4.0, rel=0.002)
    assert km[RoadSource.ASSUMED_REVERSE] == pytest.approx(4.0, rel=0.002)
    seconds = between(found.graph, found.pole_node)
    assert seconds[2, 0] == pytest.approx(1.1 * seconds[0, 2])


@pytest.mark.parametrize("beside_m", [0.0, 3.0, 8.0, 11.0])
def test_lines_on_one_road_share_it(beside_m: float) -> None:
    back = Line(("C", "B", "A"), minutes(2 * EIGHT, 5, 5), tuple((x, beside_m) for x, _ in STREET[::-1]))
    both = [there(*minutes(EIGHT, 5, 5)), there(*minutes(2 * EIGHT, 5, 5), beside_m=beside_m), back]
    found = roads(a_town(ALONG_THE_STREET, both))
    assert km_by_source(found.graph) == pytest.approx({RoadSource.SHAPE: 8.0}, rel=0.005)
    assert found.graph.edge_count <= 8


def test_carriageways_far_apart_stay_two_roads() -> None:
    lines = [there(*minutes(EIGHT, 5, 5)), there(*minutes(EIGHT, 5, 5), beside_m=40)]
    found = roads(a_town(ALONG_THE_STREET, lines))
    assert km_by_source(found.graph)[RoadSource.SHAPE] == pytest.approx(8.0, rel=0.01)


def test_poles_across_a_wide_road_are_joined() -> None:
    poles = [Pole("A1", 0, 0, "浪岡駅前"), Pole("B1", 3000, 0, "病院前")]
    poles += [Pole("A2", 0, 40, "浪岡駅前"), Pole("B2", 3000, 40, "病院前")]
    lines = [
        Line(("A1", "B1"), minutes(EIGHT, 6), ((0, 0), (3000, 0))),
        Line(("B2", "A2"), minutes(EIGHT, 6), ((3000, 40), (0, 40))),
    ]
    found = roads(a_town(poles, lines))
    metres = between(found.graph, found.pole_node, "length_m")
    assert metres[0, 2] == pytest.approx(1.3 * 40, rel=0.1)
    assert km_by_source(found.graph)[RoadSource.CONNECTOR] == pytest.approx(4 * 0.052, rel=0.1)


CROSS = (Pole("W", -1000, 0), Pole("E", 1000, 0), Pole("S", 0, -1000), Pole("N", 0, 1000))
CROSSING = (
    Line(("W", "E"), minutes(EIGHT, 5), ((-1000, 0), (1000, 0))),
    Line(("S", "N"), minutes(EIGHT, 5), ((0, -1000), (0, 1000))),
)


def test_lines_that_cross_are_no_junction_unless_asked_for() -> None:
    feed = a_town(CROSS, CROSSING)
    apart, joined = roads(feed), roads(feed, inferred_junctions=True)
    assert RoadSource.BRIDGE in km_by_source(apart.graph)
    assert RoadSource.BRIDGE not in km_by_source(joined.graph)
    assert RoadSource.INFERRED_JUNCTION in km_by_source(joined.graph)
    metres = between(joined.graph, joined.pole_node, "length_m")
    assert metres[0, 3] == pytest.approx(2000, abs=30)


def test_a_line_that_turns_off_shares_the_road_up_to_the_turn() -> None:
    poles = [Pole("W", -1000, 0), Pole("E", 1000, 0), Pole("N", 0, 1000)]
    lines = [CROSSING[0], Line(("W", "N"), minutes(EIGHT, 5), ((-1000, 0), (0, 0), (0, 1000)))]
    found = roads(a_town(poles, lines))
    assert km_by_source(found.graph)[RoadSource.SHAPE] == pytest.approx(3.0, abs=0.05)
    assert between(found.graph, found.pole_node, "length_m")[1, 2] == pytest.approx(2000, abs=50)


def test_without_a_shape_the_road_is_a_guess_and_says_so() -> None:
    line = Line(("A", "B", "C"), minutes(EIGHT, 5, 5))
    found = roads(a_town(ALONG_THE_STREET, [line]))
    assert km_by_source(found.graph) == pytest.approx({RoadSource.SYNTHETIC: 2 * 4.0 * 1.35}, rel=0.002)
    assert found.graph.node_count == 3


def test_a_shape_drawn_against_its_calls_is_turned_round() -> None:
    line = Line(("A", "B", "C"), minutes(EIGHT, 5, 5), STREET[::-1])
    found = roads(a_town(ALONG_THE_STREET, [line]), van_pace=1.0)
    forth = between(found.graph, found.pole_node)
    assert forth[0] == pytest.approx([0, 300, 600], abs=1)
    assert forth[2, 0] > forth[0, 2]


def test_a_call_far_from_the_shape_gets_a_road_of_its_own() -> None:
    poles = [*ALONG_THE_STREET, Pole("D", 4000, 3000)]
    line = Line(("A", "B", "C", "D"), minutes(EIGHT, 5, 5, 6), STREET)
    km = km_by_source(roads(a_town(poles, [line])).graph)
    assert km[RoadSource.SYNTHETIC] == pytest.approx(2 * 3.0 * 1.35, rel=0.01)


def test_parts_no_line_connects_are_bridged_and_counted() -> None:
    poles = [*ALONG_THE_STREET, Pole("D", 0, 9000), Pole("E", 3000, 9000), Pole("F", 6000, 9000)]
    far = Line(("D", "E", "F"), minutes(EIGHT, 5, 5), ((0, 9000), (6000, 9000)))
    feed = a_town(poles, [there(*minutes(EIGHT, 5, 5)), far])
    found = roads(feed)
    assert strong_components(found.graph).max() == 0
    assert km_by_source(found.graph)[RoadSource.BRIDGE] == pytest.approx(2 * 9.0 * 1.4, rel=0.02)
    assert bridged_pair_share(found.graph, found.pole_node) == pytest.approx(0.5)
    with pytest.raises(NoRoadsError, match=r"50% of the pairs .* more than the 20% allowed"):
        roads(feed, max_bridged_share=0.2)


def test_poles_without_trips_stand_on_the_network_too() -> None:
    poles = [*ALONG_THE_STREET, Pole("near", 1000, 50), Pole("far", 0, 5000), Pole("farther", 0, 5400)]
    found = roads(a_town(poles, [there(*minutes(EIGHT, 5, 5))]))
    metres = between(found.graph, found.pole_node, "length_m")
    assert metres[0, 3] == pytest.approx(1000 + 1.3 * 50, rel=0.02)
    assert metres[4, 5] == pytest.approx(1.4 * 400, rel=0.01)
    assert km_by_source(found.graph)[RoadSource.BRIDGE] == pytest.approx(2 * 1.4 * 5.4, rel=0.02)


def test_two_poles_at_one_spot_are_a_network_of_one_node_and_not_an_error() -> None:
    poles = [Pole("A", 0, 0), Pole("B", 0, 0)]
    found = roads(a_town(poles, [Line(("A", "B"), minutes(EIGHT, 5), ((0, 0), (0, 0.01)))]))
    assert strong_components(found.graph).max() == 0
    found = roads(a_town(poles, [Line(("A", "B"), minutes(EIGHT, 5), ((0, 0), (1, 0)))]))
    assert strong_components(found.graph).max() == 0


def test_trips_all_at_the_same_minute_still_give_a_speed() -> None:
    found = roads(a_town(ALONG_THE_STREET, [there(EIGHT, EIGHT, EIGHT)]))
    assert 10 <= 3.6 * 4000 / between(found.graph, found.pole_node)[0, 2] <= 60


def test_blank_times_between_timepoints_are_filled_by_the_road() -> None:
    feed = a_town(ALONG_THE_STREET, [there(*minutes(EIGHT, 5, 5))])
    times = feed.table("stop_times")
    times.loc[1, ["arrival_time", "departure_time"]] = ""
    found = roads(feed.with_table("stop_times", times), van_pace=1.0)
    assert between(found.graph, found.pole_node)[0] == pytest.approx([0, 300, 600], abs=1)


def test_speeds_stay_within_what_a_van_drives() -> None:
    hasty = there(*minutes(EIGHT, 1, 1))
    crawling = Line(("D", "E"), minutes(EIGHT, 200), ((0, 3000), (4000, 3000)))
    found = roads(a_town([*ALONG_THE_STREET, Pole("D", 0, 3000), Pole("E", 4000, 3000)], [hasty, crawling]))
    driven = np.isin(found.graph.source, [RoadSource.SHAPE])
    kmh = 3.6 * found.graph.length_m[driven] / found.graph.time_s[driven]
    assert kmh.min() >= 10 - 1e-9
    assert kmh.max() <= 60 + 1e-9


def test_a_feed_without_trips_says_so() -> None:
    with pytest.raises(NoRoadsError, match="no trips that call at two poles"):
        roads(a_feed(trips="route_id,service_id,trip_id\n", stop_times=None))


def test_a_feed_without_positions_says_so() -> None:
    with pytest.raises(NoRoadsError, match="no stop pole with a position"):
        roads(a_feed(stops="stop_id,stop_name,stop_lat,stop_lon\n1_01,浪岡駅前,,\n"))


def test_the_publisher_is_named() -> None:
    assert roads(a_feed()).graph.attribution == "青森市見本"
    assert roads(a_feed(feed_info=None, agency="agency_name\n浪岡交通\n")).graph.attribution == "浪岡交通"
