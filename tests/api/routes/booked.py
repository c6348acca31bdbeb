"""Riders of the demo town ask and book over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.served import Served, at

TO_STATION = {"origin": "home_001", "destination": "place_01"}


def wish(served: Served, hour: int, minute: int = 0, kind: str = "depart_after") -> dict[str, str]:
    return {"kind": kind, "at": at(served.desk.town, hour, minute).isoformat()}


def ask(served: Served, **more: Any) -> dict[str, Any]:
    rider_id = served.rider(more.pop("rider", "p1"))
    asked = {**TO_STATION, "rider_id": rider_id, "wish": wish(served, 9), **more}
    answer = served.post("/requests", asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def book(served: Served, **more: Any) -> dict[str, Any]:
    offer = ask(served, **more)["outward"]["offers"][0]
    taken = {"service_date": offer["service_date"], "offer_id": offer["offer_id"]}
    accepted = served.post("/acceptances", {"offers": [taken]})
    assert accepted.status_code == 201, accepted.text
    return dict(accepted.json()["rides"][0])
