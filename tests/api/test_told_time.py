"""Every answer tells the service's time, and its pace where it has one of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2 as httpx
from fastapi import FastAPI

from api.clock import Clock, ManualClock
from api.demo.paced_clock import PacedClock
from api.told_time import ToldTime
from tests.api.loopback import serving

MORNING = datetime(2026, 12, 2, 7, tzinfo=UTC)


def told(clock: Clock) -> httpx.Headers:
    app = FastAPI()
    app.add_middleware(ToldTime, clock=clock)
    with serving(app) as address:
        return httpx.get(f"{address}/nothing").headers


def test_even_what_is_not_found_tells_the_time() -> None:
    headers = told(ManualClock(MORNING))
    assert datetime.fromisoformat(headers["Service-Time"]) == MORNING
    assert "Service-Pace" not in headers


def test_a_clock_with_a_pace_of_its_own_tells_it() -> None:
    headers = told(PacedClock(MORNING, pace=6))
    assert float(headers["Service-Pace"]) == 6
    assert datetime.fromisoformat(headers["Service-Time"]) >= MORNING
