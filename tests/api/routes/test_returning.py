"""A way home without a time: sold with a stated wait, called for, fetched within it; or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.api.routes.booked import book
from tests.api.routes.test_disruptions import do, vehicles, withdraw
from tests.api.served import DAY, Served, at


def test_the_way_home_says_what_it_costs_when_it_is_called_for(served: Served) -> None:
    token = served.as_rider("p1")
    body = wanted(served, party={"seats": 2, "fare_classes": ["adult", "child"]})
    sold = served.post("/open-returns", body, token=token).json()["open_return"]
    served.clock.set(at(served.town, 10, 20))
    (ride,) = served.post(f"/open-returns/{DAY}/{sold['ride_id']}/call", token=token).json()["rides"]
    assert ride["most_yen"] == 450


def wanted(served: Served, begin: int = 10, end: int = 11, **more: Any) -> dict[str, Any]:
    window = {"from": at(served.town, begin).isoformat(), "until": at(served.town, end).isoformat()}
    return {"origin": "place_01", "destination": "home_001", "window": window, **more}


def sell(served: Served, token: str) -> dict[str, Any]:
    answer = served.post("/open-returns", wanted(served), token=token)
    assert answer.status_code == 200, answer.text
    assert answer.json()["refusal"] is None, answer.text
    return dict(answer.json()["open_return"])


def test_who_calls_is_fetched_within_the_wait_that_was_stated(served: Served) -> None:
    token, rider_id = served.as_rider("p1"), served.rider("p1")
    sold = sell(served, token)
    assert 0 < sold["longest_wait_min"] <= 60
    assert served.get(f"/riders/{rider_id}/open-returns", token).json() == [sold]
    path = f"/open-returns/{DAY}/{sold['ride_id']}/call"
    early = served.post(path, token=token)
    assert (early.status_code, early.json()["code"]) == (409, "not-now")
    served.clock.set(at(served.town, 10, 20))
    called = served.post(path, token=token, key="call me once")
    assert called.status_code == 201, called.text
    (ride,) = called.json()["rides"]
    latest = served.clock.now() + timedelta(minutes=sold["longest_wait_min"])
    assert datetime.fromisoformat(ride["limits"]["pickup_until"]) <= latest
    assert served.post(path, token=token, key="call me once").json() == called.json()
    assert served.get(f"/riders/{rider_id}/open-returns", token).json() == []
    assert [each["ride_id"] for each in served.get(f"/riders/{rider_id}/rides", token).json()] == [
        ride["ride_id"]
    ]


def test_an_open_return_is_given_up(served: Served) -> None:
    token = served.as_rider("p1")
    sold = sell(served, token)
    path = f"/open-returns/{DAY}/{sold['ride_id']}"
    assert served.post(f"{path}/cancellation", token=served.as_rider("stranger")).status_code == 404
    erasing = served.signed(token) | {"Idempotency-Key": "erase-me"}
    refused = served.client.delete("/api/me", headers=erasing).json()
    assert refused["detail"].startswith("open return"), "it would hold room for nobody"
    assert served.post(f"{path}/cancellation", token=token).status_code == 204
    served.clock.set(at(served.town, 10, 20))
    assert served.post(f"{path}/call", token=token).status_code == 409


def test_a_window_that_makes_no_sense_is_refused_with_its_field(served: Served) -> None:
    body = wanted(served, 11, 10, rider_id=served.rider("p1"))
    answer = served.post("/open-returns", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "window")
    body["window"] = {"from": at(served.town, 10).isoformat(), "until": "2026-12-03T10:00:00+09:00"}
    assert served.post("/open-returns", body).json()["errors"][0]["field"] == "window.until"
    outside = wanted(served, 2, 3, rider_id=served.rider("p1"))
    assert served.post("/open-returns", outside).json()["refusal"]["code"] == "OUT_OF_HOURS"


def test_a_ride_booked_otherwise_is_not_called_for(served: Served) -> None:
    ride = book(served)
    assert served.post(f"/open-returns/{DAY}/{ride['ride_id']}/call").status_code == 409
    assert served.post(f"/open-returns/{DAY}/nothing/call").status_code == 404


def test_an_open_return_that_nobody_can_keep_says_so(served: Served) -> None:
    token, rider_id = served.as_rider("p1"), served.rider("p1")
    sold = sell(served, token)
    assert sold["held"] is True
    do(served, *(withdraw(each) for each in vehicles(served)), reason="flood")
    (shown,) = served.get(f"/riders/{rider_id}/open-returns", token).json()
    assert shown == {**sold, "held": False}
