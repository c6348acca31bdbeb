"""What stands for a recorded place elsewhere: itself, else the nearest within the walk, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.local_metres import METRES_PER_DEGREE
from gtfs.places import WALKING_DETOUR, Places, straight_m
from simulations.recorded.counterparts import DOORSTEP_M, SAME_POINT_M, Counterpart, Counterparts
from simulations.variants.from_stops import RidesFrom

HOME, CLINIC, STOP = (PlaceIndex(i) for i in range(3))


def place(name: str, north_m: float, kind: PlaceKind = PlaceKind.POLE) -> Place:
    return Place(name, name, "", 40.7 + north_m / METRES_PER_DEGREE, 140.6, kind)


def door(name: str, north_m: float) -> Place:
    return place(name, north_m, PlaceKind.DOOR)


def network(*places: Place) -> Places:
    return Places(places, tuple(range(len(places))))


THEN = network(door("home", 0), door("clinic", 5000), place("stop", 2000))


def counterparts(
    *here: Place, homes: tuple[str, ...] = (), walk_max_m: int = 250, rides_from: RidesFrom = RidesFrom.DOORS
) -> Counterparts:
    public = tuple(PlaceIndex(n) for n, each in enumerate(here) if each.place_id not in homes)
    return Counterparts(THEN, network(*here), public, walk_max_m, rides_from)


def test_the_same_place_stands_for_itself_whatever_its_index_and_the_door_is_nobody_elses() -> None:
    there = counterparts(place("stop", 2000), door("home", 0), homes=("home",))
    assert there.find(STOP, walks=True) == Counterpart(PlaceIndex(0), 0)
    assert there.find(HOME, walks=False) == Counterpart(PlaceIndex(1), 0)


def test_riders_walk_to_the_nearest_stop_or_landmark_within_the_walk() -> None:
    there = counterparts(place("far", 190), place("near", -100), door("hall", 150))
    assert there.find(HOME, walks=True) == Counterpart(PlaceIndex(1), 130)
    nearer_hall = counterparts(place("far", 190), door("hall", 60))
    assert nearer_hall.find(HOME, walks=True) == Counterpart(PlaceIndex(1), 78)


@pytest.mark.parametrize(("north_m", "found"), [(192, True), (193, False)])
def test_the_walk_is_limited_as_the_rules_say(north_m: int, found: bool) -> None:
    there = counterparts(place("stop 2", north_m))
    assert (there.find(HOME, walks=True) is not None) is found


def test_nobody_waits_at_somebody_elses_door() -> None:
    there = counterparts(door("neighbour", 40), place("far", 3000), homes=("neighbour",))
    assert there.find(HOME, walks=True) is None


def test_who_needs_the_door_is_not_sent_for_a_walk() -> None:
    there = counterparts(place("near", 100))
    assert there.find(HOME, walks=False) is None
    at_the_gate = counterparts(place("gate", 20))
    assert at_the_gate.find(HOME, walks=False) == Counterpart(PlaceIndex(0), 26)


def test_a_door_whose_position_was_corrected_is_the_same_door_and_a_moved_stop_is_walked_to() -> None:
    there = counterparts(door("home", 140), place("stop", 2100), homes=("home",))
    assert there.find(HOME, walks=False) == Counterpart(PlaceIndex(0), 0)
    assert there.find(STOP, walks=True) == Counterpart(PlaceIndex(1), 130)
    moved_house = counterparts(door("home", SAME_POINT_M + 1), homes=("home",))
    assert moved_house.find(HOME, walks=True) is None


def test_where_rides_go_from_stops_doors_are_walked_from_even_if_they_are_there_still() -> None:
    there = counterparts(*THEN, place("near", 100), rides_from=RidesFrom.STOPS)
    assert there.find(HOME, walks=True) == Counterpart(PlaceIndex(3), 130)
    assert there.find(HOME, walks=False) == Counterpart(HOME, 0)
    assert there.find(CLINIC, walks=True) == Counterpart(CLINIC, 0), "refused there: no stop is near"


def test_vehicles_are_based_at_the_nearest_place_however_far() -> None:
    there = counterparts(place("a", 9000), place("b", 30000))
    assert there.get_nearest(CLINIC) == 0


@st.composite
def networks(draw: st.DrawFn) -> tuple[Places, tuple[PlaceIndex, ...]]:
    """Places along a road, and which of them everybody may use."""
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 4000), st.booleans(), st.booleans()), min_size=1, max_size=12)
    )
    places = [
        place(f"p{n}", at, PlaceKind.POLE if pole else PlaceKind.DOOR)
        for n, (at, pole, _) in enumerate(drawn)
    ]
    public = tuple(PlaceIndex(n) for n, (_, pole, landmark) in enumerate(drawn) if pole or landmark)
    return network(*places), public


@settings(max_examples=60, deadline=None)
@given(networks(), networks(), st.integers(0, 1000), st.booleans(), st.sampled_from(RidesFrom))
def test_what_stands_for_a_place_is_the_nearest_that_riders_may_use_and_none_is_overlooked(
    then: tuple[Places, tuple[PlaceIndex, ...]],
    now: tuple[Places, tuple[PlaceIndex, ...]],
    walk_max_m: int,
    walks: bool,
    rides_from: RidesFrom,
) -> None:
    there = Counterparts(then[0], now[0], now[1], walk_max_m, rides_from)
    limit_m = walk_max_m if walks else DOORSTEP_M
    from_doors = rides_from is RidesFrom.DOORS or not walks
    usable = [each for each in now[1] if from_doors or now[0][each].kind is PlaceKind.POLE]
    for number, recorded in enumerate(then[0]):
        walks_m = WALKING_DETOUR * straight_m(recorded.lat, recorded.lon, now[0].lat, now[0].lon)
        nearest_m = min((round(float(walks_m[each])) for each in usable), default=10**9)
        found = there.find(PlaceIndex(number), walks=walks)
        if found is None:
            assert nearest_m > limit_m
        elif found.place != there.find_same(PlaceIndex(number)):
            assert found.place in usable
            assert found.walk_m == nearest_m <= limit_m


@settings(max_examples=60, deadline=None)
@given(networks(), st.booleans())
def test_on_the_same_network_every_place_stands_for_itself(
    then: tuple[Places, tuple[PlaceIndex, ...]], walks: bool
) -> None:
    there = Counterparts(then[0], then[0], then[1], 0)
    assert all(
        there.find(PlaceIndex(n), walks=walks) == Counterpart(PlaceIndex(n), 0) for n in range(len(then[0]))
    )


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 500), st.integers(0, 500))
def test_who_may_walk_farther_finds_no_less(
    now: tuple[Places, tuple[PlaceIndex, ...]], one_m: int, other_m: int
) -> None:
    shorter, longer = sorted((one_m, other_m))
    near = Counterparts(THEN, *now, shorter).find(HOME, walks=True)
    assert near is None or Counterparts(THEN, *now, longer).find(HOME, walks=True) == near
