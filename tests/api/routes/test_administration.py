"""An administrator keeps tablets and rules, and reads who did what and who looked at whom."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api.people.audit import list_entries
from api.people.roles import Role
from tests.api.routes.administrators import as_administrator, as_member
from tests.api.routes.booked import ask, book, wish
from tests.api.routes.test_aboard import passengers
from tests.api.served import DAY, Served, at

FAR = date(2026, 12, 20)
WIDER = "[rules]\npickup_window_min = 20\n"
DEARER = '[[fares.classes]]\nfare_class = "adult"\nyen = 400\n'


def add_tablet(served: Served, admin: str) -> dict[str, Any]:
    answer = served.post("/devices", {"vehicle_id": "1号車", "name": "前席"}, token=admin)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def enrol(served: Served, code: str) -> Any:
    return served.client.post("/api/tablets", json={"code": code})


def actions(served: Served) -> list[str]:
    with served.site.database.read() as connection:
        return [entry.action for _, entry in list_entries(connection)]


def test_a_tablet_is_added_moved_enrolled_anew_and_revoked(served: Served) -> None:
    admin = as_administrator(served)
    made = add_tablet(served, admin)
    path = f"/devices/{made['device_id']}"
    assert enrol(served, made["code"]).json()["vehicle_id"] == "1号車"
    assert served.client.put(
        f"{served.area}{path}/vehicle",
        json={"vehicle_id": "2号車"},
        headers=served.signed(admin) | {"Idempotency-Key": "move-key-1"},
    ).is_success
    again = served.post(f"{path}/code", key="code-key-1", token=admin).json()
    assert served.post(f"{path}/code", key="code-key-1", token=admin).json() == {**again, "code": None}
    tablet = enrol(served, again["code"]).json()
    assert tablet["vehicle_id"] == "2号車"
    assert served.post(f"{path}/revocation", token=admin).status_code == 204
    gone = served.get("/vehicles/2号車/passengers", tablet["token"])
    assert gone.status_code == 401
    (listed,) = served.get("/devices", admin).json()
    assert (listed["vehicle_id"], listed["revoked_at"] is None) == ("2号車", False)
    assert actions(served) == ["add-device", "bind-device", "new-device-code", "revoke-device"]


def test_what_is_no_tablet_or_no_vehicle_is_refused(served: Served) -> None:
    admin = as_administrator(served)
    wrong = served.post("/devices", {"vehicle_id": "9号車", "name": "前席"}, token=admin)
    assert wrong.json()["errors"][0]["field"] == "vehicle_id"
    assert served.post("/devices/d000/revocation", token=admin).status_code == 404
    assert served.get("/devices", admin).json() == []


def test_a_telephone_system_is_let_in_and_all_are_shut_out(served: Served) -> None:
    admin, call = as_administrator(served), {"call_id": "call-1", "phone": "0172-62-1111"}
    made = served.post("/telephones", key="telephone-key-1", token=admin)
    assert made.status_code == 201
    assert served.post("/telephones", key="telephone-key-1", token=admin).json() == {"token": None}
    telephone = made.json()["token"]
    assert served.post("/callers", call, token=telephone).status_code == 204
    (listed,) = served.get("/telephones", admin).json()
    assert listed["added_at"] == listed["seen_at"]
    assert served.post("/telephones/revocation", token=admin).status_code == 204
    assert served.post("/callers", call, token=telephone).status_code == 401
    assert served.get("/telephones", admin).json() == []
    assert served.post("/telephones/revocation", token=admin).status_code == 404
    assert actions(served) == ["add-telephone", "revoke-telephone"]


def test_rules_are_used_by_the_desk_from_their_date_on(served: Served) -> None:
    admin = as_administrator(served)
    given = {"effective_from": str(FAR), "words": WIDER}
    answer = served.post("/rules", given, token=admin)
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    assert served.get("/rules", admin).json() == [answer.json()]
    for day, minutes in ((FAR - timedelta(days=1), 10), (FAR, 20)):
        served.clock.set(at(served.town, 7) + (day - DAY))
        while day not in served.desk.list_open():
            time.sleep(0.01)
        wished = {"kind": "depart_after", "at": (at(served.town, 10) + (day - DAY)).isoformat()}
        limits = ask(served, wish=wished)["outward"]["offers"][0]["rides"][0]["limits"]
        assert _minutes(limits) == minutes


def test_new_fares_are_posted_before_they_are_in_force(served: Served) -> None:
    given = {"effective_from": str(FAR), "approved_on": "2026-11-10", "words": DEARER}
    feed = served.client.get(f"{served.area}/gtfs-flex.zip").headers["etag"]
    assert served.post("/rules", given, token=as_administrator(served)).status_code == 201
    fares = served.client.get(served.area).json()["fares"]
    assert any("400円" in line["ja"] for line in fares)
    assert any("300円" in line["ja"] for line in fares)
    assert served.client.get(f"{served.area}/gtfs-flex.zip").headers["etag"] == feed, "not yet"
    served.clock.set(at(served.town, 7) + (FAR - DAY))
    assert served.client.get(f"{served.area}/gtfs-flex.zip").headers["etag"] != feed


@pytest.mark.parametrize(
    ("unlike", "told"),
    [
        ({"effective_from": "2026-12-09"}, "effective_from: a date after 2026-12-09 expected"),
        ({"words": "[rules]\npickup_window = 1\n"}, "words: rules.pickup_window is not a key"),
        ({"words": "[demand]\nriders_per_day = 1\n"}, "words: demand is not a key"),
        ({"words": DEARER, "approved_on": "2027-01-01"}, "approved on 2027-01-01, after it takes effect"),
    ],
)
def test_rules_that_cannot_be_are_refused_whole(served: Served, unlike: dict[str, str], told: str) -> None:
    admin = as_administrator(served)
    answer = served.post("/rules", {"effective_from": str(FAR), "words": WIDER, **unlike}, token=admin)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert served.get("/rules", admin).json() == []
    assert actions(served) == []


def read_log(served: Served, which: str, token: str, **query: str) -> Any:
    return served.client.get(f"/api/logs/{which}", params=query, headers=served.signed(token))


def test_the_audit_log_is_read_by_subject_by_actor_and_by_time(served: Served) -> None:
    admin = as_administrator(served)
    made = add_tablet(served, admin)
    served.clock.set(served.clock.now() + timedelta(minutes=5))
    later = served.clock.now()
    served.post(f"/devices/{made['device_id']}/code", token=admin)
    subject = f"device {made['device_id']}"

    def read(**query: str) -> list[str]:
        answer = read_log(served, "audit", admin, **query)
        assert answer.status_code == 200, answer.text
        return [each["action"] for each in answer.json()["entries"]]

    assert read(subject=subject) == ["add-device", "new-device-code"]
    assert read(since=later.isoformat(), subject=subject) == ["new-device-code"]
    assert read(until=(later - timedelta(minutes=1)).isoformat()) == ["add-device"]
    assert read(actor="staff nobody") == []
    assert read(actor="staff admin-all", after="1")[:2] == ["new-device-code", "read-audit"]


def test_an_audit_log_that_was_tampered_with_says_where(served: Served) -> None:
    admin = as_administrator(served)
    add_tablet(served, admin)
    assert read_log(served, "audit", admin, check="true").json()["broken_at"] is None
    with served.site.database.write() as connection:
        connection.execute(text("DROP TRIGGER audit_keeps_entries"))
        connection.execute(text("UPDATE audit SET reason = 'nothing to see' WHERE number = 1"))
    assert read_log(served, "audit", admin, check="true").json()["broken_at"] == 1


def test_who_looked_at_whom_is_read_by_rider_by_account_and_by_time(served: Served) -> None:
    ride = book(served)
    passengers(served, ride["vehicle_id"])
    book(served, rider="p2", wish=wish(served, 12))
    admin = as_administrator(served)
    rider = read_log(served, "look-ups", admin, rider_id=ride["rider_id"]).json()["looks"]
    assert {(each["role"], each["rider_id"]) for each in rider} == {
        ("operator", ride["rider_id"]),
        ("driver", ride["rider_id"]),
    }
    mine = read_log(served, "look-ups", admin, account="staff staff-of-all").json()["looks"]
    assert {each["account"] for each in mine} == {"staff staff-of-all"}
    assert len({each["rider_id"] for each in mine}) == 2
    before = {"since": "2026-11-01T00:00:00+09:00", "until": "2026-11-30T00:00:00+09:00"}
    assert read_log(served, "look-ups", admin, **before).json() == {"looks": [], "curious": []}
    wrong = read_log(served, "look-ups", admin, since="2020-01-01T00:00:00+09:00")
    assert wrong.json()["errors"][0]["field"] == "since"
    assert actions(served)[-2:] == ["read-look-ups", "read-look-ups"]


def test_logs_of_all_areas_are_for_administrators_of_all_areas(served: Served) -> None:
    local = as_administrator(served, "namioka")
    operator = as_member(served, "kudo", Role.OPERATOR)
    for token in (local, operator):
        for which in ("audit", "look-ups"):
            assert read_log(served, which, token).status_code == 403


def _minutes(limits: dict[str, str]) -> int:
    begin, end = (datetime.fromisoformat(limits[key]) for key in ("pickup_from", "pickup_until"))
    return int((end - begin).total_seconds() // 60)
