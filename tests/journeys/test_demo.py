"""`noriai demo`: one command, and a town is alive; whoever comes can be anybody in it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2 as httpx
import pytest

from tests.api.loopback import free_address
from tests.journeys.test_promises_kept import NAMIOKA

DAY = "2026-12-02"
READY_S = 300


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found = free_address()
    port, log = found.rpartition(":")[2], tmp_path_factory.mktemp("demo") / "log"
    words = ["demo", str(NAMIOKA), "--port", port, "--riders", "40", "--pace", "60"]
    command = [sys.executable, "-u", "-m", "noriai", *words]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        deadline = time.monotonic() + READY_S
        while "/demo" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield found
        process.terminate()
        process.wait(timeout=30)
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said
    assert re.search(r"090-1234-0001 +\S+ \S+", said), "callers are told"


@contextmanager
def entered(address: str, page: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.get(f"/demo/enter/{page}").status_code == 303
        yield client


def seen(board: dict[str, Any]) -> list[Any]:
    return [each["seen"] and (each["seen"]["lat"], each["seen"]["lon"]) for each in board["vehicles"]]


def test_vehicles_drive_and_riders_ride(address: str) -> None:
    with entered(address, "operator") as client:
        path = f"/api/areas/namioka/board/{DAY}"
        first = client.get(path).json()
        deadline = time.monotonic() + 60
        while (later := client.get(path).json())["version"] == first["version"] or seen(later) == seen(first):
            assert time.monotonic() < deadline, "nothing happens"
            time.sleep(0.5)
    assert any(seen(later))


def test_a_visitor_is_a_rider_with_a_home_and_books(address: str) -> None:
    with entered(address, "rider") as client:
        me = client.get("/api/me").json()
        assert me["favourites"], "to be asked for with one tap"
        headers = {"X-CSRF-Token": client.cookies["noriai_rider_csrf"], "Idempotency-Key": "a visitor asks"}
        favourite = me["favourites"][0]
        asked = {
            "origin": favourite["origin"]["place_id"],
            "destination": favourite["destination"]["place_id"],
            "wish": {"kind": "depart_after", "at": "2026-12-02T16:00:00+09:00"},
        }
        answer = client.post("/api/areas/namioka/requests", json=asked, headers=headers).json()["outward"]
        offers = answer["offers"] or answer["refusal"]["alternatives"]
        taken = {"offers": [{"service_date": DAY, "offer_id": offers[0]["offer_id"]}]}
        headers["Idempotency-Key"] = "a visitor books"
        booked = client.post("/api/areas/namioka/acceptances", json=taken, headers=headers)
        assert booked.status_code == 201, booked.text


def test_a_rider_and_an_operator_are_open_in_one_browser(address: str) -> None:
    with entered(address, "rider") as client:
        assert client.get("/demo/enter/operator").status_code == 303
        assert client.get("/api/me", headers={"Session-Kind": "rider"}).status_code == 200
        assert client.get("/api/staff/session", headers={"Session-Kind": "staff"}).status_code == 200


def test_a_visitor_takes_a_tablet_with_the_code_shown(address: str) -> None:
    with httpx.Client(base_url=address, timeout=30) as client:
        shown = client.get("/demo/enter/driver").text
        code = re.search(r"<code>([A-Z2-7-]+)</code>", shown)
        assert code is not None
        enrolled = client.post("/api/tablets", json={"code": code[1]})
        assert enrolled.is_success, enrolled.text
        tablet = enrolled.json()
        path = f"/api/areas/namioka/vehicles/{tablet['vehicle_id']}/passengers"
        bearer = {"Authorization": f"Bearer {tablet['token']}"}
        deadline = time.monotonic() + 30
        while owing := carried(client.get(path, headers=bearer).json()):
            assert time.monotonic() < deadline, f"the driver before took no fare of {owing}"
            time.sleep(0.5)


def carried(told: dict[str, Any]) -> list[str]:
    return [each["ride_id"] for each in told["passengers"] if each["status"] == "carried"]


def test_the_door_names_everybody_and_unknown_doors_are_not_found(address: str) -> None:
    page = httpx.get(f"{address}/demo").text
    assert all(f"/demo/enter/{who}" in page for who in ("rider", "operator", "driver", "planner"))
    assert httpx.get(f"{address}/api/nowhere").headers["content-type"] == "application/problem+json"
