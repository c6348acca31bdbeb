"""Whoever looks after a service sees whether it lives, whether it takes orders and how it fares."""

from __future__ import annotations

import httpx2 as httpx

from api.people.code_traffic import ALWAYS_AN_HOUR
from tests.api.routes.booked import book
from tests.api.served import Served


def test_a_running_service_lives_and_is_ready(served: Served) -> None:
    assert served.client.get("/healthz").text == "ok"
    ready = served.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["areas"]["namioka"] == {"serving": True, "waiting": 0}


def test_a_service_whose_desk_has_stopped_is_not_ready(served: Served) -> None:
    served.desk.stop()
    assert served.client.get("/readyz").status_code == 503


def test_figures_name_routes_and_kinds_and_nobody(served: Served) -> None:
    ride = book(served)
    served.get(f"/riders/{ride['rider_id']}/rides")
    figures = served.client.get("/metrics").text
    assert 'noriai_events_total{area="namioka",kind="PromiseMade"} 1.0' in figures
    assert 'noriai_desk_serving{area="namioka"} 1.0' in figures
    assert 'noriai_desk_waiting{area="namioka"} 0.0' in figures
    assert 'route="/api/areas/{area}/riders/{rider_id}/rides"' in figures
    assert ride["ride_id"] not in figures


def ask_code(served: Served, number: int) -> httpx.Response:
    """A registered rider asks for a code, from an address of their own."""
    served.rider(f"p{number}")
    from_elsewhere = {"X-Forwarded-For": f"192.0.2.{number}"}
    phone = {"phone": f"090-1234-{number:04}"}
    return served.client.post("/api/sign-in/codes", json=phone, headers=from_elsewhere)


def test_codes_that_are_asked_for_as_in_an_attack_are_an_alarm_and_then_stop(served: Served) -> None:
    assert "noriai_codes_alarming 0.0" in served.client.get("/metrics").text
    assert {ask_code(served, number).status_code for number in range(11)} == {202}
    figures = served.client.get("/metrics").text
    assert "noriai_codes_sent_last_hour 11.0" in figures
    assert "noriai_codes_alarming 1.0" in figures
    assert "noriai_codes_stopped 0.0" in figures
    assert {ask_code(served, number).status_code for number in range(11, ALWAYS_AN_HOUR)} == {202}
    refused = ask_code(served, ALWAYS_AN_HOUR)
    assert (refused.status_code, refused.json()["code"]) == (429, "codes-stopped")
    assert refused.headers["Retry-After"] == "3600"
    assert "お電話ください" in refused.json()["title_ja"]
    assert len(served.codes) == ALWAYS_AN_HOUR
    figures = served.client.get("/metrics").text
    assert f"noriai_codes_most_an_hour {ALWAYS_AN_HOUR}.0" in figures
    assert "noriai_codes_stopped 1.0" in figures
