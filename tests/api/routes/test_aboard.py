"""What a driver sees of riders, whom a driver can call, and which vehicle a driver drives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI, Request

from api.driving.masked_calls import CallGateway
from api.people.audit import list_entries
from api.people.looking import list_who_saw
from dispatch.domain.request import RiderId
from tests.api.loopback import free_address
from tests.api.loopback import serving as listening
from tests.api.routes.booked import book
from tests.api.routes.shifts_driven import before, enrolled
from tests.api.routes.test_driving import report, tap
from tests.api.served import DAY, Served, at


def passengers(served: Served, vehicle_id: str) -> list[dict[str, object]]:
    answer = served.get(f"/vehicles/{vehicle_id}/passengers", served.as_tablet(vehicle_id))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["passengers"])


@dataclass
class Exchange:
    """A telephone system that takes calls to connect."""

    url: str
    calls: list[dict[str, str]]
    tokens: list[str]


@contextmanager
def an_exchange() -> Iterator[Exchange]:
    exchange, app = Exchange("", [], []), FastAPI()

    @app.post("/connect", status_code=202)
    async def take(request: Request) -> None:
        exchange.calls.append(await request.json())
        exchange.tokens.append(request.headers["authorization"])

    with listening(app) as url:
        exchange.url = f"{url}/connect"
        yield exchange


def connected(served: Served, url: str) -> None:
    """The running service from now on calls through this exchange."""
    app = served.app
    app.state.site = replace(app.state.site, connect_call=CallGateway(url, "exchange-token"))


def test_a_driver_sees_the_family_name_and_the_needs_and_no_number(served: Served) -> None:
    ride = book(served)
    seen = served.get(f"/vehicles/{ride['vehicle_id']}/passengers", served.as_tablet(ride["vehicle_id"]))
    (known,) = seen.json()["passengers"]
    until = datetime.fromisoformat(ride["limits"]["pickup_until"])
    assert datetime.fromisoformat(known.pop("waits_until")) == until + timedelta(minutes=5)
    assert known == {
        "ride_id": ride["ride_id"],
        "status": "booked",
        "family_kana": "たなか",
        "wheelchair": False,
        "walker": False,
        "note": "",
        "party": {"seats": 1, "wheelchairs": 0, "walkers": 0},
        "limits": ride["limits"],
        "cash_due_yen": 300,
        "cash_receipts": [],
    }
    assert "1234" not in seen.text
    assert "はな" not in seen.text


def test_riders_who_have_paid_and_left_or_ride_another_day_are_not_shown(served: Served) -> None:
    tomorrow = (at(served.town, 9) + timedelta(days=1)).isoformat()
    later = book(served, rider="p2", wish={"kind": "depart_after", "at": tomorrow})
    assert passengers(served, later["vehicle_id"]) == []
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    pickup = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=2)
    served.clock.set(pickup + timedelta(minutes=20))
    report(served, vehicle, tap("boarded", pickup, ride_id))
    assert [each["ride_id"] for each in passengers(served, vehicle)] == [ride_id]
    report(served, vehicle, tap("alighted", pickup + timedelta(minutes=9), ride_id))
    (owing,) = passengers(served, vehicle)
    assert (owing["status"], owing["cash_due_yen"]) == ("carried", 300)
    cash, token = f"/rides/{DAY}/{ride_id}/cash", served.as_tablet(vehicle)
    for number, yen in enumerate((200, 100)):
        (owing,) = passengers(served, vehicle)
        taken = ["receipt-0"][:number]
        assert (owing["cash_due_yen"], owing["cash_receipts"]) == (300 - 200 * number, taken)
        receipt = {"receipt_id": f"receipt-{number}", "yen": yen}
        assert served.post(cash, receipt, token=token).status_code == 200
    assert passengers(served, vehicle) == []


def test_that_a_driver_saw_a_rider_is_written_down_once_in_half_a_day(served: Served) -> None:
    ride = book(served)
    for _ in range(3):
        passengers(served, ride["vehicle_id"])
    now = served.clock.now()
    with served.site.database.read() as connection:
        looks = list_who_saw(connection, RiderId(ride["rider_id"]), now - timedelta(days=1), now)
    assert [look.purpose for look in looks if look.role == "driver"] == ["ride"]


def test_a_driver_is_connected_with_a_rider_without_seeing_the_number(served: Served) -> None:
    ride = book(served)
    token = served.as_tablet(ride["vehicle_id"])
    path = f"/vehicles/{ride['vehicle_id']}/calls"
    with an_exchange() as exchange:
        connected(served, exchange.url)
        for _ in range(2):
            answer = served.post(path, {"ride_id": ride["ride_id"]}, key="call-key-1", token=token)
            assert (answer.status_code, answer.json()["connecting"]) == (202, True)
        assert "1234" not in answer.text
    (call,) = exchange.calls
    assert (call["rider_phone"], call["vehicle_id"]) == ("+819012340000", ride["vehicle_id"])
    assert exchange.tokens == ["Bearer exchange-token"]
    with served.site.database.read() as connection:
        ((_, entry),) = list_entries(connection)
    assert (entry.action, entry.subject) == ("call-rider", f"rider {ride['rider_id']}")


@pytest.mark.parametrize("broken", ["no exchange", "silent exchange"])
def test_a_call_that_cannot_be_connected_says_so_and_may_be_tried_again(served: Served, broken: str) -> None:
    ride = book(served)
    path, token = f"/vehicles/{ride['vehicle_id']}/calls", served.as_tablet(ride["vehicle_id"])
    if broken == "silent exchange":
        connected(served, f"{free_address()}/connect")
    answer = served.post(path, {"ride_id": ride["ride_id"]}, key="call-key-1", token=token)
    assert (answer.status_code, answer.json()["code"]) == (502, "no-call")
    with an_exchange() as exchange:
        connected(served, exchange.url)
        again = served.post(path, {"ride_id": ride["ride_id"]}, key="call-key-1", token=token)
        assert again.status_code == 202


def test_a_road_that_cannot_be_passed_is_told_to_the_dispatcher_once(served: Served) -> None:
    token = served.as_tablet("1号車")
    where = {"hindrance": "snow", "lat": 40.73, "lon": 140.55, "place_id": "home_001", "note": "吹きだまり"}
    given = {"client_id": "road-0001", "at": served.clock.now().isoformat(), **where}
    for _ in range(2):
        (kept,) = served.post("/vehicles/1号車/road-reports", {"reports": [given]}, token=token).json()
        assert (kept["hindrance"], kept["settled_at"]) == ("snow", None)
    assert served.get("/road-reports").json() == [kept]
    path = "/road-reports/1号車/road-0001/settlement"
    settled = served.post(path, {"settled_as": "road_closed"}).json()
    assert settled["settled_as"] == "road_closed"
    assert served.get("/road-reports").json() == []
    assert served.get("/road-reports?settled=true").json() == [settled]
    nothing = served.post("/road-reports/1号車/road-9999/settlement", {"settled_as": "seen"})
    assert nothing.status_code == 404
    with served.site.database.read() as connection:
        ((_, entry),) = list_entries(connection)
    assert (entry.action, entry.reason) == ("settle-road", "road_closed")


def test_a_road_report_about_no_place_of_the_service_names_the_field(served: Served) -> None:
    where = {"hindrance": "other", "lat": 40.73, "lon": 140.55, "place_id": "nowhere"}
    given = {"client_id": "road-0001", "at": served.clock.now().isoformat(), **where}
    answer = served.post(
        "/vehicles/1号車/road-reports", {"reports": [given]}, token=served.as_tablet("1号車")
    )
    assert answer.json()["errors"][0]["field"] == "reports.0.place_id"
    assert served.get("/road-reports").json() == []


def test_a_tablet_gets_and_gives_nothing_of_another_vehicle(served: Served) -> None:
    ride = book(served)
    mine = ride["vehicle_id"]
    other = next(each for each in ("1号車", "2号車", "3号車") if each != mine)
    token, when = served.as_tablet(other), served.clock.now()
    road = {"client_id": "road-0001", "at": when.isoformat(), "hindrance": "snow", "lat": 40.7, "lon": 140.5}
    gets = [f"/vehicles/{mine}/manifest/{DAY}", f"/vehicles/{mine}/manifest/{DAY}/live"]
    for path in (*gets, f"/vehicles/{mine}/passengers"):
        assert served.get(path, token).status_code == 404
    posts = {
        f"/vehicles/{mine}/reports/{DAY}": {"reports": [tap("boarded", when, ride["ride_id"])]},
        f"/vehicles/{mine}/shifts/begun": {"records": [before(when)]},
        f"/vehicles/{mine}/road-reports": {"reports": [road]},
        f"/vehicles/{mine}/calls": {"ride_id": ride["ride_id"]},
        f"/vehicles/{other}/calls": {"ride_id": ride["ride_id"]},
    }
    for path, body in posts.items():
        assert served.post(path, body, token=token).status_code == 404, path
    ghost = enrolled(served, "9号車")
    assert (
        served.post("/vehicles/9号車/shifts/begun", {"records": [before(when)]}, token=ghost).status_code
        == 404
    )
