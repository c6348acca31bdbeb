"""Doors of routes: who is let in, who is not, and what is said to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Response
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api import answered_faults
from api.clock import ManualClock
from api.people.access import (
    CSRF_HEADER,
    Gate,
    PrincipalHere,
    Require,
    permissions_of,
    require,
)
from api.people.page_sessions import SESSION_HEADER, clear_session, csrf_cookie, set_session
from api.people.principal import Principal, principal_of
from api.people.rate_limits import Rate, RateLimits, RateRules
from api.people.riders import RiderDirectory
from api.people.roles import Permission, Role
from api.people.sealed import Vault
from api.people.staff import EVERYWHERE, Grant, add_staff
from api.people.tokens import TokenKind, csrf_of, find_session, issue, revoke
from api.storage.database import Database
from tests.api.people.people import AREA, NOW, TANAKA

FINDER = Annotated[Principal, Depends(Require(Permission.FIND_RIDER))]


def a_town_hall(gate: Gate) -> FastAPI:
    """Three routes: for anybody, for operators, and for riders who change something."""
    app = FastAPI()
    app.state.gate = gate
    answered_faults.install(app)

    @app.get("/hours", dependencies=[require(Permission.SEE_SERVICE)])
    def hours(who: PrincipalHere) -> str:
        return who.account

    @app.get("/areas/{area}/riders")
    def riders(area: str, who: FINDER) -> str:
        return f"{who.subject} {area}"

    @app.post("/asks", dependencies=[require(Permission.ASK)])
    def ask() -> str:
        return "offers"

    @app.post("/out", dependencies=[require(Permission.SIGN_IN)])
    def out(response: Response) -> str:
        clear_session(response, gate, TokenKind.RIDER)
        return "bye"

    return app


@dataclass
class Hall:
    database: Database
    clock: ManualClock
    app: FastAPI
    client: TestClient
    gate: Gate

    def token(self, kind: TokenKind, subject: str) -> str:
        with self.database.write() as connection:
            return issue(connection, kind, subject, self.clock.now())

    def get(self, path: str, token: str = "") -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.client.get(path, headers=headers).json()
        return (answer["status"], answer["code"]) if isinstance(answer, dict) else (200, answer)


@pytest.fixture
def hall(database: Database) -> Iterator[Hall]:
    clock = ManualClock(NOW)
    rules = RateRules(account=Rate(5), address=Rate(8))
    gate = Gate(database, clock, RateLimits(rules), over_tls=False)
    app = a_town_hall(gate)
    with TestClient(app) as client:
        yield Hall(database, clock, app, client, gate)


@pytest.fixture
def operator(hall: Hall, vault: Vault) -> str:
    with hall.database.write() as connection:
        add_staff(connection, vault, "ito", "伊藤", "hash", [Grant(Role.OPERATOR, AREA)], NOW)
        add_staff(connection, vault, "abe", "阿部", "hash", [Grant(Role.ADMINISTRATOR, EVERYWHERE)], NOW)
    return hall.token(TokenKind.STAFF, "ito")


@pytest.fixture
def rider(hall: Hall, directory: RiderDirectory) -> str:
    with hall.database.write() as connection:
        rider_id = directory.register(connection, AREA, TANAKA, NOW)
    return hall.token(TokenKind.RIDER, rider_id)


def test_each_is_let_in_where_they_may_and_told_apart_where_they_may_not(hall: Hall, operator: str) -> None:
    assert hall.get("/hours") == (200, "")
    assert hall.get("/hours", operator) == (200, "staff ito")
    assert hall.get(f"/areas/{AREA}/riders", operator) == (200, f"ito {AREA}")
    assert hall.get("/areas/hiraka/riders", operator) == (404, "not-found")
    assert hall.get(f"/areas/{AREA}/riders") == (401, "unauthenticated")
    administrator = hall.token(TokenKind.STAFF, "abe")
    assert hall.get(f"/areas/{AREA}/riders", administrator) == (403, "forbidden")


def test_a_token_is_worth_nothing_the_moment_it_is_revoked_or_run_out(hall: Hall, operator: str) -> None:
    riders = f"/areas/{AREA}/riders"
    assert hall.get(riders, "never issued") == (401, "unauthenticated")
    hall.clock.set(NOW + timedelta(minutes=15))
    assert hall.get(riders, operator) == (401, "locked")
    fresh = hall.token(TokenKind.STAFF, "ito")
    with hall.database.write() as connection:
        revoke(connection, fresh, NOW)
    assert hall.get(riders, fresh) == (401, "unauthenticated")


def test_whose_token_has_run_out_or_is_locked_can_still_do_what_anybody_may(
    hall: Hall, operator: str, rider: str
) -> None:
    hall.clock.set(NOW + timedelta(days=180))
    for spent in (operator, rider):
        sign_in_by_cookie(hall, spent)
        assert hall.client.get("/hours").json() == ""
        assert hall.client.post("/out").json() == "bye"
        assert hall.client.post("/asks").json()["code"] == "unauthenticated"


def test_who_is_busy_is_not_locked_out(hall: Hall, operator: str) -> None:
    for minutes in range(10, 60, 10):
        hall.clock.set(NOW + timedelta(minutes=minutes))
        assert hall.get("/hours", operator) == (200, "staff ito")


def test_a_riders_token_lives_half_a_year_from_the_last_time(hall: Hall, rider: str) -> None:
    hall.clock.set(NOW + timedelta(days=179))
    assert hall.get("/hours", rider)[0] == 200
    hall.clock.set(NOW + timedelta(days=179 + 180) - timedelta(seconds=1))
    assert hall.get("/hours", rider)[0] == 200
    hall.clock.set(NOW + timedelta(days=179 + 180 + 180))
    assert hall.get("/hours", rider) == (200, "")


def sign_in_by_cookie(hall: Hall, token: str, kind: TokenKind = TokenKind.RIDER) -> dict[str, str]:
    """As a sign-in route does it; what it sets is kept by the browser."""
    response = Response()
    set_session(response, hall.gate, kind, token)
    flags = {}
    for header in response.headers.getlist("set-cookie"):
        name, _, rest = header.partition("=")
        hall.client.cookies.set(name, rest.split(";")[0])
        flags[name] = rest
    return flags


def test_a_page_must_prove_that_a_change_is_its_own(hall: Hall, rider: str) -> None:
    flags = sign_in_by_cookie(hall, rider)
    assert "HttpOnly" in flags["noriai_rider"]
    assert "HttpOnly" not in flags[csrf_cookie(TokenKind.RIDER)]
    assert all("SameSite=strict" in each for each in flags.values())
    assert hall.client.get("/hours").json().startswith("rider r")
    for forged in ({}, {CSRF_HEADER: "guess"}, {CSRF_HEADER: csrf_of("another token")}):
        answer = hall.client.post("/asks", headers=forged)
        assert (answer.status_code, answer.json()["code"]) == (403, "forged")
    own = {CSRF_HEADER: hall.client.cookies[csrf_cookie(TokenKind.RIDER)]}
    assert hall.client.post("/asks", headers=own).json() == "offers"
    taken_back = hall.client.post("/out", headers=own).headers.get_list("set-cookie")
    assert len(taken_back) == 2
    assert all("Max-Age=0" in each for each in taken_back)


def test_a_rider_and_one_of_the_staff_are_signed_in_side_by_side(
    hall: Hall, rider: str, operator: str
) -> None:
    sign_in_by_cookie(hall, rider)
    sign_in_by_cookie(hall, operator, TokenKind.STAFF)

    def hours(**said: str) -> str:
        return str(hall.client.get("/hours", headers=said).json())

    assert hours(**{SESSION_HEADER: "rider"}).startswith("rider r")
    assert hours(**{SESSION_HEADER: "staff"}) == "staff ito"
    assert hours() == "staff ito", "a link says nothing, and only staff follow links to what is theirs"
    assert hours(**{SESSION_HEADER: "device"}) == "", "no other session has a cookie"
    mine = {SESSION_HEADER: "rider", CSRF_HEADER: csrf_of(rider)}
    assert hall.client.post("/asks", headers=mine).json() == "offers"
    theirs = {SESSION_HEADER: "rider", CSRF_HEADER: csrf_of(operator)}
    assert hall.client.post("/asks", headers=theirs).json()["code"] == "forged"


def test_a_machine_with_a_bearer_token_needs_no_such_proof(hall: Hall, rider: str) -> None:
    answer = hall.client.post("/asks", headers={"Authorization": f"Bearer {rider}"})
    assert answer.json() == "offers"


def test_a_telephone_system_announces_callers_of_its_area_and_does_nothing_else(hall: Hall) -> None:
    token = hall.token(TokenKind.MACHINE, AREA)
    hall.clock.set(NOW + timedelta(days=1000))
    with hall.database.read() as connection:
        session = find_session(connection, token, hall.clock.now())
        machine = principal_of(connection, session, hall.clock.now())
    assert machine.may(Permission.ANNOUNCE_CALLER, AREA)
    assert not machine.may(Permission.ANNOUNCE_CALLER, "hiraka")
    assert hall.get(f"/areas/{AREA}/riders", token) == (403, "forbidden")


def test_over_tls_the_cookie_is_bound_to_the_host(database: Database) -> None:
    gate = Gate(database, ManualClock(NOW), RateLimits())
    response = Response()
    set_session(response, gate, TokenKind.STAFF, "token")
    session = response.headers.getlist("set-cookie")[0]
    assert session.startswith("__Host-noriai_staff=token; ")
    assert "Secure" in session
    assert "Domain" not in session


def test_too_many_requests_are_told_when_to_come_back(hall: Hall, operator: str) -> None:
    bearer = {"Authorization": f"Bearer {operator}"}
    answers = [hall.client.get("/hours", headers=bearer) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["Retry-After"]) == ("too-many", "60")
    assert [hall.client.get("/hours").status_code for _ in range(3)] == [200, 200, 429]
    hall.clock.set(NOW + timedelta(minutes=1))
    assert hall.get("/hours", operator)[0] == 200


def test_what_a_route_needs_can_be_read_from_it(hall: Hall) -> None:
    needed = {route.path: permissions_of(route) for route in hall.app.routes if isinstance(route, APIRoute)}
    assert needed["/asks"] == {Permission.ASK}
    assert needed["/areas/{area}/riders"] == {Permission.FIND_RIDER}


def test_tokens_are_kept_as_hashes_and_differ(hall: Hall, rider: str) -> None:
    other = hall.token(TokenKind.RIDER, "r1")
    assert other != rider
    assert len(rider) == 43
    with hall.database.read() as connection:
        assert find_session(connection, rider[:-1], NOW) is None
        assert rider.encode() not in repr(connection.exec_driver_sql("SELECT * FROM token").all()).encode()
