"""Riders whose wish is full wait, hear of it when room is given up, and take it."""

from __future__ import annotations

import threading
from typing import Any

from tests.api.routes.booked import ask, book, wish
from tests.api.routes.test_changing import take
from tests.api.routes.test_rides_live import subscribed
from tests.api.served import DAY, Served


def fill(served: Served, seats: int = 8, name: str = "p") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Book parties for nine o'clock until one is refused: the rides, and the answer to that one."""
    rides: list[dict[str, Any]] = []
    while True:
        rider = f"{name}{len(rides)}"
        answer = ask(served, rider=rider, party={"seats": seats})["outward"]
        if not answer["offers"]:
            return rides, answer
        rides.append(take(served, answer))


def give_up(served: Served, ride_id: str) -> None:
    """A seat is free, and a moment later it is looked for who waits."""
    served.post(f"/rides/{DAY}/{ride_id}/cancellation")
    served.clock.set(served.clock.now().replace(second=1))


def test_who_waits_is_offered_what_another_gives_up(served: Served) -> None:
    rides, refused = fill(served)
    assert refused["refusal"]["reason_class"] == "capacity"
    rider = f"p{len(rides)}"
    token, path = served.as_rider(rider), f"/requests/{DAY}/{refused['request_id']}"
    joined = served.post(f"{path}/waitlist", token=token)
    assert (joined.status_code, joined.json()["waiting"]) == (200, 1)
    with subscribed(served, f"{path}/live", token=token) as events:
        assert next(events)[1]["waiting"] == 1
        threading.Thread(target=give_up, args=(served, rides[0]["ride_id"])).start()
        told = next(shown for _, shown in events if shown["offers"])
    ride = take(served, told, token)
    after = served.get(path, token).json()
    assert (after["waiting"], after["offers"]) == (None, [])
    assert [each["ride_id"] for each in after["rides"]] == [ride["ride_id"]]


def test_who_waits_no_longer_moves_the_others_up(served: Served) -> None:
    _, first = fill(served)
    second = ask(served, rider="second", party={"seats": 8})["outward"]
    paths = [f"/requests/{DAY}/{each['request_id']}" for each in (first, second)]
    places = [served.post(f"{path}/waitlist").json()["waiting"] for path in paths]
    assert places == [1, 2]
    again = served.post(f"{paths[0]}/waitlist")
    assert (again.status_code, again.json()["code"]) == (409, "not-now")
    headers = served.signed() | {"Idempotency-Key": "leave-it-now"}
    for _ in range(2):
        assert served.client.delete(f"{served.area}{paths[0]}/waitlist", headers=headers).status_code == 204
    assert [served.get(path).json()["waiting"] for path in paths] == [None, 1]


def test_a_request_is_for_who_asked_alone(served: Served) -> None:
    answer = ask(served)["outward"]
    path = f"/requests/{DAY}/{answer['request_id']}"
    offers = served.get(path, served.as_rider("p1")).json()["offers"]
    assert offers == answer["offers"]
    assert served.get(path, served.as_rider("stranger")).status_code == 404
    assert served.post(f"{path}/waitlist", token=served.as_rider("stranger")).status_code == 404
    booked = book(served, rider="p2", wish=wish(served, 15))
    joined = served.post(f"/requests/{DAY}/{booked['ride_id']}/waitlist")
    assert joined.status_code == 409, "it has its ride already"
