"""A driver's day at its ends: the tablet enrolled, the driver checked, the record kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from api.driving.tables import ROLL_CALL
from api.people.audit import find_break, list_entries
from api.people.keys import Keys, new_keys
from api.people.rotation import seal_anew
from api.people.sealed import Vault
from api.storage.database import Database
from tests.api.people.people import NOW
from tests.api.routes.shifts_driven import a_code, after, before, check, enrolled
from tests.api.served import DAY, Served, at

VAN = "1号車"
BEGUN, ENDED = f"/vehicles/{VAN}/shifts/begun", f"/vehicles/{VAN}/shifts/ended"


def hand_in(served: Served, path: str, token: str, *records: dict[str, Any]) -> list[str]:
    answer = served.post(path, {"records": list(records)}, token=token)
    assert answer.status_code == 200, answer.text
    return [each["outcome"] for each in answer.json()]


def manifest_status(served: Served, token: str) -> int:
    return served.get(f"/vehicles/{VAN}/manifest/{DAY}", token).status_code


def test_a_tablet_is_enrolled_with_its_code_once(served: Served) -> None:
    code = a_code(served, VAN)
    answer = served.client.post("/api/tablets", json={"code": code.lower()})
    assert (answer.json()["area"], answer.json()["vehicle_id"]) == ("namioka", VAN)
    for used in (code, "AAAA-BBBB-CCCC-DDDD"):
        refused = served.client.post("/api/tablets", json={"code": used})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "code")


def test_a_checked_driver_begins_the_shift_and_sees_the_manifest(served: Served) -> None:
    token = enrolled(served, VAN)
    assert manifest_status(served, token) == 403, "first the check, then the riders"
    assert hand_in(served, BEGUN, token, before(served.clock.now())) == ["begun"]
    assert manifest_status(served, token) == 200
    evening = at(served.town, 17, 30)
    served.clock.set(evening)
    assert hand_in(served, ENDED, token, after(evening)) == ["ended"]
    served.clock.set(evening + timedelta(hours=25))
    answer = served.get(f"/vehicles/{VAN}/passengers", token)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("unlike", "named"),
    [
        ({"check": check(alcohol_mg_per_l=0.15)}, "alcohol_mg_per_l"),
        ({"check": check(detector_used=False)}, "detector_used"),
        ({"fit": False}, "fit"),
        ({"licence_seen": False}, "licence_seen"),
        ({"vehicle_inspected": False}, "vehicle_inspected"),
    ],
)
def test_who_may_not_drive_begins_no_shift_and_the_record_stays(
    served: Served, unlike: dict[str, Any], named: str
) -> None:
    token = enrolled(served, VAN)
    answer = served.post(BEGUN, {"records": [before(served.clock.now(), **unlike)]}, token=token).json()
    assert answer == [{"client_id": "begin-0001", "outcome": "refused", "detail": named}]
    assert manifest_status(served, token) == 403
    (kept,) = served.get(f"/roll-calls/{DAY}").json()
    assert (kept["outcome"], kept["detail"]) == ("refused", named)


def test_records_of_a_dead_zone_come_late_in_one_batch_and_count_once(served: Served) -> None:
    token = enrolled(served, VAN)
    morning, evening = at(served.town, 7), at(served.town, 17)
    served.clock.set(at(served.town, 20))
    first, next_day = before(morning), before(at(served.town, 19), "begin-0002")
    assert hand_in(served, BEGUN, token, first, next_day) == ["begun", "begun"]
    for _ in range(2):
        assert hand_in(served, ENDED, token, after(evening)) == ["ended"]
    assert hand_in(served, BEGUN, token, first) == ["begun"]
    kept = served.get(f"/roll-calls/{DAY}").json()
    assert [(each["shift_part"], each["happened_at"][:16]) for each in kept] == [
        ("begin", "2026-12-01T22:00"),
        ("end", "2026-12-02T08:00"),
        ("begin", "2026-12-02T10:00"),
    ]
    served.clock.set(at(served.town, 20) + timedelta(days=1))
    answer = served.get(f"/vehicles/{VAN}/manifest/{DAY}", token)
    assert answer.status_code == 200, "the end that came late is not the end of the shift begun after it"


def test_a_dispatcher_reads_who_was_checked_by_whom_and_that_is_written_down(served: Served) -> None:
    token = enrolled(served, VAN)
    record = before(served.clock.now())
    hand_in(served, BEGUN, token, record)
    (kept,) = served.get(f"/roll-calls/{DAY}").json()
    assert kept["begun"]["check"]["driver"] == "工藤 健"
    assert kept["begun"]["check"]["checked_by"] == "成田 進"
    assert kept["begun"]["odometer_km"] == 52_100
    with served.site.database.read() as connection:
        actions = [(entry.action, entry.actor.split()[0]) for _, entry in list_entries(connection)]
        assert find_break(connection) is None
        row = connection.execute(select(ROLL_CALL)).one()
    assert actions == [("begin-shift", "device"), ("read-roll-calls", "staff")]
    assert "工藤".encode() not in bytes(row.sealed)


def test_a_driver_does_not_read_the_records(served: Served) -> None:
    token = enrolled(served, VAN)
    assert served.get(f"/roll-calls/{DAY}", token).status_code == 403


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"check": check(alcohol_mg_per_l=-1)}, "records.0.check.alcohol_mg_per_l"),
        ({"check": check(method="shouting")}, "records.0.check.method"),
        ({"client_id": "short"}, "records.0.client_id"),
        ({"at": "2026-12-02T08:00:00"}, "records.0.at"),
        ({"mood": "good"}, "records.0.mood"),
    ],
)
def test_wrong_records_name_the_field_and_nothing_is_kept(
    served: Served, record: dict[str, Any], field: str
) -> None:
    token = enrolled(served, VAN)
    given = [{**before(served.clock.now()), **record}]
    answer = served.post(BEGUN, {"records": given}, token=token)
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["errors"]]
    assert served.get(f"/roll-calls/{DAY}").json() == []


def test_a_kept_record_cannot_be_changed_and_is_sealed_anew_with_a_new_key(database: Database) -> None:
    keys = new_keys()
    vault = Vault(keys)
    row: dict[str, Any] = dict.fromkeys(
        ("area", "vehicle_id", "client_id", "shift_part", "service_date"), "x"
    )
    row |= {"device_id": "d1", "outcome": "begun", "detail": ""}
    with database.write() as connection:
        row |= {"happened_at": NOW, "received_at": NOW, "sealed": vault.seal(b"record")}
        connection.execute(insert(ROLL_CALL).values(row))
    with pytest.raises(DBAPIError, match="never changed"), database.write() as connection:
        connection.execute(update(ROLL_CALL).values(outcome="refused"))
    newer = keys.rotated()
    with database.write() as connection:
        assert seal_anew(connection, Vault(newer)) == 1
        sealed = connection.execute(select(ROLL_CALL.c.sealed)).scalar_one()
    assert Vault(Keys(newer.master[:1], newer.lookup)).unseal(bytes(sealed)) == b"record"
