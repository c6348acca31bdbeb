"""A rider's rides are found on any day, as they were promised and as they went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.api.routes.booked import book
from tests.api.routes.test_driving import report, tap
from tests.api.served import DAY, Served


def history(served: Served, rider: str = "p1", token: str = "", query: str = "") -> dict[str, Any]:
    answer = served.get(f"/riders/{served.rider(rider)}/history{query}", token)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def carry(served: Served, ride: dict[str, Any]) -> tuple[datetime, datetime]:
    """Drive a ride as promised; returns when the rider boarded and alighted."""
    boarded = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=1)
    alighted = boarded + timedelta(minutes=10)
    served.clock.set(alighted + timedelta(minutes=1))
    taps = tap("boarded", boarded, ride["ride_id"]), tap("alighted", alighted, ride["ride_id"])
    assert report(served, ride["vehicle_id"], *taps) == ["done", "done"]
    return boarded, alighted


def test_a_ride_is_in_the_history_as_far_as_it_came(served: Served) -> None:
    ride = book(served)
    (booked,) = history(served)["rides"]
    assert (booked["status"], booked["boarded"]) == ("booked", None)
    assert booked["origin"] == {"place_id": "home_001", "name": ride["origin"]["name"]}
    assert booked["limits"] == ride["limits"]
    boarded, alighted = carry(served, ride)
    (carried,) = history(served, token=served.as_rider("p1"))["rides"]
    assert carried["status"] == "carried"
    assert datetime.fromisoformat(carried["boarded"]) == boarded
    assert datetime.fromisoformat(carried["alighted"]) == alighted


def test_a_day_that_is_no_longer_open_is_still_told(served: Served) -> None:
    ride = book(served)
    carry(served, ride)
    served.clock.set(served.clock.now() + timedelta(days=3))
    later = book(served, wish={"kind": "depart_after", "at": (served.clock.now()).isoformat()})
    assert DAY not in served.desk.list_open()
    assert [each["ride_id"] for each in history(served)["rides"]] == [later["ride_id"], ride["ride_id"]]
    (first,) = history(served, query="?limit=1")["rides"]
    assert first["ride_id"] == later["ride_id"]
    onward = history(served, query="?limit=1")["next"]
    second = history(served, query=f"?limit=1&before={onward}")
    assert ([each["ride_id"] for each in second["rides"]], second["next"]) == ([ride["ride_id"]], None)


def test_a_ride_that_was_given_up_says_so(served: Served) -> None:
    ride = book(served)
    served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
    (given_up,) = history(served)["rides"]
    assert (given_up["status"], given_up["boarded"]) == ("cancelled", None)


def test_nobody_sees_another_rider_s_history(served: Served) -> None:
    book(served)
    stranger = served.as_rider("stranger")
    assert served.get(f"/riders/{served.rider('p1')}/history", stranger).status_code == 404
    wrong = served.get(f"/riders/{served.rider('p1')}/history?before=yesterday")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "before")
