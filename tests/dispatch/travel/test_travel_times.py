"""Driving times between places: rounded up, first in first out, invertible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTimesError

A, B, C = PlaceIndex(0), PlaceIndex(1), PlaceIndex(2)
LINE = np.array([[0, 100, 250], [100, 0, 150], [250, 150, 0]])
METRES = LINE * 8


def test_one_matrix_serves_all_day() -> None:
    times = MatrixTravelTimes.of(LINE, METRES)
    assert times.seconds(A, C, 3 * 3600) == times.seconds(A, C, 30 * 3600) == 250
    assert times.metres(A, C) == 2000
    assert times.latest_departure(A, C, 9 * 3600) == 9 * 3600 - 250


def test_between_two_knots_seconds_are_linear_and_rounded_up() -> None:
    times = MatrixTravelTimes.of([LINE, LINE * 2], METRES, knot_s=[1000, 2000])
    assert times.seconds(A, B, 0) == 100
    assert times.seconds(A, B, 1500) == 150
    assert times.seconds(A, B, 1501) == 151
    assert times.seconds(A, B, 9999) == 200


def test_the_tensor_is_read_only_and_its_fastest_is_the_least_over_the_knots() -> None:
    given_seconds = np.array([LINE * 2, LINE], np.int32)
    tensor = MatrixTravelTimes.of(given_seconds, METRES, knot_s=[0, 1000]).tensor()
    assert (tensor.fastest == LINE).all()
    for array in (tensor.seconds, tensor.metres, tensor.fastest, tensor.knot_s):
        with pytest.raises(ValueError, match="read-only"):
            array.flat[0] = 1
    given_seconds[0, 0, 1] = 5
    assert tensor.seconds[0, 0, 1] == 200


def test_the_version_follows_the_content_unless_it_is_given() -> None:
    times = MatrixTravelTimes.of(LINE, METRES)
    assert times.version == MatrixTravelTimes.of(LINE, METRES).version
    assert times.version != MatrixTravelTimes.of(LINE + LINE, METRES).version
    assert times.version != MatrixTravelTimes.of(LINE, METRES, knot_s=[5]).version
    assert MatrixTravelTimes.of(LINE, METRES, version="winter").version == "winter"


@pytest.mark.parametrize(
    ("seconds", "metres", "knot_s", "complaint"),
    [
        (LINE * 1.5, METRES, [0], "whole numbers expected"),
        (LINE[:2], METRES, [0], "seconds: .* expected"),
        (LINE, METRES[:2, :2], [0], "metres: .* expected as for seconds"),
        ([LINE, LINE], METRES, [0], "2 departures expected"),
        ([LINE, LINE], METRES, [7, 7], "rising departures"),
        (-LINE, METRES, [0], "below zero from place 0 to place 1"),
        (LINE + np.eye(3, dtype=int), METRES, [0], "place 0 must be at 0 from itself"),
        (LINE * 10**8, METRES, [0], "does not fit 32 bits"),
        ([LINE * 9, LINE], METRES, [0, 600], "from place 0 to place 2, leaving at 600 s would arrive 1400 s"),
    ],
)
def test_matrices_that_cannot_be_travel_times_are_refused_with_the_reason(
    seconds: NDArray[np.int64], metres: NDArray[np.int64], knot_s: list[int], complaint: str
) -> None:
    with pytest.raises(TravelTimesError, match=complaint):
        MatrixTravelTimes.of(seconds, metres, knot_s=knot_s)


@st.composite
def _times_between_two_places(draw: st.DrawFn) -> MatrixTravelTimes:
    knots, seconds = [draw(st.integers(0, 50))], [draw(st.integers(0, 60))]
    for _ in range(draw(st.integers(0, 4))):
        knots.append(knots[-1] + draw(st.integers(1, 40)))
        seconds.append(draw(st.integers(max(0, seconds[-1] - (knots[-1] - knots[-2])), 80)))
    matrices = [[[0, s], [s, 0]] for s in seconds]
    return MatrixTravelTimes.of(matrices, [[0, 500], [500, 0]], knot_s=knots)


@given(_times_between_two_places())
def test_leaving_later_never_arrives_earlier(times: MatrixTravelTimes) -> None:
    arrivals = [depart + times.seconds(A, B, depart) for depart in range(-10, 300)]
    assert arrivals == sorted(arrivals)


@given(_times_between_two_places(), st.integers(0, 250))
def test_the_latest_departure_is_the_last_one_that_still_arrives(
    times: MatrixTravelTimes, arrive_s: int
) -> None:
    in_time = [depart for depart in range(-100, 400) if depart + times.seconds(A, B, depart) <= arrive_s]
    assert times.latest_departure(A, B, arrive_s) == max(in_time)


@pytest.mark.parametrize(
    ("elapsed_s", "ahead"), [(0, (A, 0)), (1, (B, 100)), (100, (B, 100)), (101, (C, 250)), (999, (C, 250))]
)
def test_a_vehicle_between_places_is_next_at_the_first_place_still_ahead(
    elapsed_s: int, ahead: tuple[PlaceIndex, int]
) -> None:
    assert MatrixTravelTimes.of(LINE, METRES).waypoint_at(A, C, elapsed_s) == ahead


def test_a_place_that_costs_a_detour_is_not_ahead() -> None:
    detour = LINE.copy()
    detour[1, 2] += 1
    assert MatrixTravelTimes.of(detour, METRES).waypoint_at(A, C, 50) == (C, 250)


@given(
    st.lists(st.integers(0, 300), min_size=2, max_size=6),
    st.lists(st.integers(0, 300), min_size=2, max_size=6),
    st.integers(-50, 500),
    st.integers(0, 700),
)
def test_a_waypoint_is_on_the_way_at_the_time_of_departure(
    first: list[int], second: list[int], elapsed_s: int, depart_s: int
) -> None:
    places = min(len(first), len(second))
    at = np.sort(np.array([first[:places], second[:places]]), axis=1)
    seconds = np.abs(at[:, :, None] - at[:, None, :])
    times = MatrixTravelTimes.of(seconds, seconds[0] * 8, knot_s=[100, 500])
    origin, destination = PlaceIndex(0), PlaceIndex(places - 1)
    place, reached = times.waypoint_at(origin, destination, elapsed_s, depart_s)
    total = times.seconds(origin, destination, depart_s)
    assert reached == times.seconds(origin, place, depart_s)
    assert reached + times.seconds(place, destination, depart_s + reached) == total
    assert reached >= min(elapsed_s, total)
