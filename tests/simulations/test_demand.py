"""Riders drawn from a model: as many as asked for, at sensible times and places, the same every time."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.request import WishKind
from dispatch.domain.time import TimeWindow
from gtfs.service_demand import DemandSection
from simulations.day_record import Purpose
from simulations.demand import DemandError, DemandModel, sample_demand

WEDNESDAY = date(2019, 6, 5)
HOURS = TimeWindow(8 * 3600, 18 * 3600)
ROAD_M = np.array([[0, 900, 2000], [900, 0, 1500], [2000, 1500, 0]], np.int32)


def a_model(section: DemandSection | None = None, nearest_trip_m: int = 500) -> DemandModel:
    return DemandModel(
        section=section or DemandSection(),
        hours=HOURS,
        origin_weights=np.array([1.0, 1.0, 0.0]),
        destination_weights={Purpose.HOSPITAL: np.array([0.0, 0.0, 1.0])},
        purpose_shares={Purpose.HOSPITAL: 1.0},
        road_m=ROAD_M,
        nearest_trip_m=nearest_trip_m,
    )


@settings(max_examples=40, deadline=None)
@given(riders=st.integers(0, 200), seed=st.integers(0, 1000))
def test_exactly_so_many_riders_wish_to_ride_and_ask_in_order(riders: int, seed: int) -> None:
    arrivals = sample_demand(a_model(), riders, seed, WEDNESDAY)
    parties = [arrival.request.party for arrival in arrivals]
    assert sum(party.seats + party.wheelchairs for party in parties) == riders
    assert [arrival.asked_s for arrival in arrivals] == sorted(arrival.asked_s for arrival in arrivals)
    assert len({arrival.request.request_id for arrival in arrivals}) == len(arrivals)
    for arrival in arrivals:
        assert 0 <= arrival.asked_s <= arrival.request.wish_s
        assert HOURS.holds(arrival.request.wish_s)
        assert arrival.request.origin != arrival.request.destination


def test_the_same_seed_and_date_draw_the_same_riders_and_others_draw_others() -> None:
    once = sample_demand(a_model(), 80, 1, WEDNESDAY)
    assert once == sample_demand(a_model(), 80, 1, WEDNESDAY)
    assert once != sample_demand(a_model(), 80, 2, WEDNESDAY)
    assert once != sample_demand(a_model(), 80, 1, date(2019, 6, 6))


def test_riders_who_want_to_leave_now_wish_for_the_moment_they_ask() -> None:
    for arrival in sample_demand(a_model(DemandSection(ride_now_share=1.0)), 50, 1, WEDNESDAY):
        assert arrival.asked_by.ride_now
        assert arrival.request.wish_s == arrival.asked_s
        assert arrival.request.wish_kind is WishKind.DEPART_AFTER


def test_patients_who_book_ahead_wish_to_be_there_in_time_and_ride_home_later() -> None:
    section = DemandSection(ride_now_share=0.0, return_share=1.0)
    arrivals = sample_demand(a_model(section), 100, 1, WEDNESDAY)
    out = {a.request.rider_id: a.request for a in arrivals if a.request.destination == 2}
    home = [a.request for a in arrivals if a.request.origin == 2]
    assert home
    assert all(request.wish_kind is WishKind.ARRIVE_BY for request in out.values())
    for request in home:
        assert request.destination == out[request.rider_id].origin
        assert request.wish_s >= out[request.rider_id].wish_s + 90 * 60


def test_party_sizes_have_the_mean_of_the_service() -> None:
    arrivals = sample_demand(a_model(DemandSection(party_size_mean=1.3)), 4000, 1, WEDNESDAY)
    assert 4000 / len(arrivals) == pytest.approx(1.3, abs=0.05)


def test_a_town_with_nowhere_to_go_is_told_so() -> None:
    with pytest.raises(DemandError, match="nowhere to go"):
        sample_demand(a_model(nearest_trip_m=5000), 3, 1, WEDNESDAY)
