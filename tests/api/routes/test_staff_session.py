"""Staff see who they are here, and lock their session when they leave the desk."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx

from api.people.roles import STAFF_ROLES, Permission, Role
from api.people.staff import EVERYWHERE, Grant, add_staff
from api.people.tokens import TokenKind, issue
from tests.api.served import Served

PASSWORD = "apples by train in july"


def ask(served: Served, method: str, path: str, token: str, **more: Any) -> httpx.Response:
    return served.client.request(method, f"/api/staff/{path}", headers=served.signed(token), **more)


def test_a_member_sees_their_account_and_what_they_may_do_in_their_areas(served: Served) -> None:
    told = ask(served, "GET", "session", served.as_one(Role.DISPATCHER)).json()
    assert told["account"] == "only-dispatcher"
    assert set(told["may"]) == {"namioka"}
    assert Permission.SNOW_MODE.wire in told["may"]["namioka"]
    assert Permission.FIND_RIDER.wire not in told["may"]["namioka"]


def test_all_roles_of_staff_and_nobody_else_have_a_session_of_their_own(served: Served) -> None:
    for role in STAFF_ROLES:
        assert ask(served, "GET", "session", served.as_one(role)).status_code == 200
    assert ask(served, "GET", "session", served.as_rider("p1")).status_code == 403


def test_a_locked_session_is_nobody_until_the_password_opens_it(served: Served) -> None:
    hashed = served.people.passwords.hash("ito", PASSWORD)
    with served.site.database.write() as connection:
        grants, now = [Grant(Role.OPERATOR, EVERYWHERE)], served.clock.now()
        add_staff(connection, served.people.vault, "ito", "伊藤", hashed, grants, now)
        token = issue(connection, TokenKind.STAFF, "ito", now)
    assert ask(served, "POST", "lock", token).status_code == 204
    locked = ask(served, "GET", "session", token)
    assert (locked.status_code, locked.json()["code"]) == (401, "locked")
    assert ask(served, "POST", "lock", token).json()["code"] == "locked"
    assert ask(served, "POST", "unlock", token, json={"password": PASSWORD}).status_code == 204
    assert ask(served, "GET", "session", token).json()["account"] == "ito"
