"""What the public hears of a running service: alerts, and vehicles without their riders."""

from datetime import date
from functools import cache

import pytest
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import given
from hypothesis import strategies as st

from gtfs.door_shield import DoorShield, door_shield
from gtfs.flex import flex_feed
from gtfs.realtime import (
    AlertKind,
    Occupancy,
    ServiceAlert,
    VehicleSeen,
    alerts_message,
    occupancy_of,
    positions_message,
)
from gtfs.service import Service, read_service
from tests.examples.namioka_demo import NAMIOKA

NOON_S = 1_796_180_400  # 2026-12-02 12:00 in Japan
DAY = date(2026, 12, 2)
A_FIELD, A_HOME = (40.7300, 140.5500), (40.692948, 140.559270)


@cache
def namioka() -> Service:
    return read_service(NAMIOKA)


@cache
def shield() -> DoorShield:
    return door_shield(namioka())


def heard(message: pb.FeedMessage) -> pb.FeedMessage:
    """The message as another program reads it."""
    assert message.IsInitialized()
    return pb.FeedMessage.FromString(message.SerializeToString())


def positions(*vehicles: VehicleSeen) -> pb.FeedMessage:
    return heard(positions_message(vehicles, shield(), DAY, NOON_S))


@pytest.mark.parametrize(
    ("kind", "cause", "effect"),
    [
        (AlertKind.SUSPENDED, pb.Alert.OTHER_CAUSE, pb.Alert.NO_SERVICE),
        (AlertKind.SNOW, pb.Alert.WEATHER, pb.Alert.SIGNIFICANT_DELAYS),
        (AlertKind.FULL, pb.Alert.OTHER_CAUSE, pb.Alert.REDUCED_SERVICE),
    ],
)
def test_an_alert_says_what_and_why_in_both_languages(kind: AlertKind, cause: int, effect: int) -> None:
    alert = heard(alerts_message(namioka(), [ServiceAlert("a", kind)], NOON_S)).entity[0].alert
    assert (alert.cause, alert.effect) == (cause, effect)
    assert [text.language for text in alert.header_text.translation] == ["ja", "en"]
    assert all(text.text for text in alert.header_text.translation)
    assert not alert.active_period


def test_an_alert_is_about_the_route_that_the_feed_publishes() -> None:
    alert = heard(alerts_message(namioka(), [ServiceAlert("a", AlertKind.FULL)], NOON_S)).entity[0].alert
    feed = flex_feed(namioka(), DAY)
    assert [alert.informed_entity[0].route_id] == list(feed.table("routes")["route_id"])
    assert [alert.informed_entity[0].agency_id] == list(feed.table("agency")["agency_id"])


def test_an_alert_tells_until_when_it_holds_and_more_where_somebody_wrote_more() -> None:
    told = ServiceAlert(
        "snow",
        AlertKind.SNOW,
        NOON_S,
        NOON_S + 3600,
        "細野方面は運休です。",
        "No rides to Hosono.",
        "https://example.jp/",
    )
    alert = heard(alerts_message(namioka(), [told], NOON_S)).entity[0].alert
    assert (alert.active_period[0].start, alert.active_period[0].end) == (NOON_S, NOON_S + 3600)
    assert [text.text for text in alert.description_text.translation] == [
        "細野方面は運休です。",
        "No rides to Hosono.",
    ]
    assert alert.url.translation[0].text == "https://example.jp/"


def test_an_alert_that_is_over_is_left_out_and_one_to_come_is_told() -> None:
    over = ServiceAlert("a", AlertKind.FULL, NOON_S - 7200, NOON_S - 1)
    to_come = ServiceAlert("b", AlertKind.SUSPENDED, NOON_S + 3600)
    message = heard(alerts_message(namioka(), [to_come, over], NOON_S))
    assert [entity.id for entity in message.entity] == ["b"]
    assert message.entity[0].alert.active_period[0].start == NOON_S + 3600


def test_an_alert_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="alert a: ends at 1 before it begins at 2"):
        ServiceAlert("a", AlertKind.SNOW, 2, 1)


def test_the_message_replaces_all_before_it_and_says_when_it_was_made() -> None:
    header = positions().header
    assert (header.gtfs_realtime_version, header.timestamp) == ("2.0", NOON_S)
    assert header.incrementality == pb.FeedHeader.FULL_DATASET


def test_a_vehicle_away_from_homes_is_shown_on_its_way_with_its_trip() -> None:
    seen = VehicleSeen("1号車", *A_FIELD, NOON_S - 5, 450.0, Occupancy.FEW_SEATS)
    vehicle = positions(seen).entity[0].vehicle
    assert (vehicle.position.latitude, vehicle.position.longitude) == pytest.approx(A_FIELD, abs=1e-5)
    assert vehicle.position.bearing == 90
    assert vehicle.occupancy_status == pb.VehiclePosition.FEW_SEATS_AVAILABLE
    assert vehicle.timestamp == NOON_S - 5
    assert (vehicle.vehicle.id, vehicle.vehicle.label) == ("1号車", "1号車")
    assert vehicle.trip.start_date == "20261202"
    assert [vehicle.trip.trip_id] == list(flex_feed(namioka(), DAY).table("trips")["trip_id"])


def test_near_a_home_neither_bearing_nor_occupancy_is_told() -> None:
    vehicle = positions(VehicleSeen("1号車", *A_HOME, NOON_S, 10.0, Occupancy.SEATS)).entity[0].vehicle
    assert not vehicle.position.HasField("bearing")
    assert not vehicle.HasField("occupancy_status")
    assert not vehicle.HasField("stop_id")


def test_the_latest_word_of_a_vehicle_counts_and_an_old_one_is_not_shown() -> None:
    old, new = VehicleSeen("1号車", *A_FIELD, NOON_S - 60), VehicleSeen("1号車", 40.731, 140.551, NOON_S - 10)
    silent = VehicleSeen("2号車", *A_FIELD, NOON_S - 601)
    message = positions(new, old, silent)
    assert [entity.vehicle.timestamp for entity in message.entity] == [NOON_S - 10]


@pytest.mark.parametrize(
    ("lat", "lon", "bearing"), [(91.0, 140.0, None), (float("nan"), 140.0, None), (40.0, 140.0, float("inf"))]
)
def test_what_is_no_position_or_direction_is_refused(lat: float, lon: float, bearing: float | None) -> None:
    with pytest.raises(ValueError, match="1号車: "):
        VehicleSeen("1号車", lat, lon, NOON_S, bearing)


@given(st.integers(2, 60))
def test_getting_on_an_empty_vehicle_is_not_told_unless_it_is_full_then(seats: int) -> None:
    assert occupancy_of(0, seats) is Occupancy.SEATS
    assert occupancy_of(1, seats) is Occupancy.SEATS
    assert occupancy_of(seats, seats) is Occupancy.FULL
    assert occupancy_of(seats + 1, seats) is Occupancy.FULL


def test_a_wagon_of_nine_shows_few_seats_from_the_seventh_rider_on() -> None:
    assert [occupancy_of(taken, 9) for taken in (6, 7, 8, 9)] == [
        Occupancy.SEATS,
        Occupancy.FEW_SEATS,
        Occupancy.FEW_SEATS,
        Occupancy.FULL,
    ]


@given(
    st.lists(
        st.builds(
            VehicleSeen,
            st.sampled_from(["1号車", "2号車", "3号車"]),
            st.floats(40.66, 40.78),
            st.floats(140.52, 140.68),
            st.integers(NOON_S - 1200, NOON_S),
            st.none() | st.floats(0, 360),
            st.none() | st.sampled_from(Occupancy),
        ),
        max_size=6,
    )
)
def test_the_same_vehicles_in_any_order_give_the_same_message(vehicles: list[VehicleSeen]) -> None:
    distinct = list({(seen.vehicle_id, seen.at_s): seen for seen in vehicles}.values())
    forward = positions_message(distinct, shield(), DAY, NOON_S).SerializeToString(deterministic=True)
    backward = positions_message(distinct[::-1], shield(), DAY, NOON_S).SerializeToString(deterministic=True)
    assert forward == backward
    assert len(positions(*distinct).entity) == len({s.vehicle_id for s in distinct if NOON_S - s.at_s <= 600})
