"""The demo's lines come near every settlement, so that demo trips drive on road and not on guesses."""

import numpy as np
import pytest
from numpy.typing import NDArray

from gtfs.feed import read_feed
from gtfs.network import Network, network_from_feed, synthetic_share
from gtfs.places import straight_m
from gtfs.road_access import connect_points
from gtfs.road_graph import RoadSource, km_by_source
from tests.examples.namioka_demo import NAMIOKA, PURPOSES, list_demo_doors, read_rows

FAR_FROM_ANY_PLACE = {"大釈迦", "吉野田", "本郷", "杉沢", "王余魚沢", "細野"}
"""Rows whose position is the middle of a whole 大字, far from any place we know of."""
FAR_M = 1000


@pytest.fixture(scope="module")
def network() -> Network:
    return network_from_feed(read_feed(NAMIOKA / "feed"), doors=list_demo_doors())


@pytest.fixture(scope="module")
def streets() -> Network:
    return network_from_feed(read_feed(NAMIOKA / "feed"))


def positions(rows: list[dict[str, str]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([float(row["lat"]) for row in rows]), np.array([float(row["lon"]) for row in rows])


def to_street_m(streets: Network, rows: list[dict[str, str]]) -> NDArray[np.float64]:
    return connect_points(streets.graph, *positions(rows)).straight_m


def blocks() -> list[dict[str, str]]:
    return [row for row in read_rows("facts.csv") if row["kind"] == "block"]


def test_doors_stand_within_300_m_of_a_street(streets: Network) -> None:
    doors = read_rows("places.csv")
    homes = [row for row in doors if row["kind"] == "home"]
    assert np.median(to_street_m(streets, homes)) <= 300
    assert np.quantile(to_street_m(streets, homes), 0.9) <= 300
    assert to_street_m(streets, doors).max() <= 300


def test_lines_reach_every_town_block_that_is_a_settlement(streets: Network) -> None:
    away_m = to_street_m(streets, blocks())
    far = {row["place_id"] for row, away in zip(blocks(), away_m, strict=True) if away > 300}
    assert len(blocks()) == 126
    assert np.median(away_m) <= 300
    assert far == FAR_FROM_ANY_PLACE


def test_rows_without_a_street_are_far_from_every_place_we_know() -> None:
    known = [row for row in read_rows("facts.csv") if row["place_id"] not in FAR_FROM_ANY_PLACE]
    for row in blocks():
        if row["place_id"] in FAR_FROM_ANY_PLACE:
            away_m = straight_m(float(row["lat"]), float(row["lon"]), *positions(known))
            assert away_m.min() > FAR_M, row["place_id"]


def test_every_town_block_has_homes_and_they_belong_to_nobody() -> None:
    homes = [row for row in read_rows("places.csv") if row["kind"] == "home"]
    for block in blocks():
        near = [row for row in homes if row["name"].endswith(f" {block['name']}")]
        assert 2 <= len(near) <= 4
    assert all(
        row["name"].startswith("見本の家") and "実在の世帯ではありません" in row["note"] for row in homes
    )


def test_the_feed_alone_leaves_no_road_to_guess(streets: Network) -> None:
    assert set(km_by_source(streets.graph)) == {RoadSource.SHAPE}


def test_at_most_a_fifth_of_the_driven_kilometres_is_synthetic(network: Network) -> None:
    doors = read_rows("places.csv")
    poles = len(network.places) - len(doors)
    going_out = np.array([float(row["weight_home"]) for row in doors])
    going_to = np.array([sum(float(row[f"weight_{purpose}"]) for purpose in PURPOSES) for row in doors])
    dice = np.random.default_rng(1)
    origin = poles + dice.choice(len(doors), 2000, p=going_out / going_out.sum())
    destination = poles + dice.choice(len(doors), 2000, p=going_to / going_to.sum())
    _, metres = network.router.matrix_ms_m(network.place_node, network.place_node)
    driven = metres[origin, destination]
    share = float((synthetic_share(network)[origin, destination] * driven).sum() / driven.sum())
    assert 0 < share <= 0.20


def test_the_whole_district_is_within_half_an_hour(network: Network) -> None:
    ms, _ = network.router.matrix_ms_m(network.place_node, network.place_node)
    assert ms.max() <= 30 * 60 * 1000
