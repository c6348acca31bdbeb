"""An administrator keeps the accounts of staff, in the areas that are theirs, and every step is on record."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from api.people.audit import list_entries
from api.people.roles import Role
from api.storage.tables import RECEIPT
from tests.api.routes.administrators import as_administrator, as_member
from tests.api.served import Served

ITO = {"account": "ito", "name": "伊藤 美咲", "grants": [{"role": "operator", "area": "namioka"}]}


def call(served: Served, method: str, path: str, token: str, body: Any = None, key: str | None = None) -> Any:
    headers = served.signed(token) | {"Idempotency-Key": key or f"staff-key-{next(served.keys)}"}
    return served.client.request(method, f"/api/staff{path}", json=body, headers=headers)


def signs_in(served: Served, secrets: dict[str, Any]) -> int:
    code = pyotp.parse_uri(secrets["totp_uri"]).at(served.clock.now())
    given = {"account": "ito", "password": secrets["password"], "second": code, "hold": "bearer"}
    return int(served.client.post("/api/staff/sign-in", json=given).status_code)


def test_a_new_member_signs_in_with_what_was_shown_once(served: Served) -> None:
    admin = as_administrator(served)
    first = call(served, "POST", "", admin, ITO, key="add-ito-1")
    assert first.status_code == 201
    secrets = first.json()
    assert len(secrets["recovery_codes"]) == 10
    assert signs_in(served, secrets) == 200
    again = call(served, "POST", "", admin, ITO, key="add-ito-1")
    shown = {"account": "ito", "password": None, "totp_uri": None, "recovery_codes": None}
    assert (again.status_code, again.json()) == (201, shown)
    with served.site.database.read() as connection:
        bodies = "".join(connection.execute(select(RECEIPT.c.body)).scalars())
        ((_, entry),) = list_entries(connection)
    assert secrets["password"] not in bodies
    assert (entry.action, entry.subject, entry.reason) == ("add-staff", "staff ito", "operator@namioka")


def test_accounts_are_listed_with_what_they_may_do(served: Served) -> None:
    admin = as_administrator(served)
    call(served, "POST", "", admin, ITO)
    listed = {each["account"]: each for each in call(served, "GET", "", admin).json()}
    assert listed["ito"]["grants"] == ITO["grants"]
    assert listed["ito"]["closed_at"] is None


def test_other_grants_count_from_the_next_request(served: Served) -> None:
    admin = as_administrator(served)
    kudo = as_member(served, "kudo", Role.OPERATOR)
    assert served.get("/road-reports", kudo).status_code == 200
    planner = {"grants": [{"role": "planner", "area": "namioka"}]}
    assert call(served, "PUT", "/kudo/grants", admin, planner).status_code == 204
    assert served.get("/road-reports", kudo).status_code == 403


def test_a_closed_account_is_out_at_once(served: Served) -> None:
    admin = as_administrator(served)
    kudo = as_member(served, "kudo", Role.OPERATOR)
    assert call(served, "POST", "/kudo/closing", admin).status_code == 204
    assert served.get("/road-reports", kudo).status_code == 401


def test_new_secrets_take_the_place_of_the_old(served: Served) -> None:
    admin = as_administrator(served)
    secrets = call(served, "POST", "", admin, ITO).json()
    password = call(served, "POST", "/ito/password", admin).json()["password"]
    assert signs_in(served, secrets) == 401
    assert signs_in(served, {**secrets, "password": password}) == 200
    factor = call(served, "POST", "/ito/second-factor", admin).json()
    assert factor["password"] is None
    served.clock.set(served.clock.now())
    assert signs_in(served, {**factor, "password": password}) == 200


def test_an_administrator_of_one_area_has_no_power_over_others(served: Served) -> None:
    local = as_administrator(served, "namioka")
    as_administrator(served)
    as_member(served, "far", Role.OPERATOR, "hiraka")
    for path in ("/admin-all/password", "/admin-all/closing", "/far/second-factor", "/nobody/closing"):
        assert call(served, "POST", path, local).status_code == 404, path
    for area in ("*", "hiraka"):
        wanted = {**ITO, "grants": [{"role": "administrator", "area": area}]}
        answer = call(served, "POST", "", local, wanted)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [each["account"] for each in call(served, "GET", "", local).json()] == ["admin-namioka"]
    assert call(served, "POST", "", local, ITO).status_code == 201


def test_nobody_locks_themselves_out(served: Served) -> None:
    admin = as_administrator(served)
    for method, path, body in (
        ("POST", "/admin-all/closing", None),
        ("PUT", "/admin-all/grants", {"grants": []}),
    ):
        answer = call(served, method, path, admin, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "Ito Misaki"},
        {"name": " "},
        {"grants": [{"role": "driver", "area": "namioka"}]},
        {"grants": [{"role": "operator", "area": "tokyo"}]},
        {"password": "chosen by me"},
    ],
)
def test_wrong_accounts_are_refused_and_nothing_is_kept(served: Served, wrong: dict[str, Any]) -> None:
    admin = as_administrator(served)
    answer = call(served, "POST", "", admin, {**ITO, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert len(call(served, "GET", "", admin).json()) == 1
