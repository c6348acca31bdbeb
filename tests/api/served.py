"""A service over real HTTP: uvicorn in a thread on loopback, the clock in the test's hand."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn

from api.app import create_app
from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.town import Town
from api.metrics import Metrics
from api.site import Site, new_id
from api.storage.database import Database, open_database
from api.storage.schema import migrate
from api.storage.writer import take_office

DAY = date(2026, 12, 2)


def at(town: Town, hour: int, minute: int = 0) -> datetime:
    """A time of the day that the tests live on."""
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=town.zone)


@dataclass
class Served:
    """A running service, as its clients meet it."""

    client: httpx.Client
    clock: ManualClock
    desk: Desk
    site: Site
    keys: Iterator[int] = field(default_factory=count)

    @property
    def area(self) -> str:
        return f"/api/areas/{self.desk.town.area}"

    def post(self, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        """POST under a key of its own, unless one is given."""
        headers = {"Idempotency-Key": key or f"test-key-{next(self.keys)}"}
        return self.client.post(self.area + path, json=body, headers=headers)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(self.area + path)


def a_database(folder: Path) -> Database:
    database = open_database(folder / "noriai.db")
    migrate(database)
    return database


@contextmanager
def serving(
    town: Town, database: Database, now: datetime, new_id: Callable[[], str] = new_id
) -> Iterator[Served]:
    """The service of a town, until the block ends."""
    clock, metrics = ManualClock(now), Metrics()
    desk = Desk(town, database, take_office(database, town.area, "test"), clock, Improver(None), metrics)
    site = Site({town.area: desk}, database, clock, metrics, new_id)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(site), log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)
        port = listening.getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield Served(client, clock, desk, site)
        server.should_exit = True
        thread.join()
