"""A snow day makes a new version of the travel times and leaves the usual ones alone."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.conditions import Conditions, ConditionsError, LocalSpeed, SpeedWindow
from dispatch.domain.place import PlaceIndex
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes, TravelTimesError

A, B, C = PlaceIndex(0), PlaceIndex(1), PlaceIndex(2)
LINE = np.array([[0, 100, 250], [100, 0, 150], [250, 150, 0]])
USUAL = MatrixTravelTimes.of(LINE, LINE * 8, version="usual")
MORNING = SpeedWindow(7 * 3600, 9 * 3600, 0.5)


def test_snow_all_day_slows_every_drive_and_the_usual_times_stay() -> None:
    snow = under(USUAL, Conditions("snow", speed=0.8, extra_s=20))
    assert snow.seconds(A, B, 0) == 125 + 20
    assert snow.seconds(A, A, 0) == 0
    assert snow.metres(A, B) == 800
    assert USUAL.seconds(A, B, 0) == 100
    assert len(snow.tensor().knot_s) == 1


def test_the_version_names_the_base_and_changes_with_what_changes_driving() -> None:
    snow = under(USUAL, Conditions("snow", speed=0.8))
    assert snow.version.startswith("usual+")
    assert snow.version != under(USUAL, Conditions("snow", speed=0.7)).version
    assert snow.version == under(USUAL, Conditions("heavy boots", speed=0.8, dwell=2)).version


def test_a_window_slows_its_hours_only_and_the_change_is_gradual() -> None:
    times = under(USUAL, Conditions("commuters", windows=(MORNING,)))
    assert times.seconds(A, C, 6 * 3600) == 250
    assert 250 < times.seconds(A, C, 7 * 3600 - 450) < 500
    assert times.seconds(A, C, 7 * 3600) == times.seconds(A, C, 8 * 3600) == 500
    assert 250 < times.seconds(A, C, 9 * 3600 - 450) < 500
    assert times.seconds(A, C, 9 * 3600) == times.seconds(A, C, 12 * 3600) == 250


def test_two_windows_may_touch() -> None:
    later = SpeedWindow(9 * 3600, 11 * 3600, 0.8)
    times = under(USUAL, Conditions("snowfall", windows=(MORNING, later)))
    assert [times.seconds(A, B, hour * 3600) for hour in (8, 10, 12)] == [200, 125, 100]


def test_nobody_gets_to_a_closed_place_but_a_vehicle_there_can_leave() -> None:
    times = under(USUAL, Conditions("avalanche", closed_places=frozenset({B}), extra_s=5))
    assert times.seconds(A, B, 0) == times.seconds(C, B, 0) == UNREACHABLE_S
    assert times.seconds(B, C, 0) == 155
    assert times.seconds(B, B, 0) == 0
    assert times.waypoint_at(A, C, 50) == (C, 255)


def test_conditions_add_to_times_that_already_change_over_the_day() -> None:
    rush = MatrixTravelTimes.of([LINE, LINE * 2], LINE * 8, knot_s=[0, 10_000])
    snow = under(rush, Conditions("snow", speed=0.5, windows=(SpeedWindow(20_000, 30_000, 0.25),)))
    assert snow.seconds(A, B, 0) == 200
    assert snow.seconds(A, B, 5_000) == 300
    assert snow.seconds(A, B, 25_000) == 800


@given(
    st.floats(0.1, 2),
    st.lists(st.tuples(st.integers(0, 100), st.integers(61, 100), st.floats(0.1, 2)), max_size=3),
)
def test_leaving_later_never_arrives_earlier_under_any_conditions(
    speed: float, spells: list[tuple[int, int, float]]
) -> None:
    windows, clock = [], 0
    for pause, minutes, factor in spells:
        windows.append(SpeedWindow(clock + pause * 60, clock + (pause + minutes) * 60, factor))
        clock = windows[-1].until_s
    try:
        times = under(USUAL, Conditions("weather", speed=speed, windows=tuple(windows)))
    except TravelTimesError:
        return  # a wild change in a short window: refused rather than answered wrongly
    arrivals = [depart + times.seconds(A, C, depart) for depart in range(0, clock + 7200, 30)]
    assert arrivals == sorted(arrivals)
    usual = int(np.ceil(250 / speed))
    assert times.seconds(A, C, clock + 7200) in (usual, usual - 1)


def test_a_drive_meets_a_street_not_ploughed_for_as_much_of_its_way_as_lies_there() -> None:
    times = under(USUAL, Conditions("snow", local_speeds=(LocalSpeed(frozenset({C}), 0.5),)))
    assert times.seconds(A, B, 0) == 100
    assert times.seconds(B, C, 0) == 150 + 75  # half of its seconds are near C, and take twice as long
    assert times.seconds(A, C, 0) == 250 + 75
    assert times.metres(A, C) == USUAL.metres(A, C)


def test_a_ploughed_street_is_as_usual_where_all_others_are_slow() -> None:
    ploughed = LocalSpeed(frozenset({A, B}), windows=(SpeedWindow(10 * 3600, 20 * 3600, 2.0),))
    times = under(USUAL, Conditions("snow", speed=0.5, local_speeds=(ploughed,)))
    assert times.seconds(A, B, 8 * 3600) == 200
    assert times.seconds(A, B, 12 * 3600) == 100
    assert 100 + 150 < times.seconds(A, C, 12 * 3600) < 200 + 300


def test_every_way_is_slower_by_local_speeds_of_all_places_as_by_the_speed_of_all() -> None:
    everywhere = LocalSpeed(frozenset({A, B, C}), 0.8)
    times = under(USUAL, Conditions("snow", local_speeds=(everywhere,)))
    assert (times.tensor().seconds == under(USUAL, Conditions("snow", speed=0.8)).tensor().seconds).all()


@st.composite
def some_towns(draw: st.DrawFn) -> MatrixTravelTimes:
    at = np.array(draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=7)))
    seconds = 30 * np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2)
    return MatrixTravelTimes.of(seconds, seconds * 8)


@st.composite
def some_weather(draw: st.DrawFn, places: int) -> Conditions:
    speeds = st.floats(0.2, 3)

    def windows() -> tuple[SpeedWindow, ...]:
        found, clock = [], 0
        for pause, minutes, factor in draw(
            st.lists(st.tuples(st.integers(0, 200), st.integers(1, 300), speeds), max_size=2)
        ):
            found.append(SpeedWindow(clock + pause * 60, clock + (pause + minutes) * 60, factor))
            clock = found[-1].until_s
        return tuple(found)

    groups: dict[int, set[PlaceIndex]] = {}
    for place in range(places):
        groups.setdefault(draw(st.integers(0, 2)), set()).add(PlaceIndex(place))
    local = tuple(
        LocalSpeed(frozenset(each), draw(speeds), windows()) for number, each in groups.items() if number
    )
    return Conditions("weather", draw(speeds), local_speeds=local, extra_s=draw(st.integers(0, 30)))


@given(st.data())
def test_leaving_later_never_arrives_earlier_by_hour_and_place(
    data: st.DataObject,
) -> None:
    usual = data.draw(some_towns())
    places = len(usual.tensor().metres)
    weather = data.draw(some_weather(places))
    times = under(usual, weather)
    origin, destination = (PlaceIndex(data.draw(st.integers(0, places - 1))) for _ in range(2))
    ends_s = max((int(knot) for knot in times.tensor().knot_s), default=0) + 3600
    arrivals = [depart + times.seconds(origin, destination, depart) for depart in range(-3600, ends_s, 600)]
    assert arrivals == sorted(arrivals)
    slowest = (
        max(1 / each.speed for local in weather.local_speeds for each in (local, *local.windows))
        if (weather.local_speeds)
        else 1.0
    )
    longest_s = usual.seconds(origin, destination, 0) / weather.speed * max(slowest, 1.0)
    assert (times.tensor().seconds[:, origin, destination] <= longest_s + weather.extra_s + 1).all()


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        (lambda: Conditions("odd", speed=0.0), "speed is 0.0, expected 0.05 to 20"),
        (lambda: Conditions("odd", dwell=-1.0), "dwell is -1.0"),
        (lambda: Conditions("odd", windows=(SpeedWindow(0, 60, 99.0),)), r"windows\[0\].speed is 99.0"),
        (
            lambda: Conditions("odd", windows=(SpeedWindow(60, 60, 0.5),)),
            r"windows\[0\] from 60 s until 60 s",
        ),
        (lambda: Conditions("odd", windows=(MORNING, MORNING)), r"windows\[1\] .* not before 32400 s"),
        (lambda: Conditions("odd", extra_s=-1), "extra_s is -1"),
        (
            lambda: Conditions("odd", local_speeds=(LocalSpeed(frozenset({A}), 0.0),)),
            r"local_speeds\[0\].speed is 0.0",
        ),
        (
            lambda: Conditions("odd", local_speeds=(LocalSpeed(frozenset({A, B})),) * 2),
            "place 0 is in two of local_speeds",
        ),
    ],
)
def test_contradictory_conditions_are_refused_with_the_reason(
    conditions: Callable[[], Conditions], complaint: str
) -> None:
    with pytest.raises(ConditionsError, match=complaint):
        conditions()


def test_windows_that_follow_too_closely_are_refused() -> None:
    far = MatrixTravelTimes.of([[0, 3000], [3000, 0]], [[0, 9], [9, 0]])
    close = Conditions("odd", windows=(SpeedWindow(0, 60, 0.1), SpeedWindow(60, 120, 1.0)))
    with pytest.raises(TravelTimesError, match="leaving at 60 s would arrive"):
        under(far, close)


def test_a_closed_place_must_be_one_of_the_places() -> None:
    with pytest.raises(ConditionsError, match="closed place 3 is not one of the 3 places"):
        under(USUAL, Conditions("typo", closed_places=frozenset({PlaceIndex(3)})))
