"""The feeds of a running service as other programs read them: sound, up to date, and silent about homes."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from api.desk.order import Order
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import ChangeConditions, WithdrawVehicle
from gtfs.places import straight_m
from gtfs.service_doors import DoorKind
from tests.api.routes.booked import ask, book, wish
from tests.api.served import DAY, Served, at
from tests.gtfs.test_flex_validators import blocking, errors_of_guru, errors_of_validator

A_FIELD = (40.7300, 140.5500)
ALERTS, POSITIONS = "/gtfs-realtime/alerts.pb", "/gtfs-realtime/vehicle-positions.pb"


def heard(served: Served, path: str) -> pb.FeedMessage:
    """A feed as anybody's program reads it."""
    answer = served.client.get(served.area + path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-protobuf"
    return pb.FeedMessage.FromString(answer.content)


def alerts(served: Served) -> list[int]:
    return [entity.alert.effect for entity in heard(served, ALERTS).entity]


def drive(served: Served, vehicle_id: str, lat: float, lon: float) -> None:
    seen = {"lat": lat, "lon": lon, "at": served.clock.now().isoformat()}
    token = served.signed(served.as_tablet(vehicle_id))
    path = f"{served.area}/vehicles/{vehicle_id}/position"
    assert served.client.put(path, json=seen, headers=token).status_code == 204


def test_the_served_flex_feed_has_no_error_in_three_validators(served: Served, tmp_path: Path) -> None:
    packed = tmp_path / "flex.zip"
    answer = served.client.get(f"{served.area}/gtfs-flex.zip")
    assert answer.headers["content-type"] == "application/zip"
    packed.write_bytes(answer.content)
    assert blocking(packed, str(DAY)) == []
    assert errors_of_guru(packed, str(DAY)) == []
    assert errors_of_validator(packed, str(DAY), tmp_path / "report") == []


def test_who_has_the_feed_is_not_sent_it_again(served: Served) -> None:
    path = f"{served.area}/gtfs-flex.zip"
    first = served.client.get(path)
    again = served.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = served.client.get(path, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_no_home_is_in_the_flex_feed(served: Served) -> None:
    content = served.client.get(f"{served.area}/gtfs-flex.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = "\n".join(packed.read(name).decode() for name in packed.namelist())
    service = served.town.service
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    for home in (door for door, kind in doors if kind is DoorKind.HOME):
        assert home.place_id not in text
        assert f"{home.lat:.6f},{home.lon:.6f}" not in text


def test_a_vehicle_is_shown_where_it_is_and_near_a_home_at_a_stop(served: Served) -> None:
    served.clock.set(at(served.town, 9))
    drive(served, "1号車", *A_FIELD)
    home = served.town.service.places[served.town.service.places.find("home_001") or 0]
    drive(served, "2号車", home.lat, home.lon)
    field, hidden = (entity.vehicle for entity in heard(served, POSITIONS).entity)
    assert (field.position.latitude, field.position.longitude) == pytest.approx(A_FIELD, abs=1e-5)
    assert field.trip.start_date == "20261202"
    assert field.occupancy_status == pb.VehiclePosition.MANY_SEATS_AVAILABLE
    places = served.town.service.places
    stops = [places[index] for index in served.town.service.public_places]
    assert any(
        (hidden.position.latitude, hidden.position.longitude) == pytest.approx((stop.lat, stop.lon), abs=1e-5)
        for stop in stops
    )
    assert not hidden.HasField("occupancy_status")
    assert straight_m(hidden.position.latitude, hidden.position.longitude, home.lat, home.lon) > 20


def test_a_vehicle_that_is_silent_or_withdrawn_is_not_shown(served: Served) -> None:
    served.clock.set(at(served.town, 9))
    for vehicle_id in ("1号車", "2号車"):
        drive(served, vehicle_id, *A_FIELD)
    served.desk.handle(Order(DAY, WithdrawVehicle("2号車", "故障"), "staff ito"))
    assert [entity.id for entity in heard(served, POSITIONS).entity] == ["1号車"]
    served.clock.set(at(served.town, 9, 11))
    assert heard(served, POSITIONS).entity == []


def test_on_a_usual_day_there_is_no_alert(served: Served) -> None:
    book(served)
    assert alerts(served) == []


def test_snow_and_a_halt_are_told_to_everybody(served: Served) -> None:
    served.desk.handle(Order(DAY, ChangeConditions(Conditions("heavy_snow", speed=0.7), "大雪"), "staff ito"))
    assert alerts(served) == [pb.Alert.SIGNIFICANT_DELAYS]
    served.desk.handle(Order(DAY, ChangeConditions(Conditions("halt", speed=0.5), "吹雪"), "staff ito"))
    assert alerts(served) == [pb.Alert.NO_SERVICE]
    served.desk.handle(Order(DAY, ChangeConditions(None, "回復"), "staff ito"))
    assert alerts(served) == []


def test_a_day_on_which_nobody_serves_is_suspended(served: Served) -> None:
    for vehicle_id in ("1号車", "2号車", "3号車"):
        served.desk.handle(Order(DAY, WithdrawVehicle(vehicle_id, "車検"), "staff ito"))
    (entity,) = heard(served, ALERTS).entity
    assert entity.alert.effect == pb.Alert.NO_SERVICE
    assert entity.alert.active_period[0].end == int(at(served.town, 18).timestamp())


def test_a_day_that_takes_nobody_any_more_is_told_full(served: Served) -> None:
    for vehicle_id in ("1号車", "2号車"):
        served.desk.handle(Order(DAY, WithdrawVehicle(vehicle_id, "車検"), "staff ito"))
    served.clock.set(at(served.town, 16, 20))
    assert alerts(served) == [], "there is room for one more trip"
    refused = 0
    for number in range(80):
        wished = wish(served, 16 + (30 + number % 5 * 15) // 60, (30 + number % 5 * 15) % 60)
        answer = ask(
            served, rider=f"p{number}", origin=f"home_{number + 1:03}", wish=wished, party={"seats": 3}
        )
        offers = answer["outward"]["offers"]
        refused = 0 if offers else refused + 1
        if offers:
            taken = [{"service_date": str(DAY), "offer_id": offers[0]["offer_id"]}]
            assert served.post("/acceptances", {"offers": taken}).status_code == 201
        if refused == 10:
            break
    served.clock.set(served.clock.now() + timedelta(minutes=1))
    assert alerts(served) == [pb.Alert.REDUCED_SERVICE]
