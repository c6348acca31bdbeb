"""A promised ride is changed over HTTP: it stays until another is taken, and is given up with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.api.routes.booked import book, wish
from tests.api.served import DAY, Served


def take(served: Served, answer: dict[str, Any], token: str = "") -> dict[str, Any]:
    offer = answer["offers"][0]
    taken = {"offers": [{"service_date": offer["service_date"], "offer_id": offer["offer_id"]}]}
    accepted = served.post("/acceptances", taken, token=token)
    assert accepted.status_code == 201, accepted.text
    return dict(accepted.json()["rides"][0])


def statuses(served: Served) -> dict[str, str]:
    rides = served.get(f"/riders/{served.rider('p1')}/rides").json()
    return {ride["ride_id"]: ride["status"] for ride in rides}


def test_a_ride_is_changed_to_another_time(served: Served) -> None:
    ride, token = book(served), served.as_rider("p1")
    path = f"/rides/{DAY}/{ride['ride_id']}/change"
    answer = served.post(path, {"wish": wish(served, 11)}, token=token).json()
    assert statuses(served) == {ride["ride_id"]: "booked"}, "nothing is given up by asking"
    other = take(served, answer, token)
    assert statuses(served) == {ride["ride_id"]: "changed", other["ride_id"]: "booked"}
    assert other["origin"] == ride["origin"]
    pickup = datetime.fromisoformat(other["limits"]["pickup_from"])
    assert pickup >= datetime.fromisoformat(wish(served, 11)["at"])


def test_who_rides_is_remembered_when_a_ride_is_changed_and_priced_again(served: Served) -> None:
    ride = book(served, party={"seats": 2, "fare_classes": ["adult", "child"]})
    path = f"/rides/{DAY}/{ride['ride_id']}/change"
    assert ride["most_yen"] == 450
    answer = served.post(path, {"wish": wish(served, 11)}).json()
    assert {offer["most_yen"] for offer in answer["offers"]} == {450}
    other = take(served, answer)
    assert other["most_yen"] == 450
    path = f"/rides/{DAY}/{other['ride_id']}/change"
    wrong = served.post(path, {"party": {"seats": 1, "fare_classes": ["dragon"]}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "party.fare_classes")
    alone = served.post(path, {"party": {"seats": 1, "fare_classes": ["child"]}}).json()
    assert take(served, alone)["most_yen"] == 150


def test_place_and_party_are_changed_and_the_time_stays(served: Served) -> None:
    ride = book(served)
    change = {"destination": "place_02", "party": {"seats": 2}}
    other = take(served, served.post(f"/rides/{DAY}/{ride['ride_id']}/change", change).json())
    assert (other["destination"]["place_id"], other["party"]["seats"]) == ("place_02", 2)
    assert other["limits"]["pickup_from"][:13] == ride["limits"]["pickup_from"][:13]


def test_a_change_to_another_day_and_of_another_s_ride_are_refused(served: Served) -> None:
    ride = book(served)
    path = f"/rides/{DAY}/{ride['ride_id']}/change"
    later = {"kind": "depart_after", "at": "2026-12-03T09:00:00+09:00"}
    answer = served.post(path, {"wish": later})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "wish.at")
    assert served.post(path, {"wish": wish(served, 11)}, token=served.as_rider("x")).status_code == 404
    assert served.post(path, {"destination": "home_2"}).json()["errors"][0]["field"] == "destination"
