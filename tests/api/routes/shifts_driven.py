"""Tablets and check records for the tests of what drivers do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api.people.devices import add_device
from dispatch.domain.fleet import VehicleId
from tests.api.served import Served


def a_code(served: Served, vehicle_id: str) -> str:
    """The code of a new tablet, as an administrator makes it."""
    with served.site.database.write() as connection:
        vault, now = served.people.vault, served.clock.now()
        return add_device(connection, vault, served.town.area, VehicleId(vehicle_id), "tablet", now).code


def enrolled(served: Served, vehicle_id: str) -> str:
    """The token of a tablet that has not begun a shift."""
    answer = served.client.post("/api/tablets", json={"code": a_code(served, vehicle_id)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def check(**more: Any) -> dict[str, Any]:
    usual = {"driver": "工藤 健", "checked_by": "成田 進", "method": "face"}
    return {**usual, "detector_used": True, "alcohol_mg_per_l": 0, "instructions": "路面凍結に注意", **more}


def before(when: datetime, client_id: str = "begin-0001", **more: Any) -> dict[str, Any]:
    """A check record before a shift of ten hours, by a driver who may drive."""
    health = {"ill": False, "tired": False, "slept_too_little": False}
    usual = {"licence_seen": True, "vehicle_inspected": True, "fit": True, "odometer_km": 52_100}
    until = (when + timedelta(hours=10)).isoformat()
    whole = {"client_id": client_id, "at": when.isoformat(), "until": until, "check": check()}
    return {**whole, "health": health, **usual, **more}


def after(when: datetime, client_id: str = "end-0001", **more: Any) -> dict[str, Any]:
    """A check record after a shift."""
    said = {"vehicle_state": "異常なし", "road_state": "一部凍結", "events": ""}
    return {"client_id": client_id, "at": when.isoformat(), "check": check(), **said, **more}
