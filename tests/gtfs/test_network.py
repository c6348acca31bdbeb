"""A feed becomes a network on which every place reaches every other."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.feed import Feed, read_feed
from gtfs.network import (
    SYNTHETIC,
    Network,
    UnreachablePlaceError,
    network_from_feed,
    path,
    synthetic_share,
    travel_times,
)
from gtfs.places import Places
from gtfs.road_graph import RoadSource
from gtfs.roads_from_feed import NoRoadsError
from gtfs.streets_with_feed_roads import MapElsewhereError
from tests.gtfs.feeds import a_feed
from tests.gtfs.roads_from_osm.street_maps import METRE, street_map
from tests.gtfs.test_routing import roads
from tests.shared_data import shared_data

FEEDS = (
    "GTFS (2).zip",
    "GTFS_regular_line.zip",
    "busdata_181001.zip",
    "city_uozu_omotenashi_gtfs.zip",
    "gtfs-aomoricitybus.zip",
    "gtfs.1034.uenomura_com.zip",
    "nebutango20190401.zip",
    "ryobi.zip",
    "siminbus20190401.zip",
    "toyohashitetsudou.zip",
)
CLINIC = Place("door-1", "見本医院", "みほんいいん", 40.7170, 140.5920, PlaceKind.DOOR)


@pytest.mark.parametrize("name", FEEDS)
def test_two_hundred_pairs_of_places_of_a_real_feed_are_routable(name: str) -> None:
    network = network_from_feed(read_feed(shared_data(f"gtfs_jp/{name}")))
    seconds = travel_times(network).tensor().seconds[0]
    rng = np.random.default_rng(2019)
    a, b, c = rng.integers(0, len(network.places), (3, 200))
    assert (seconds[a, b] < 4 * 3600).all()
    assert (seconds[a, c] <= seconds[a, b] + seconds[b, c]).all()
    for origin, destination in zip(a[:40].tolist(), b[:40].tolist(), strict=True):
        driven = path(network, PlaceIndex(origin), PlaceIndex(destination))
        assert len(driven.lat) >= 1
        assert sum(driven.metres.values()) < 300_000


def test_a_feed_without_trips_has_no_roads() -> None:
    with pytest.raises(NoRoadsError, match="no trips"):
        network_from_feed(read_feed(shared_data("gtfs_jp/ksu_shuttle_2025")))


def test_driving_times_are_rounded_up_and_known_by_the_networks_version() -> None:
    network = network_from_feed(a_feed())
    times = travel_times(network)
    ms = network.router.milliseconds(network.place_node, network.place_node)
    assert (times.tensor().seconds[0] == np.ceil(ms / 1000)).all()
    assert times.version == network.version == network_from_feed(a_feed()).version
    assert network.version != network_from_feed(a_feed(), van_pace=0.8).version


def test_a_registered_door_comes_after_the_poles_and_is_reached_by_a_connector() -> None:
    plain, network = network_from_feed(a_feed()), network_from_feed(a_feed(), doors=[CLINIC])
    door = network.places.index_of("door-1")
    assert door == len(plain.places)
    before, after = travel_times(plain).tensor().seconds[0], travel_times(network).tensor().seconds[0]
    assert np.abs(after[:door, :door] - before).max() <= 1
    driven = path(network, PlaceIndex(0), door)
    assert driven.metres[RoadSource.CONNECTOR] > 0
    assert sum(driven.metres.values()) == pytest.approx(
        travel_times(network).metres(PlaceIndex(0), door), abs=1
    )
    assert (driven.lat[-1], driven.lon[-1]) == pytest.approx((CLINIC.lat, CLINIC.lon), abs=1e-6)


def test_the_drawn_way_runs_from_place_to_place() -> None:
    network = network_from_feed(a_feed())
    driven = path(network, PlaceIndex(0), PlaceIndex(2))
    assert (driven.lat[0], driven.lon[0]) == pytest.approx((40.71345, 140.58595), abs=1e-4)
    assert (driven.lat[-1], driven.lon[-1]) == pytest.approx((40.719, 140.593), abs=1e-4)
    assert (np.diff(driven.lat) > 0).all()
    here = path(network, PlaceIndex(1), PlaceIndex(1))
    assert (len(here.lat), dict(here.metres)) == (1, {})


def test_the_synthetic_share_is_nothing_on_drawn_roads_and_all_without_shapes() -> None:
    drawn, undrawn = network_from_feed(a_feed()), network_from_feed(a_feed(shapes=None))
    assert synthetic_share(drawn).max() == 0
    apart = ~np.eye(3, dtype=bool)
    assert (synthetic_share(undrawn)[apart] == 1).all()
    assert (synthetic_share(undrawn).diagonal() == 0).all()


def test_the_synthetic_share_is_that_of_the_drawn_way() -> None:
    network = network_from_feed(a_feed(), doors=[CLINIC])
    door = network.places.index_of("door-1")
    metres = path(network, PlaceIndex(0), door).metres
    guessed = sum(length for source, length in metres.items() if source in SYNTHETIC)
    shares = synthetic_share(network, np.array([0], np.int32))
    assert shares.shape == (1, 4)
    assert shares[0, door] == pytest.approx(guessed / sum(metres.values()))


def test_a_place_no_road_leads_to_is_named() -> None:
    places = Places(tuple(Place(i, f"停留所{i}", "", 40.7, 140.6, PlaceKind.POLE) for i in "ab"), (0, 1))
    network = Network(roads(2, [(0, 1, 5, 50)]), places, np.array([0, 1], np.int32))
    with pytest.raises(UnreachablePlaceError, match=r"no road leads from 停留所b \(b\) to 停留所a \(a\)"):
        travel_times(network)


def _feed_on_the_equator(*east_m: float, north_m: float = 4) -> Feed:
    """The small feed's line with three poles this many metres east, along the north side of a street."""
    poles = [(f"{number}_01", north_m * METRE, east * METRE) for number, east in enumerate(east_m, start=1)]
    stops = "".join(f"{pole},停{pole},{lat:.8f},{lon:.8f},0\n" for pole, lat, lon in poles)
    shapes = "".join(
        f"{shape},{lat:.8f},{lon:.8f},{number}\n"
        for shape, order in (("S1", poles), ("S2", poles[::-1]))
        for number, (_, lat, lon) in enumerate(order, start=1)
    )
    return a_feed(
        stops="stop_id,stop_name,stop_lat,stop_lon,location_type\n" + stops,
        shapes="shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n" + shapes,
    )


@pytest.fixture
def one_street(tmp_path: Path) -> Path:
    return street_map(tmp_path, {1: (0, 0), 2: (2000, 0)}, [([1, 2], {"highway": "tertiary"})])


def test_places_on_the_map_drive_its_streets_only(one_street: Path) -> None:
    network = network_from_feed(_feed_on_the_equator(100, 900, 1900), osm=one_street)
    assert set(network.graph.source.tolist()) == {RoadSource.OSM}
    assert travel_times(network).metres(PlaceIndex(0), PlaceIndex(2)) == pytest.approx(1800, abs=1)


def test_poles_outside_the_map_stay_on_the_feeds_roads(one_street: Path) -> None:
    network = network_from_feed(_feed_on_the_equator(100, 1900, 7000), osm=one_street)
    on_map = path(network, PlaceIndex(0), PlaceIndex(1)).metres
    assert set(on_map) == {RoadSource.OSM}
    leaving = path(network, PlaceIndex(0), PlaceIndex(2)).metres
    assert leaving[RoadSource.OSM] == pytest.approx(1800, abs=5)  # the gate is beside the second pole
    assert leaving[RoadSource.SHAPE] == pytest.approx(5100, abs=5)
    assert leaving[RoadSource.BRIDGE] < 200
    coming = path(network, PlaceIndex(2), PlaceIndex(0)).metres
    assert coming[RoadSource.SHAPE] == pytest.approx(5100, abs=5)
    assert "OpenStreetMap" in network.graph.attribution
    assert "; " in network.graph.attribution


def test_a_door_outside_the_map_stands_on_the_feeds_roads(one_street: Path) -> None:
    door = Place("door-1", "民家", "みんか", 50 * METRE, 5000 * METRE, PlaceKind.DOOR)
    network = network_from_feed(_feed_on_the_equator(100, 1900, 7000), osm=one_street, doors=[door])
    driven = path(network, PlaceIndex(2), PlaceIndex(3)).metres
    assert driven[RoadSource.SHAPE] == pytest.approx(2000, abs=10)
    assert RoadSource.OSM not in driven


def test_a_map_of_another_town_is_refused(one_street: Path) -> None:
    with pytest.raises(MapElsewhereError, match=r"every place is more than 1 km from the streets"):
        network_from_feed(a_feed(), osm=one_street)


def test_a_line_that_never_comes_near_the_streets_is_joined_where_it_is_nearest(one_street: Path) -> None:
    network = network_from_feed(_feed_on_the_equator(100, 1900, 7000, north_m=500), osm=one_street)
    leaving = path(network, PlaceIndex(1), PlaceIndex(2)).metres
    assert leaving[RoadSource.SHAPE] == pytest.approx(5100, abs=200)
    assert leaving[RoadSource.CONNECTOR] > 500
    assert np.isfinite(travel_times(network).tensor().seconds).all()
