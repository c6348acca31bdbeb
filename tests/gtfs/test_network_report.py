"""The figures by which a planner judges a network are those of its roads."""

import pytest

from dispatch.domain.place import Place, PlaceKind
from gtfs.connectivity import connectivity_of
from gtfs.network import network_from_feed
from gtfs.network_report import report_of
from gtfs.road_graph import RoadSource
from tests.gtfs.feeds import A_SMALL_FEED, a_feed
from tests.gtfs.test_routing import roads


def test_roads_of_no_return_and_islands_are_told_apart() -> None:
    both = [(0, 1, 5, 300), (1, 0, 5, 300)]
    island = [(2, 3, 5, 100), (3, 2, 5, 100)]
    leaving = [(1, 4, 5, 70)]
    measured = connectivity_of(roads(5, both + island + leaving))
    assert (measured.components, measured.drivable_km, measured.largest_km) == (2, 0.8, 0.6)
    assert measured.no_return_km == pytest.approx(0.07)
    assert measured.largest_share == pytest.approx(0.75)


def test_a_network_of_dead_ends_has_no_drivable_length() -> None:
    measured = connectivity_of(roads(2, [(0, 1, 5, 70)]))
    assert (measured.components, measured.largest_share) == (0, 0.0)


def test_speeds_and_shares_of_a_small_feed() -> None:
    report = report_of(network_from_feed(a_feed(), van_pace=1.0))
    assert (report.poles, report.doors, report.door_to_road_m) == (3, 0, None)
    assert report.synthetic_share.p90 == 0
    assert report.pole_to_road_m.p90 < 10
    assert 5 < report.pair_kmh.median < 30
    assert report.road_kmh.p10 <= report.road_kmh.median <= report.road_kmh.p90
    assert sum(report.km.values()) == pytest.approx(report.connectivity.drivable_km)


def test_doors_are_measured_to_the_nearest_road() -> None:
    door = Place("door-1", "民家", "みんか", 40.7200, 140.5900, PlaceKind.DOOR)
    report = report_of(network_from_feed(a_feed(), doors=[door]))
    assert report.doors == 1
    assert report.door_to_road_m is not None
    assert 100 < report.door_to_road_m.median < 1000
    assert report.km[RoadSource.CONNECTOR] > 2 * report.door_to_road_m.median / 1000


def test_poles_that_no_trip_serves_are_counted_and_do_not_make_the_roads_look_guessed() -> None:
    far = "".join(f"9_0{n},廃止{n},40.9{n},140.58,0\n" for n in range(1, 4))
    served = report_of(network_from_feed(a_feed()))
    report = report_of(network_from_feed(a_feed(stops=A_SMALL_FEED["stops"].rstrip() + "\n" + far)))
    assert (served.poles_by_bridge_only, report.poles_by_bridge_only) == (0, 3)
    assert report.poles == served.poles + 3
    assert report.km[RoadSource.BRIDGE] > 30
    assert report.synthetic_share == served.synthetic_share


def test_the_same_seed_measures_the_same_pairs() -> None:
    network = network_from_feed(a_feed())
    assert report_of(network, seed=5) == report_of(network, seed=5)
