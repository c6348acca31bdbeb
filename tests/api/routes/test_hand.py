"""Operators keep rides on vehicles and give them to others, seeing first what breaks; and undo it."""

from __future__ import annotations

from typing import Any

from tests.api.routes.booked import book
from tests.api.routes.test_board import board
from tests.api.routes.test_disruptions import PATH, actions, do, withdraw
from tests.api.served import DAY, STAFF, Served


def at_ride(ride: dict[str, Any]) -> str:
    return f"/rides/{DAY}/{ride['ride_id']}"


def other_than(served: Served, vehicle_id: str) -> str:
    return next(each["vehicle_id"] for each in board(served)["vehicles"] if each["vehicle_id"] != vehicle_id)


def assign(served: Served, ride: dict[str, Any], vehicle_id: str, **more: Any) -> dict[str, Any]:
    seen = served.post(f"{at_ride(ride)}/assignment/preview", {"vehicle_id": vehicle_id}).json()
    body = {"vehicle_id": vehicle_id, "base_version": seen["base_version"], **more}
    answer = served.post(f"{at_ride(ride)}/assignment", body)
    return {"status": answer.status_code, "breaks": seen["breaks"], **answer.json()}


def undo(served: Served) -> dict[str, Any]:
    seen = served.post(f"{PATH}/undo/preview", {"reason": "a slip"}).json()
    answer = served.post(f"{PATH}/undo", {"reason": "a slip", "base_version": seen["base_version"]})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_ride_is_pinned_and_unpinned_and_that_is_undone(served: Served) -> None:
    ride = book(served)
    pinned = served.post(f"{at_ride(ride)}/pin", {"reason": "いつもの運転手さん"}).json()
    assert (pinned["pinned"], pinned["vehicle_id"]) == (True, ride["vehicle_id"])
    assert board(served)["pinned"] == [ride["ride_id"]]
    assert served.post(f"{at_ride(ride)}/unpin").json()["pinned"] is False
    undo(served)
    assert board(served)["pinned"] == [ride["ride_id"]]
    undo(served)
    assert board(served)["pinned"] == []
    assert served.post(f"{at_ride(ride)}/unpin").json()["code"] == "not-now"
    first, *_ = actions(served)
    assert (first["what"], first["reason"]) == (["RidePinned"], "いつもの運転手さん")


def test_a_ride_is_given_to_another_vehicle_and_goes_back(served: Served) -> None:
    ride = book(served)
    other = other_than(served, ride["vehicle_id"])
    given = assign(served, ride, other)
    assert (given["status"], given["breaks"], given["vehicle_id"]) == (200, [], other)
    assert served.get(at_ride(ride)).json()["vehicle_id"] == other
    told = undo(served)
    assert [each["ride_id"] for each in told["kept"]] == [ride["ride_id"]]
    after = served.get(at_ride(ride)).json()
    assert (after["vehicle_id"], after["limits"]) == (ride["vehicle_id"], ride["limits"])


def test_what_would_break_is_listed_and_is_done_only_by_force_and_with_a_reason(served: Served) -> None:
    """Another vehicle fetches somebody at the same time from the far side of the town."""
    there = {"origin": "home_001", "destination": "place_01"}
    far = {"origin": "home_020", "destination": "place_05"}
    rides = [book(served, rider=f"p{n}", **(far if n % 2 else there)) for n in range(8)]
    breaking = [
        (ride, vehicle["vehicle_id"], seen["breaks"])
        for ride in rides
        for vehicle in board(served)["vehicles"]
        for seen in [
            served.post(f"{at_ride(ride)}/assignment/preview", {"vehicle_id": vehicle["vehicle_id"]}).json()
        ]
        if seen.get("breaks")
    ]
    ride, vehicle_id, breaks = breaking[0]
    assert breaks[0]["late_min"] > 0
    refused = assign(served, ride, vehicle_id)
    assert (refused["status"], refused["code"]) == (409, "would-break")
    assert [each["field"] for each in refused["errors"]] == [each["ride_id"] for each in breaks]
    silent = assign(served, ride, vehicle_id, force=True)
    assert (silent["status"], silent["code"]) == (409, "not-now"), "a reason is needed"
    forced = assign(served, ride, vehicle_id, force=True, reason="only van with a lift")
    assert forced["status"] == 200
    assert "PromiseOverridden" in actions(served)[-1]["what"]
    assert actions(served)[-1]["moved"].keys() >= {breaks[0]["ride_id"]}
    undo(served)
    assert served.get(at_ride(ride)).json()["vehicle_id"] == ride["vehicle_id"]
    for each in rides:
        assert served.get(at_ride(each)).json()["limits"] == each["limits"]


def test_why_a_ride_is_on_its_vehicle_is_told_simply(served: Served) -> None:
    ride = book(served)
    why = served.get(f"{at_ride(ride)}/why").json()
    own = next(each for each in why["choices"] if each["carries"])
    assert own["vehicle_id"] == ride["vehicle_id"]
    assert why["choices"][0] == own, "the cheapest"
    assert own["cost_min"] <= why["choices"][1]["cost_min"]
    assert why["said"]["en"].startswith(f"As things stand {ride['vehicle_id']} costs all the least")
    assert "いちばん負担の少ない車です" in why["said"]["ja"]
    other = other_than(served, ride["vehicle_id"])
    do(served, withdraw(other))
    shown = {each["vehicle_id"]: each for each in served.get(f"{at_ride(ride)}/why").json()["choices"]}
    assert (shown[other]["reason"], shown[other]["fits"]) == ("withdrawn", False)
    served.post(f"{at_ride(ride)}/pin", {"reason": "踏み台"})
    assert "踏み台" in served.get(f"{at_ride(ride)}/why").json()["said"]["ja"]


def test_hands_are_named_and_riders_have_none(served: Served) -> None:
    ride = book(served, rider="p1")
    served.post(f"{at_ride(ride)}/pin", {})
    assert actions(served)[-1]["actor"] == f"staff {STAFF}"
    rider = served.as_rider("p1")
    assert served.post(f"{at_ride(ride)}/pin", {}, token=rider).status_code == 403
    assert served.get(f"{at_ride(ride)}/why", rider).status_code == 403
    unknown = served.get(f"/rides/{DAY}/nobody/why")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "not-now")
