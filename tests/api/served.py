"""A service over real HTTP: uvicorn in a thread on loopback, the clock in the test's hand."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI

from api.app import create_app
from api.around_desk import AroundDesk
from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.town import Town
from api.gateways_file import Gateways, on_the_console
from api.led_area import LedArea, no_errands
from api.metrics import Metrics
from api.notices.notifier import Notifier
from api.people.access import Gate
from api.people.devices import add_device, enrol, note_shift
from api.people.entrance import People, people_of
from api.people.keys import new_keys
from api.people.passwords import Passwords
from api.people.profile import Profile
from api.people.rate_limits import Rate, RateLimits, RateRules
from api.people.roles import STAFF_ROLES, Role
from api.people.sealed import Vault
from api.people.sign_in import CodeMessage
from api.people.staff import EVERYWHERE, Grant, add_staff
from api.people.tokens import TokenKind, issue
from api.planning.planning import Planning
from api.serving import StreamEndingServer
from api.site import Site, new_id
from api.storage.database import Database, open_database
from api.storage.leadership import Leadership
from api.storage.schema import migrate
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId

DAY = date(2026, 12, 2)
STAFF = "staff-of-all"
HOME = "home_001"
"""Where the riders of tests live."""
UNHURRIED = Rate(1_000_000)
IDLE = timedelta(minutes=10)


def at(town: Town, hour: int, minute: int = 0) -> datetime:
    """A time of the day that the tests live on."""
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=town.zone)


@dataclass
class Served:
    """A running service, as its clients meet it: a member of staff, unless somebody else asks."""

    client: httpx.Client
    clock: ManualClock
    site: Site
    town: Town
    codes: list[CodeMessage]
    app: FastAPI
    keys: Iterator[int] = field(default_factory=count)
    _staff: tuple[str, datetime] | None = None
    _riders: dict[str, RiderId] = field(default_factory=dict)
    _tablets: dict[str, str] = field(default_factory=dict)

    def know_again(self, before: Served) -> None:
        """Those whom the service knew before it was stopped, and began again on the same database."""
        self._staff, self._riders, self._tablets = before._staff, before._riders, before._tablets

    @property
    def desk(self) -> Desk:
        return self.site.desks[self.town.area]

    @property
    def people(self) -> People:
        return self.site.people

    @property
    def area(self) -> str:
        return f"/api/areas/{self.town.area}"

    def rider(self, name: str) -> RiderId:
        """A registered rider of this name."""
        if name not in self._riders:
            number = f"090-1234-{len(self._riders):04}"
            profile = Profile(name=name, kana="たなか はな", phone=number, home_place_id=HOME)
            with self.site.database.write() as connection:
                directory = self.people.directory
                rider_id = directory.register(connection, self.town.area, profile, self.clock.now())
            self._riders[name] = rider_id
        return self._riders[name]

    def as_rider(self, name: str) -> str:
        """A rider's token, as signing in gives it."""
        rider_id = self.rider(name)
        with self.site.database.write() as connection:
            return issue(connection, TokenKind.RIDER, rider_id, self.clock.now())

    def as_staff(self) -> str:
        """A token of somebody with every role of staff, who is never idle for long."""
        now = self.clock.now()
        if self._staff is None or now - self._staff[1] > IDLE:
            with self.site.database.write() as connection:
                if self._staff is None:
                    grants = [Grant(role, EVERYWHERE) for role in sorted(STAFF_ROLES)]
                    add_staff(connection, self.people.vault, STAFF, "佐藤", "no password", grants, now)
                self._staff = issue(connection, TokenKind.STAFF, STAFF, now), now
        return self._staff[0]

    def as_one(self, role: Role) -> str:
        """A token of somebody who has one role of staff and no other."""
        now = self.clock.now()
        with self.site.database.write() as connection:
            grants = [Grant(role, self.town.area)]
            account = f"only-{role.value}"
            add_staff(connection, self.people.vault, account, "佐藤", "no password", grants, now)
            return issue(connection, TokenKind.STAFF, account, now)

    def as_telephone(self) -> str:
        """The token of the area's telephone system."""
        with self.site.database.write() as connection:
            return issue(connection, TokenKind.MACHINE, self.town.area, self.clock.now())

    def as_tablet(self, vehicle_id: str) -> str:
        """The token of a vehicle's tablet that has begun its shift."""
        if vehicle_id not in self._tablets:
            self._tablets[vehicle_id] = self._enrolled(vehicle_id)
        return self._tablets[vehicle_id]

    def post(self, path: str, body: Any = None, key: str | None = None, token: str = "") -> httpx.Response:
        """POST under a key of its own, unless one is given."""
        headers = self.signed(token) | {"Idempotency-Key": key or f"test-key-{next(self.keys)}"}
        return self.client.post(self.area + path, json=body, headers=headers)

    def put(self, path: str, body: Any = None, token: str = "") -> httpx.Response:
        """PUT under a key of its own."""
        headers = self.signed(token) | {"Idempotency-Key": f"test-key-{next(self.keys)}"}
        return self.client.put(self.area + path, json=body, headers=headers)

    def delete(self, path: str, token: str = "", key: str | None = None) -> httpx.Response:
        """DELETE under a key of its own, unless one is given."""
        headers = self.signed(token) | {"Idempotency-Key": key or f"test-key-{next(self.keys)}"}
        return self.client.delete(self.area + path, headers=headers)

    def get(self, path: str, token: str = "") -> httpx.Response:
        return self.client.get(self.area + path, headers=self.signed(token))

    def signed(self, token: str = "") -> dict[str, str]:
        """The header by which somebody, staff unless said otherwise, is known."""
        return {"Authorization": f"Bearer {token or self.as_staff()}"}

    def _enrolled(self, vehicle_id: str) -> str:
        now = self.clock.now()
        with self.site.database.write() as connection:
            vehicle = VehicleId(vehicle_id)
            made = add_device(connection, self.people.vault, self.town.area, vehicle, "tablet", now)
            note_shift(connection, made.device_id, now + timedelta(days=2))
            token = enrol(connection, self.people.vault, made.code, now)
        assert token is not None
        return token


def a_database(folder: Path) -> Database:
    """A file with all tables and nothing in them."""
    (folder / "noriai.db").write_bytes(_migrated())
    return open_database(folder / "noriai.db")


@cache
def _passwords() -> Passwords:
    return Passwords()


@cache
def _migrated() -> bytes:
    """Such a file; migrations are run once a process."""
    with TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "noriai.db")
        migrate(database)
        database.close()
        return (Path(folder) / "noriai.db").read_bytes()


@contextmanager
def serving(
    town: Town,
    database: Database,
    now: datetime,
    new_id: Callable[[], str] = new_id,
    gateways: Gateways | None = None,
    notifiers: Mapping[str, Notifier] | None = None,
    vault: Vault | None = None,
    planning: Planning | None = None,
) -> Iterator[Served]:
    """The service of a town, until the block ends; notices and payments go out where notifiers are given."""
    clock, metrics, desks = ManualClock(now), Metrics(), dict[str, Desk]()
    codes: list[CodeMessage] = []
    people = people_of(database, vault or Vault(new_keys()), codes.append, _passwords())
    ways_out = gateways or on_the_console()
    around = AroundDesk(database, people.directory, clock, ways_out, notifiers or {})
    site = Site(
        *({town.area: town}, desks, database, clock, metrics, people, new_id),
        gateways=ways_out,
        planning=planning,
    )
    gate = Gate(database, clock, RateLimits(RateRules(UNHURRIED, UNHURRIED, UNHURRIED)), over_tls=False)
    leadership = Leadership(database, town.area, "test", clock)
    led = LedArea(
        town,
        leadership,
        desks,
        lambda town, tenure: Desk(
            town, database, tenure, clock, Improver(None), metrics, projections=around.projections(town)
        ),
        lambda: None,
        no_errands if notifiers is None else around.errands,
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        app = create_app(site, gate, [led])
        server = StreamEndingServer(app, log_level="warning", timeout_graceful_shutdown=1)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not (server.started and desks):
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)
        port = listening.getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield Served(client, clock, site, town, codes, app)
        server.should_exit = True
        thread.join()
