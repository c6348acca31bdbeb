"""A rider asks, books and gives up a ride over HTTP."""

from __future__ import annotations

from tests.api.routes.booked import TO_STATION, ask, book, wish
from tests.api.served import DAY, Served, at


def test_a_rider_asks_and_books_and_sees_the_ride(served: Served) -> None:
    offer = ask(served)["outward"]["offers"][0]
    assert offer["rides"][0]["limits"]["pickup_from"].endswith("+09:00")
    ride = book(served)
    assert ride["status"] == "booked"
    seen = served.get(f"/rides/{DAY}/{ride['ride_id']}").json()
    assert seen == ride
    assert served.get("/riders/p1/rides").json() == [ride]


def test_out_and_back_are_booked_in_one_breath(served: Served) -> None:
    answer = ask(served, way_back=wish(served, 11))
    offers = [answer[way]["offers"][0] for way in ("outward", "way_back")]
    taken = [{"service_date": each["service_date"], "offer_id": each["offer_id"]} for each in offers]
    rides = served.post("/acceptances", {"offers": taken}).json()["rides"]
    assert [ride["origin"]["place_id"] for ride in rides] == ["home_001", "place_01"]


def test_a_request_repeated_under_its_key_is_one_request(served: Served) -> None:
    body = {**TO_STATION, "wish": wish(served, 9)}
    first, second = (served.post("/requests", body, key="the same key") for _ in range(2))
    assert first.json() == second.json()
    other = served.post("/requests", {**body, "origin": "home_002"}, key="the same key")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_a_lapsed_offer_brings_fresh_ones(served: Served) -> None:
    offer = ask(served)["outward"]["offers"][0]
    served.clock.set(at(served.desk.town, 7, 2))
    assert served.get("/riders/p1/rides").json() == []
    late = {"offers": [{"service_date": str(DAY), "offer_id": offer["offer_id"]}]}
    served.clock.set(at(served.desk.town, 7, 10))
    answer = served.post("/acceptances", late)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")


def test_a_ride_given_up_is_gone(served: Served) -> None:
    ride = book(served)
    path = f"/rides/{DAY}/{ride['ride_id']}"
    assert served.post(f"{path}/cancellation").json()["status"] == "cancelled"
    assert served.get(path).json()["status"] == "cancelled"
    again = served.post(f"{path}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "not-now")


def test_wrong_input_names_the_field(served: Served) -> None:
    answer = served.post("/requests", {**TO_STATION, "origin": "nowhere", "wish": wish(served, 9)})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "origin"
    unknown = served.post("/requests", {**TO_STATION, "wish": wish(served, 9), "wheelchair": True})
    assert unknown.json()["errors"][0]["field"] == "wheelchair"
    no_key = served.client.post(f"{served.area}/requests", json={**TO_STATION, "wish": wish(served, 9)})
    assert no_key.json()["code"] == "key-missing"
    elsewhere = served.client.get("/api/areas/tokyo/riders/p1/rides")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not-found")
