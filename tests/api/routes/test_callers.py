"""A telephone system announces callers; operators see who calls, and the number is kept nowhere."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from api.people.looking import How, Purpose, list_who_saw
from api.storage.every_table import every_table
from dispatch.domain.request import RiderId
from tests.api.routes.subscribed import subscribed
from tests.api.routes.test_directory import HANA, register
from tests.api.served import STAFF, Served, at

NUMBER = "0172-62-1111"


def call_in(served: Served, call_id: str, phone: str | None = NUMBER) -> int:
    body = {"call_id": call_id, "phone": phone}
    return served.post("/callers", body, token=served.as_telephone()).status_code


def test_operators_see_the_household_that_calls_and_the_look_is_recorded(served: Served) -> None:
    hana = register(served)
    yuki = register(served, name="成田 ユキ", kana="なりた ゆき", phone="090-1111-2222", contact_phone=NUMBER)
    with subscribed(served, "/callers/live") as events:
        assert next(events)[1] == {"calls": []}
        assert call_in(served, "call-1") == 204
        (call,) = next(events)[1]["calls"]
        assert [rider["rider_id"] for rider in call["riders"]] == [hana, yuki]
        assert call["riders"][0]["phone"] == "…1111"
        assert call_in(served, "call-1") == 204, "announced once more, shown once"
        served.clock.set(at(served.town, 7, 4))
        assert call_in(served, "call-2", None) == 204
        assert [each["riders"] == [] for each in next(events)[1]["calls"]] == [False, True]
        served.clock.set(at(served.town, 7, 5))
        assert [each["call_id"] for each in next(events)[1]["calls"]] == ["call-2"]
    with served.site.database.read() as connection:
        now = served.clock.now()
        (look,) = list_who_saw(connection, RiderId(hana), now - timedelta(hours=1), now)
    assert (look.account, look.how, look.purpose) == (f"staff {STAFF}", How.LISTED, Purpose.CALL)


def test_whoever_is_not_registered_calls_as_nobody(served: Served) -> None:
    for call_id, phone in (("call-1", "090-9999-8888"), ("call-2", "201")):
        assert call_in(served, call_id, phone) == 204
    with subscribed(served, "/callers/live") as events:
        assert [each["riders"] for each in next(events)[1]["calls"]] == [[], []]


def test_the_number_is_kept_nowhere(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert call_in(served, "call-1") == 204
        assert call_in(served, "x", NUMBER) == 422
    digits = ("0172-62-1111", "0172621111", "172621111", "621111")
    with served.site.database.read() as connection:
        rows = [
            str(tuple(row))
            for table in every_table().sorted_tables
            for row in connection.execute(select(table))
        ]
    assert rows
    for text in (*rows, caplog.text, served.client.get("/metrics").text):
        assert not any(number in text for number in digits)


def test_only_the_telephone_system_announces_and_only_operators_see(served: Served) -> None:
    body = {"call_id": "call-1", "phone": NUMBER}
    assert served.post("/callers", body).status_code == 403
    assert served.post("/callers", body, token=served.as_rider("p1")).status_code == 403
    assert served.get("/callers/live", served.as_telephone()).status_code == 403
    wrong = served.post("/callers", {**body, "name": HANA["name"]}, token=served.as_telephone())
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "name")
