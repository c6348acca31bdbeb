"""Riders see, change, take with them and erase what the town knows of them."""

from __future__ import annotations

import time
from typing import Any

import httpx2 as httpx
from sqlalchemy import select

from api.people.household import LinkKind, link
from api.storage.tables import METADATA
from tests.api.routes.booked import book
from tests.api.routes.test_history import carry
from tests.api.served import DAY, Served


def send(served: Served, method: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
    """An unsafe request of a rider, under a key of its own."""
    headers = served.signed(token or served.as_rider("p1")) | {
        "Idempotency-Key": f"me-key-{next(served.keys)}"
    }
    return served.client.request(method, f"/api/me{path}", json=body, headers=headers)


def me(served: Served, token: str = "") -> dict[str, Any]:
    answer = served.client.get("/api/me", headers=served.signed(token or served.as_rider("p1")))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_rider_sees_and_changes_the_profile(served: Served) -> None:
    before = me(served)
    assert (before["name"], before["phone"]) == ("p1", "+819012340000")
    assert before["home"]["place_id"] == "home_001"
    change = {"language": "en", "notice_channel": "voice", "needs": {"walker": True, "note": "左手が不自由"}}
    after = send(served, "PATCH", "", change).json()
    assert after == before | change | {"needs": {"wheelchair": False, **change["needs"]}}
    assert me(served) == after


def test_what_a_rider_changes_is_readable_nowhere(served: Served) -> None:
    served.rider("カナリア")
    change = {"address": "canary-lane", "needs": {"note": "canary-note"}}
    headers = served.signed(served.as_rider("カナリア")) | {"Idempotency-Key": "sing once"}
    answers = [served.client.patch("/api/me", json=change, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["address"] == "canary-lane"
    with served.site.database.read() as connection:
        for table in METADATA.sorted_tables:
            kept = repr(connection.execute(select(table)).all())
            assert "canary" not in kept, table.name
            assert "カナリア" not in kept, table.name


def test_a_wrong_field_is_named_and_nothing_is_changed(served: Served) -> None:
    before = me(served)
    for change, field in (
        ({"kana": "田中", "language": "en"}, "kana"),
        ({"phone": "090-0000-0000"}, "phone"),
        ({"home_place_id": "home_002"}, "home_place_id"),
        ({"notice_channel": "pigeon"}, "notice_channel"),
    ):
        answer = send(served, "PATCH", "", change)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert me(served) == before


def test_favourites_are_pairs_of_places_that_the_rider_may_name(served: Served) -> None:
    hospital = {"name": "病院", "origin": "home_001", "destination": "place_01"}
    kept = send(served, "PUT", "/favourites", {"favourites": [hospital]}).json()["favourites"]
    assert [(each["name"], each["origin"]["place_id"]) for each in kept] == [("病院", "home_001")]
    assert kept[0]["destination"]["name"]
    foreign = {"favourites": [hospital, {**hospital, "destination": "home_002"}]}
    answer = send(served, "PUT", "/favourites", foreign)
    assert answer.json()["errors"][0]["field"] == "favourites.1.destination"
    assert me(served)["favourites"] == kept
    assert send(served, "PUT", "/favourites", {"favourites": []}).json()["favourites"] == []


def test_whom_one_may_book_for_is_told_with_their_homes(served: Served) -> None:
    mother, daughter = served.rider("母"), served.rider("娘")
    with served.site.database.write() as connection:
        link(connection, mother, daughter, LinkKind.HOUSEHOLD, served.clock.now())
    told = me(served, served.as_rider("娘"))["books_for"]
    assert [(each["rider_id"], each["name"]) for each in told] == [(daughter, "娘"), (mother, "母")]
    assert told[1]["home"]["place_id"] == "home_001"


def test_where_else_one_is_reached_is_changed_with_a_code(served: Served) -> None:
    asked = send(served, "POST", "/codes").json()
    until = time.monotonic() + 10
    while not served.codes and time.monotonic() < until:
        time.sleep(0.01)
    code = served.codes[-1].code
    given = {"request_id": asked["request_id"], "contact_phone": "0172-62-1111"}
    wrong = send(served, "PUT", "/contacts", {**given, "code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert (wrong.status_code, me(served)["contact_phone"]) == (401, "")
    right = send(served, "PUT", "/contacts", {**given, "code": code})
    assert right.json()["contact_phone"] == "+81172621111"
    assert send(served, "PUT", "/contacts", {**given, "code": code}).status_code == 401, "good once"


def test_a_rider_takes_everything_along(served: Served) -> None:
    ride = book(served)
    headers = served.signed(served.as_rider("p1"))
    data = served.client.get("/api/me/data", headers=headers).json()
    assert data["directory"]["profile"]["name"] == "p1"
    assert [each["ride_id"] for each in data["rides"]] == [ride["ride_id"]]
    assert [each["fare"]["most_yen"] for each in data["fares"]] == [300]
    assert [(each["about"], each["kind"]) for each in data["notices"]] == [
        (ride["ride_id"], "booking_confirmed")
    ]
    assert (data["no_shows"], data["passes"], data["calls"]) == ([], [], [])


def test_a_rider_is_erased_once_no_ride_is_to_come(served: Served) -> None:
    ride, token, rider_id = book(served), served.as_rider("p1"), served.rider("p1")
    refused = send(served, "DELETE", "", token=token)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")
    assert me(served, token)["name"] == "p1"
    carry(served, ride)
    assert send(served, "DELETE", "", token=token).status_code == 204
    assert served.client.get("/api/me", headers=served.signed(token)).status_code == 401
    assert served.get(f"/riders/{rider_id}/history").json()["rides"] == []
    with served.site.database.read() as connection:
        assert served.people.directory.list_riders(connection, [rider_id]) == []
        entries = connection.exec_driver_sql("SELECT action, subject FROM audit").all()
    assert [tuple(entry) for entry in entries] == [("erase rider", f"rider {rider_id}")]
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").status_code == 200, "the journal knows an id"


def test_staff_have_no_profile_of_this_kind(served: Served) -> None:
    assert served.client.get("/api/me", headers=served.signed()).status_code == 404
    assert served.client.get("/api/me").status_code == 401
