"""The board: vehicles, who is late, who waits and who must be called, as it stands and as it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api.desk.order import Order
from api.people.looking import How, Purpose
from dispatch.domain.commands import JoinWaitlist
from dispatch.domain.disruptions import DisruptTogether, ReturnVehicle, WithdrawVehicle
from dispatch.domain.request import RequestId
from tests.api.routes.booked import ask, book, wish
from tests.api.routes.subscribed import subscribed
from tests.api.routes.test_directory import looks
from tests.api.routes.test_driving import report, tap
from tests.api.served import DAY, STAFF, Served


def board(served: Served) -> dict[str, Any]:
    answer = served.get(f"/board/{DAY}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def tasks(served: Served) -> list[dict[str, Any]]:
    answer = served.get(f"/board/{DAY}/tasks")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def boarding(shown: dict[str, Any]) -> list[str]:
    """Whoever boards at one of the next calls."""
    calls = [call for vehicle in shown["vehicles"] for call in vehicle["next_calls"]]
    return [ride_id for call in calls for ride_id in call["boarding"]]


def withdraw_all(served: Served) -> None:
    with served.desk.reading(DAY) as open_day:
        vehicles = list(open_day.day.vehicles)
    everything = DisruptTogether(tuple(WithdrawVehicle(each, "flood") for each in vehicles))
    served.desk.handle(Order(DAY, everything, "staff ito", "flood"))


def test_vehicles_stand_on_the_board_with_riders_calls_shift_and_position(served: Served) -> None:
    ride = book(served)
    vehicle_id, pickup = ride["vehicle_id"], datetime.fromisoformat(ride["limits"]["pickup_from"])
    served.clock.set(pickup + timedelta(minutes=1))
    assert report(served, vehicle_id, tap("boarded", served.clock.now(), ride["ride_id"])) == ["done"]
    seen = {"lat": 40.71, "lon": 140.58, "at": served.clock.now().isoformat()}
    tablet = served.as_tablet(vehicle_id)
    answer = served.client.put(
        f"{served.area}/vehicles/{vehicle_id}/position", json=seen, headers=served.signed(tablet)
    )
    assert answer.status_code == 204
    shown = {each["vehicle_id"]: each for each in board(served)["vehicles"]}
    assert len(shown) == len(served.town.service.vehicles)
    van = shown[vehicle_id]
    assert (van["aboard"], van["withdrawn"]) == ([ride["ride_id"]], None)
    assert (van["seen"]["lat"], van["next_calls"][0]["alighting"]) == (40.71, [ride["ride_id"]])
    assert van["breaks"], "the demo's drivers rest"
    assert van["shift_from"].endswith("+09:00")


def test_who_is_late_stands_on_the_board_with_the_minutes(served: Served) -> None:
    ride = book(served)
    pickup = datetime.fromisoformat(ride["limits"]["pickup_until"])
    served.clock.set(pickup + timedelta(minutes=10))
    report(served, ride["vehicle_id"], tap("arrived", served.clock.now()))
    (late,) = board(served)["late"]
    assert late["ride_id"] == ride["ride_id"]
    assert late["expected_late_min"] >= 10


def test_the_waitlist_stands_in_order(served: Served) -> None:
    waiting = [ask(served, rider=name)["outward"]["request_id"] for name in ("p2", "p1")]
    for request_id in waiting:
        served.desk.handle(Order(DAY, JoinWaitlist(RequestId(request_id)), "staff ito"))
    assert [each["request_id"] for each in board(served)["waitlist"]] == waiting


def test_whom_no_vehicle_can_carry_must_be_called_and_somebody_does(served: Served) -> None:
    ride = book(served)
    withdraw_all(served)
    shown = board(served)
    assert [each["ride_id"] for each in shown["unassigned"]] == [ride["ride_id"]]
    assert {each["doing"] for each in shown["vehicles"]} == {"withdrawn"}
    assert looks(served, ride["rider_id"])[1:] == [], "the board shows ids alone"
    (task,) = tasks(served)
    assert (task["cause"], task["outcome"], task["rider"]["name"]) == ("no_vehicle", None, "p1")
    assert "no vehicle" in task["said"]["en"]
    assert looks(served, ride["rider_id"])[-1] == (f"staff {STAFF}", How.LISTED, Purpose.CALL_BACK)
    done = {"task_id": task["task_id"], "outcome": "reached"}
    answer = served.post(f"/board/{DAY}/tasks/done", done)
    assert (answer.json()["outcome"], answer.json()["done_by"]) == ("reached", f"staff {STAFF}")
    assert board(served)["tasks"] == []
    assert [each["outcome"] for each in tasks(served)] == ["reached"]
    again = served.post(f"/board/{DAY}/tasks/done", done)
    assert (again.status_code, again.json()["code"]) == (409, "not-now")
    unknown = served.post(f"/board/{DAY}/tasks/done", {**done, "task_id": "of another day"})
    assert unknown.status_code == 404


def test_a_call_is_no_longer_to_be_made_once_a_vehicle_is_back(served: Served) -> None:
    ride = book(served)
    withdraw_all(served)
    vehicle = ReturnVehicle(ride["vehicle_id"], "repaired")
    served.desk.handle(Order(DAY, vehicle, "staff ito"))
    assert board(served)["unassigned"] == []
    assert [(each["outcome"], each["done_by"]) for each in tasks(served)] == [("overtaken", "engine")]


def test_the_board_changes_before_the_eyes_of_who_watches(served: Served) -> None:
    with subscribed(served, f"/board/{DAY}/live") as events:
        before = next(events)[1]
        ride = book(served)
        after = next(shown for _, shown in events if ride["ride_id"] in boarding(shown))
    assert after["version"] > before["version"]
    assert ride["ride_id"] not in boarding(before)


def test_riders_and_tablets_see_no_board(served: Served) -> None:
    ride = book(served)
    for token in (served.as_rider("p1"), served.as_tablet(ride["vehicle_id"])):
        for path in ("", "/live", "/tasks"):
            assert served.get(f"/board/{DAY}{path}", token).status_code == 403
    assert served.get("/board/2020-01-01").status_code == 409


def test_the_rides_of_a_day_are_listed_with_whose_they_are_until_they_are_carried(served: Served) -> None:
    later, ride = book(served, rider="p2", wish=wish(served, 10)), book(served)
    assert served.post(f"/rides/{DAY}/{ride['ride_id']}/pin", {"reason": "いつもの車"}).status_code == 200
    listed = served.get(f"/board/{DAY}/rides").json()
    assert [each["ride"]["ride_id"] for each in listed] == [ride["ride_id"], later["ride_id"]]
    assert [(each["rider"]["name"], each["pinned"]) for each in listed] == [("p1", True), ("p2", False)]
    assert [each["pinned_why"] for each in listed] == ["いつもの車", ""]
    assert looks(served, ride["rider_id"])[-1][1:] == (How.LISTED, Purpose.RIDE)
    of_van = served.get(f"/board/{DAY}/rides?vehicle_id={later['vehicle_id']}").json()
    assert {each["ride"]["vehicle_id"] for each in of_van} == {later["vehicle_id"]}
    assert served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation").status_code == 200
    assert [each["ride"]["ride_id"] for each in served.get(f"/board/{DAY}/rides").json()] == [
        later["ride_id"]
    ]
