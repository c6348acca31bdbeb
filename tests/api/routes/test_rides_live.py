"""Subscribers follow a ride, a manifest and a day; whoever comes back reads on where they were."""

from __future__ import annotations

import threading

from tests.api.routes.booked import book
from tests.api.routes.subscribed import subscribed
from tests.api.served import DAY, Served


def test_a_rider_sees_the_ride_change(served: Served) -> None:
    ride = book(served)
    path = f"/rides/{DAY}/{ride['ride_id']}"
    with subscribed(served, f"{path}/live") as events:
        seen_id, seen = next(events)
        assert seen["status"] == "booked"
        threading.Timer(0.2, served.post, (f"{path}/cancellation",)).start()
        assert next(events)[1]["status"] == "cancelled"
    with subscribed(served, f"{path}/live", seen_id) as events:
        assert next(events)[1]["status"] == "cancelled", "what was missed comes first"


def test_a_driver_sees_a_booking_as_it_is_made(served: Served) -> None:
    ride = book(served)
    token = served.as_tablet(ride["vehicle_id"])
    with subscribed(served, f"/vehicles/{ride['vehicle_id']}/manifest/{DAY}/live", token=token) as events:
        assert next(events)[1]["calls"][0]["boarding"] == [ride["ride_id"]]
        served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
        assert next(events)[1]["calls"][0]["boarding"] == []


def test_the_day_s_events_come_each_once_and_in_order(served: Served) -> None:
    book(served)
    with subscribed(served, f"/days/{DAY}/events") as events:
        first = [next(events) for _ in range(4)]
    assert [int(version) for version, _ in first] == [1, 2, 3, 4]
    with subscribed(served, f"/days/{DAY}/events", "2") as events:
        assert [next(events) for _ in range(2)] == first[2:]


def test_who_has_seen_what_a_restored_day_does_not_know_begins_anew(served: Served) -> None:
    ride = book(served)
    with subscribed(served, f"/days/{DAY}/events", "4000") as events:
        assert next(events)[0] == "1"
    with subscribed(served, f"/rides/{DAY}/{ride['ride_id']}/live", "4000") as events:
        assert next(events)[1]["status"] == "booked"


def test_what_is_refused_about_a_stream_is_refused_before_it_begins(served: Served) -> None:
    ride = book(served)
    paths = (f"/rides/{DAY}/{ride['ride_id']}/live", f"/days/{DAY}/events")
    for path in paths:
        headers = served.signed() | {"Last-Event-ID": "yesterday"}
        answer = served.client.get(served.area + path, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Last-Event-ID")
    stranger = served.get(paths[0], served.as_rider("another"))
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not-found")
    for path in ("/rides/2027-12-02/r1/live", "/days/2027-12-02/events"):
        closed = served.get(path)
        assert (closed.status_code, closed.json()["code"]) == (409, "not-open")
