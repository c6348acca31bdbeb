"""Every real feed with trips and positions gives one network on which any two poles are routable."""

import numpy as np
import pytest

from gtfs.feed import read_feed
from gtfs.places import places_from_feed
from gtfs.road_graph import RoadSource, km_by_source, strong_components
from gtfs.roads_from_feed import NoRoadsError, road_graph_from_feed
from tests.gtfs.roads_from_feed.towns import between
from tests.shared_data import shared_data

# Feed, and the kilometres of distinct road its lines are drawn along, counted once for each direction driven.
FEEDS = {
    "GTFS (2).zip": 39,
    "GTFS_regular_line.zip": 440,
    "busdata_181001.zip": 0,
    "city_uozu_omotenashi_gtfs.zip": 24,
    "gtfs-aomoricitybus.zip": 375,
    "gtfs.1034.uenomura_com.zip": 0,
    "nebutango20190401.zip": 30,
    "ryobi.zip": 669,
    "siminbus20190401.zip": 215,
    "toyohashitetsudou.zip": 11,
}


@pytest.mark.parametrize("name", FEEDS)
def test_two_hundred_pairs_of_places_are_routable(name: str) -> None:
    feed = read_feed(shared_data(f"gtfs_jp/{name}"))
    places = places_from_feed(feed)
    found = road_graph_from_feed(feed, places)
    assert strong_components(found.graph).max() == 0
    assert len(found.pole_node) == len(places)
    chosen = np.random.default_rng(1).choice(len(places), min(15, len(places)), replace=False)
    assert np.isfinite(between(found.graph, found.pole_node[chosen])).all()
    assert km_by_source(found.graph).get(RoadSource.SHAPE, 0) == pytest.approx(FEEDS[name], rel=0.05)
    assert found.graph.attribution


def test_a_feed_of_base_files_only_says_it_has_no_trips() -> None:
    feed = read_feed(shared_data("gtfs_jp/ksu_shuttle_2025"))
    with pytest.raises(NoRoadsError, match="no trips"):
        road_graph_from_feed(feed, places_from_feed(feed))
