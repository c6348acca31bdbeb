"""Riders and staff sign in over HTTP, by app and by page, and sign out."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pyotp

from api.people.profile import Profile
from api.people.roles import Role
from api.people.staff import EVERYWHERE, Grant, add_staff
from tests.api.served import Served

PHONE = "090-1234-0000"


def ask_code(served: Served, phone: str = PHONE) -> dict[str, Any]:
    answer = served.client.post("/api/sign-in/codes", json={"phone": phone})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def heard(served: Served) -> str:
    """The code, once it has come: it is sent after the answer."""
    until = time.monotonic() + 10
    while served.codes == [] and time.monotonic() < until:
        time.sleep(0.01)
    return served.codes[-1].code


def sign_in(served: Served, **more: Any) -> httpx.Response:
    request_id = more.pop("request_id", None) or ask_code(served)["request_id"]
    code = more.pop("code", None) or heard(served)
    given = {"request_id": request_id, "phone": PHONE, "code": code, **more}
    return served.client.post("/api/sign-in", json=given)


def sees_rides(served: Served, rider_id: str, token: str) -> int:
    return served.get(f"/riders/{rider_id}/rides", token=token).status_code


def test_a_rider_signs_in_by_app_and_out_again(served: Served) -> None:
    rider_id = served.rider("p1")
    answer = sign_in(served)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    signed_in = answer.json()
    assert (signed_in["rider_id"], signed_in["area"]) == (rider_id, served.town.area)
    token = signed_in["token"]
    assert sees_rides(served, rider_id, token) == 200
    assert served.client.post("/api/sign-out", headers=served.signed(token)).status_code == 204
    assert sees_rides(served, rider_id, token) == 401


def test_a_page_holds_its_token_in_a_cookie_and_proves_its_changes(served: Served) -> None:
    rider_id = served.rider("p1")
    assert sign_in(served, hold="cookie").json()["token"] is None
    page = served.client
    rides = f"{served.area}/riders/{rider_id}/rides"
    assert page.get(rides).status_code == 200
    forged = page.post(f"{served.area}/requests", json={}, headers={"Idempotency-Key": "k" * 8})
    assert (forged.status_code, forged.json()["code"]) == (403, "forged")
    assert page.post("/api/sign-out").json()["code"] == "forged"
    proof = {"X-CSRF-Token": page.cookies["noriai_rider_csrf"]}
    assert page.post("/api/sign-out", headers=proof).status_code == 204
    assert page.get(rides).status_code == 401


def test_a_number_that_nobody_registered_gets_the_same_answer_and_no_code(served: Served) -> None:
    served.rider("p1")
    known, unknown = ask_code(served), ask_code(served, "0172-62-9999")
    assert known.keys() == unknown.keys()
    assert known["expires"] == unknown["expires"]
    heard(served)
    assert [code.phone for code in served.codes] == ["+819012340000"]
    given = {"request_id": unknown["request_id"], "phone": "0172-62-9999", "code": "000000"}
    answer = served.client.post("/api/sign-in", json=given)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-sign-in")


def test_a_code_is_good_once_and_wrong_tries_are_counted(served: Served) -> None:
    served.rider("p1")
    request_id = ask_code(served)["request_id"]
    right = heard(served)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(4):
        assert sign_in(served, request_id=request_id, code=wrong).status_code == 401
    assert sign_in(served, request_id=request_id, code=right).status_code == 200
    assert sign_in(served, request_id=request_id, code=right).status_code == 401


def test_one_of_a_household_is_chosen_with_the_same_code(served: Served) -> None:
    mother = served.rider("母")
    with served.site.database.write() as connection:
        son = served.people.directory.register(
            connection, served.town.area, Profile(name="息子", kana="むすこ", phone=PHONE), served.clock.now()
        )
    request_id = ask_code(served)["request_id"]
    choice = sign_in(served, request_id=request_id).json()
    assert choice["token"] is None
    assert {each["rider_id"]: each["name"] for each in choice["choose"]} == {mother: "母", son: "息子"}
    chosen = sign_in(served, request_id=request_id, rider_id=son).json()
    assert chosen["rider_id"] == son
    assert sees_rides(served, son, chosen["token"]) == 200
    assert sign_in(served, request_id=request_id, rider_id=mother).status_code == 401, "the code is spent"


def test_nobody_else_can_be_chosen(served: Served) -> None:
    served.rider("p1")
    stranger = served.rider("stranger")
    assert sign_in(served, rider_id=stranger).status_code == 401


def test_too_many_codes_and_wrong_numbers_are_refused(served: Served) -> None:
    ask_code(served)
    again = served.client.post("/api/sign-in/codes", json={"phone": PHONE})
    assert (again.status_code, again.headers["retry-after"]) == (429, "60")
    no_number = served.client.post("/api/sign-in/codes", json={"phone": "12"})
    assert (no_number.status_code, no_number.json()["errors"][0]["field"]) == (422, "phone")
    unknown = served.client.post("/api/sign-in/codes", json={"phone": PHONE, "name": "x"})
    assert unknown.json()["errors"][0]["field"] == "name"


def test_staff_sign_in_and_unlock_after_an_idle_quarter_of_an_hour(served: Served) -> None:
    password = "apples by train in july"
    hashed = served.people.passwords.hash("ito", password)
    grants = [Grant(Role.OPERATOR, EVERYWHERE)]
    with served.site.database.write() as connection:
        vault = served.people.vault
        factor = add_staff(connection, vault, "ito", "伊藤", hashed, grants, served.clock.now())
    totp = pyotp.parse_uri(factor.uri)
    assert isinstance(totp, pyotp.TOTP)
    given = {"account": "ito", "password": password, "hold": "bearer"}
    staff = "/api/staff"
    wrong = served.client.post(f"{staff}/sign-in", json={**given, "second": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong-sign-in")
    right = served.client.post(f"{staff}/sign-in", json={**given, "second": totp.at(served.clock.now())})
    assert right.status_code == 200, right.text
    token = right.json()["token"]
    rider_id = served.rider("p1")
    assert sees_rides(served, rider_id, token) == 200
    served.clock.set(served.clock.now() + timedelta(minutes=16))
    locked = served.get(f"/riders/{rider_id}/rides", token=token)
    assert (locked.status_code, locked.json()["code"]) == (401, "locked")
    signed = served.signed(token)
    refused = served.client.post(f"{staff}/unlock", json={"password": "pears"}, headers=signed)
    assert refused.status_code == 401
    opened = served.client.post(f"{staff}/unlock", json={"password": password}, headers=signed)
    assert opened.status_code == 204
    assert sees_rides(served, rider_id, token) == 200
    assert served.client.post("/api/sign-out", headers=signed).status_code == 204
    assert sees_rides(served, rider_id, token) == 401


def test_what_was_typed_is_not_said_back(served: Served) -> None:
    answer = served.client.post("/api/staff/sign-in", json={"account": "ito", "password": "secret" * 50})
    assert answer.status_code == 422
    assert "secretsecret" not in answer.text
