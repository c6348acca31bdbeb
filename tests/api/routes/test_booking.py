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
    assert served.get(f"/riders/{served.rider('p1')}/rides").json() == [ride]


def test_out_and_back_are_booked_in_one_breath(served: Served) -> None:
    answer = ask(served, way_back=wish(served, 11))
    offers = [answer[way]["offers"][0] for way in ("outward", "way_back")]
    taken = [{"service_date": each["service_date"], "offer_id": each["offer_id"]} for each in offers]
    rides = served.post("/acceptances", {"offers": taken}).json()["rides"]
    assert [ride["origin"]["place_id"] for ride in rides] == ["home_001", "place_01"]


def test_a_request_repeated_under_its_key_is_one_request(served: Served) -> None:
    body = {**TO_STATION, "rider_id": served.rider("p1"), "wish": wish(served, 9)}
    first, second = (served.post("/requests", body, key="the same key") for _ in range(2))
    assert first.json() == second.json()
    other = served.post("/requests", {**body, "origin": "home_002"}, key="the same key")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_a_lapsed_offer_brings_fresh_ones(served: Served) -> None:
    offer = ask(served)["outward"]["offers"][0]
    served.clock.set(at(served.desk.town, 7, 2))
    assert served.get(f"/riders/{served.rider('p1')}/rides").json() == []
    late = {"offers": [{"service_date": str(DAY), "offer_id": offer["offer_id"]}]}
    served.clock.set(at(served.desk.town, 7, 10))
    answer = served.post("/acceptances", late)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")


def test_what_is_promised_is_told_where_the_other_offer_is_open_no_more(served: Served) -> None:
    answer = ask(served, way_back=wish(served, 11))
    offers = [answer[way]["offers"][0] for way in ("outward", "way_back")]
    taken = [{"service_date": each["service_date"], "offer_id": each["offer_id"]} for each in offers]
    back = served.post("/acceptances", {"offers": taken[1:]}).json()["rides"][0]
    both, again = (served.post("/acceptances", {"offers": taken}, key="both ways") for _ in range(2))
    assert (both.status_code, both.json()) == (again.status_code, again.json())
    assert (both.status_code, both.json()["closed"]) == (200, [offers[1]["offer_id"]])
    rides = {ride["ride_id"] for ride in served.get(f"/riders/{served.rider('p1')}/rides").json()}
    assert rides == {back["ride_id"], both.json()["rides"][0]["ride_id"]}


def test_a_ride_given_up_is_gone(served: Served) -> None:
    ride = book(served)
    path = f"/rides/{DAY}/{ride['ride_id']}"
    assert served.post(f"{path}/cancellation").json()["status"] == "cancelled"
    assert served.get(path).json()["status"] == "cancelled"
    again = served.post(f"{path}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "not-now")


def test_wrong_input_names_the_field(served: Served) -> None:
    asked = {**TO_STATION, "rider_id": served.rider("p1"), "wish": wish(served, 9)}
    answer = served.post("/requests", {**asked, "origin": "nowhere"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "origin"
    unknown = served.post("/requests", {**asked, "wheelchair": True})
    assert unknown.json()["errors"][0]["field"] == "wheelchair"
    no_key = served.client.post(f"{served.area}/requests", json=asked, headers=served.signed())
    assert no_key.json()["code"] == "key-missing"
    elsewhere = served.client.get("/api/areas/tokyo/riders/p1/rides", headers=served.signed())
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not-found")


def test_riders_book_for_themselves_and_see_nobody_else_s_rides(served: Served) -> None:
    mine, theirs = served.as_rider("mine"), served.as_rider("theirs")
    asked = {**TO_STATION, "wish": wish(served, 9)}
    offer = served.post("/requests", asked, token=mine).json()["outward"]["offers"][0]
    taken = {"offers": [{"service_date": offer["service_date"], "offer_id": offer["offer_id"]}]}
    assert served.post("/acceptances", taken, token=theirs).status_code == 404
    ride = served.post("/acceptances", taken, token=mine).json()["rides"][0]
    assert ride["rider_id"] == served.rider("mine")
    path = f"/rides/{DAY}/{ride['ride_id']}"
    assert served.get(path, token=mine).json()["status"] == "booked"
    assert served.get(path, token=theirs).status_code == 404
    assert served.post(f"{path}/cancellation", token=theirs).status_code == 404
    for_another = served.post("/requests", {**asked, "rider_id": served.rider("theirs")}, token=mine)
    assert for_another.status_code == 404


def test_nobody_books_without_signing_in(served: Served) -> None:
    asked = {**TO_STATION, "wish": wish(served, 9)}
    headers = {"Idempotency-Key": "nobody's key"}
    answer = served.client.post(f"{served.area}/requests", json=asked, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    seen = served.client.get(f"{served.area}/riders/p1/rides")
    assert (seen.status_code, seen.json()["code"]) == (401, "unauthenticated")


def test_who_names_no_party_rides_with_the_wheelchair_that_is_kept_of_them(served: Served) -> None:
    token = served.as_rider("p1")
    headers = served.signed(token) | {"Idempotency-Key": "needs of p1"}
    needs = {"wheelchair": True, "walker": True}
    assert served.client.patch("/api/me", json={"needs": needs}, headers=headers).status_code == 200
    alone = {"seats": 0, "wheelchairs": 1, "walkers": 1}
    assert [ride["party"] for ride in ask(served)["outward"]["offers"][0]["rides"]] == [alone]
    with_another = ask(served, party={"seats": 2})["outward"]["offers"][0]["rides"]
    assert [ride["party"] for ride in with_another] == [{"seats": 2, "wheelchairs": 0, "walkers": 0}]
    window = {"from": wish(served, 14)["at"], "until": wish(served, 15)["at"]}
    wanted = {**TO_STATION, "window": window, "rider_id": served.rider("p1")}
    answer = served.post("/open-returns", wanted).json()
    sold = answer["open_return"]
    assert sold, answer
    assert sold["party"] == alone


def test_a_ride_that_would_end_where_it_begins_is_no_request(served: Served) -> None:
    nowhere = {"rider_id": served.rider("p1"), "origin": "home_001", "destination": "home_001"}
    ride = book(served)
    hours = {"from": wish(served, 13)["at"], "until": wish(served, 14)["at"]}
    for path, body in (
        ("/requests", {**nowhere, "wish": wish(served, 11), "confirmed": ["TOO_SHORT"]}),
        ("/open-returns", {**nowhere, "window": hours}),
        (f"/rides/{DAY}/{ride['ride_id']}/change", {"destination": ride["origin"]["place_id"]}),
    ):
        answer = served.post(path, body)
        assert answer.status_code == 422, path
        (fault,) = answer.json()["errors"]
        assert (fault["field"], fault["expected"]) == (
            "destination",
            "another place than the origin expected",
        )
