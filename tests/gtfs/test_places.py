"""Places: poles grouped into stops, doors after them, walks between them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.feed import read_feed
from gtfs.places import Places, UnknownPlaceError, places_from_feed, straight_m
from tests.gtfs.feeds import a_feed
from tests.shared_data import shared_data

CLINIC = Place("door-1", "浪岡病院 正面", "なみおかびょういん", 40.7191, 140.5931, PlaceKind.DOOR)
HOME = Place("door-2", "細野の家", "ほそののいえ", 40.7400, 140.6400, PlaceKind.DOOR)

TWO_SIDES = """\
    stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
    P1,浪岡駅前,40.7134,140.5859,1,
    1_01,浪岡駅前,40.7134,140.5859,0,P1
    1_02,浪岡駅前（降車専用）,40.7136,140.5861,0,P1
    2_01,本郷,40.7300,140.6000,0,
    2_02,本郷,40.7310,140.6010,,
    3_01,本郷,40.9000,140.6000,0,
    E1,出入口,40.7134,140.5859,2,P1
    4_01,位置なし,,,0,
    """


def test_poles_come_in_the_order_of_the_feed_with_their_kana() -> None:
    places = places_from_feed(a_feed())
    assert [place.place_id for place in places] == ["1_01", "2_01", "3_01"]
    assert places[PlaceIndex(1)] == Place(
        "2_01", "浪岡庁舎前", "なみおかちょうしゃまえ", 40.716, 140.589, PlaceKind.POLE
    )


def test_kana_is_read_from_the_older_translations_too() -> None:
    older = "trans_id,lang,translation\n浪岡駅前,ja-Hrkt,なみおかえきまえ\n浪岡駅前,en,Namioka Sta.\n"
    places = places_from_feed(a_feed(translations=older))
    assert [place.kana for place in places] == ["なみおかえきまえ", "", ""]


def test_only_poles_with_a_position_are_places() -> None:
    places = places_from_feed(a_feed(stops=TWO_SIDES))
    assert [place.place_id for place in places] == ["1_01", "1_02", "2_01", "2_02", "3_01"]


def test_poles_of_a_stop_are_grouped_by_parent_else_by_name_and_nearness() -> None:
    places = places_from_feed(a_feed(stops=TWO_SIDES))
    assert places.stop_group == (0, 0, 1, 1, 2)
    assert places.list_group(PlaceIndex(3)) == [2, 3]


def test_an_unknown_place_is_named_in_the_error() -> None:
    places = places_from_feed(a_feed())
    assert places.find("9_99") is None
    with pytest.raises(UnknownPlaceError, match="no place with id '9_99' among the 3 places") as raised:
        places.index_of("9_99")
    assert isinstance(raised.value, KeyError)


def test_one_id_for_two_places_is_refused() -> None:
    with pytest.raises(ValueError, match="'door-1' is used 2 times"):
        places_from_feed(a_feed()).with_doors([CLINIC, CLINIC])


def test_a_walk_is_longer_than_the_straight_line() -> None:
    places = places_from_feed(a_feed()).with_doors([CLINIC, HOME])
    at_the_clinic = places.within_walk(places.index_of("door-1"), 800)
    assert [places[index].place_id for index, _ in at_the_clinic] == ["3_01", "2_01"]
    straight = straight_m(40.7191, 140.5931, np.array([40.719]), np.array([140.593]))
    assert at_the_clinic[0][1] == pytest.approx(1.3 * straight[0])
    assert places.within_walk((40.7191, 140.5931), 30)[0] == (places.index_of("door-1"), 0.0)


positions = st.tuples(st.floats(40.5, 41.0), st.floats(140.0, 141.0))


@settings(deadline=None)
@given(st.lists(positions, max_size=12), st.lists(positions, max_size=5))
def test_doors_leave_every_index_as_it_was(
    first: list[tuple[float, float]], later: list[tuple[float, float]]
) -> None:
    def doors(prefix: str, where: list[tuple[float, float]]) -> list[Place]:
        return [Place(f"{prefix}{n}", "戸", "", *at, PlaceKind.DOOR) for n, at in enumerate(where)]

    before = Places((), ()).with_doors(doors("a", first))
    after = before.with_doors(doors("b", later))
    assert after.ordered[: len(before)] == before.ordered
    assert after.stop_group[: len(before)] == before.stop_group
    assert all(after.index_of(place.place_id) == index for index, place in enumerate(after))
    assert len(set(after.stop_group)) == len(after)


@settings(deadline=None)
@given(positions, st.lists(positions, max_size=12), st.floats(0, 50_000))
def test_a_walk_finds_all_that_is_near_and_nothing_else(
    origin: tuple[float, float], where: list[tuple[float, float]], max_m: float
) -> None:
    places = Places((), ()).with_doors(
        Place(f"d{n}", "戸", "", *at, PlaceKind.DOOR) for n, at in enumerate(where)
    )
    walk_m = 1.3 * straight_m(*origin, places.lat, places.lon)
    found = places.within_walk(origin, max_m)
    assert sorted(index for index, _ in found) == np.flatnonzero(walk_m <= max_m).tolist()
    assert [metres for _, metres in found] == sorted(metres for _, metres in found)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert straight_m(40.0, 140.0, np.array([41.0]), np.array([140.0]))[0] == pytest.approx(111_195, abs=1)


def test_namioka_poles_have_their_readings() -> None:
    places = places_from_feed(read_feed(shared_data("gtfs_jp/siminbus20190401.zip")))
    assert len(places) == 395
    assert len(set(places.stop_group)) == 201
    kana = {place.name: place.kana for place in places}
    assert kana["西部営業所"] == "せいぶえいぎょうしょ"
