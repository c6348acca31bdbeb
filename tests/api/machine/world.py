"""The service under test, and everybody outside it: their tokens, their clock, and what they send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import httpx2 as httpx
from sqlalchemy.engine import URL

from api.desk.desk import Desk
from api.desk.open_day import OpenDay
from api.desk.town import Town
from api.people.keys import new_keys
from api.people.profile import Profile
from api.people.sealed import Vault
from api.people.tokens import TokenKind, issue
from api.storage.database import Database, open_database
from dispatch.domain.fleet import VehicleId
from tests.api.machine.documented import read_documentation
from tests.api.machine.known import Known
from tests.api.people.people import counting_bytes
from tests.api.served import Served, at, serving

RIDERS = 8
FIRST_S = 7 * 3600
Thing = TypeVar("Thing")


@dataclass
class Sent:
    """A request that changes something, to be sent again as it was."""

    method: str
    path: str
    body: Any
    token: str
    headers: dict[str, str]
    answer: httpx.Response


@dataclass
class World:
    """A town's service on one database, stopped and begun again at will."""

    town: Town
    address: str | URL
    """Where a database is that has all tables."""
    known: Known = field(default_factory=Known)
    heard: Counter[str] = field(default_factory=Counter)
    """How often each answer was heard, by what was asked and what came of it."""
    sent: list[Sent] = field(default_factory=list)
    """The latest requests that changed something."""
    riders: list[tuple[str, str]] = field(default_factory=list)
    """Id and token of each."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        source = counting_bytes()
        self._vault = Vault(new_keys(source), source)
        self._running = ExitStack()
        self.served = self._begin(at(self.town, 7))
        self.documentation = read_documentation()
        for number in range(RIDERS):
            self._register(number)

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.served.clock.now()

    @property
    def today(self) -> date:
        """The service date of now."""
        return self.town.service_date(self.now)

    @property
    def now_s(self) -> int:
        """Seconds of today's service day."""
        return self.town.seconds(self.today, self.now)

    @property
    def database(self) -> Database:
        return self.served.site.database

    @property
    def desk(self) -> Desk:
        """The desk of the area, begun anew where it was deposed."""
        if self.town.area not in self.served.site.desks:
            self.heard["deposed"] += 1
            self.restart()
        return self.served.desk

    @property
    def vehicles(self) -> list[VehicleId]:
        return [each.vehicle_id for each in self.town.service.vehicles]

    def look(self, service_date: date, view: Callable[[OpenDay], Thing]) -> Thing:
        """A day as the desk has it in memory."""
        with self.desk.reading(service_date) as open_day:
            return view(open_day)

    def pass_time(self, by: timedelta) -> None:
        """The clock goes on, and the desk does what is due meanwhile."""
        self.served.clock.set(self.now + by)
        self.settle()

    def settle(self) -> None:
        """Wait until the desk has come up to the clock."""
        self.desk.look(self.desk.list_open()[0], lambda _day, _now_s: None).result(60)

    def staff(self) -> str:
        """The token of a member of staff."""
        return self.served.as_staff()

    def tablet(self, vehicle_id: str) -> str:
        """The token of a vehicle's tablet."""
        return self.served.as_tablet(vehicle_id)

    def send(self, method: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
        """Send something, and see that the answer is one that may be given."""
        headers = self.served.signed(token)
        if method != "GET":
            headers["Idempotency-Key"] = f"machine-{next(self.numbers):06}"
        answer = self._ask(method, path, body, headers)
        self.documentation.check(method, answer)
        if method != "GET" and not path.endswith("/preview"):
            self.sent = [*self.sent[-9:], Sent(method, path, body, token, headers, answer)]
        return answer

    def send_again(self, sent: Sent) -> httpx.Response:
        """The same once more, under its key."""
        own = sent.token in {token for _, token in self.riders} | set(map(self.tablet, self.vehicles))
        headers = sent.headers | self.served.signed(sent.token if own else self.staff())
        answer = self._ask(sent.method, sent.path, sent.body, headers)
        self.documentation.check(sent.method, answer)
        return answer

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        """What the service answers; one that was deposed, on a slow machine, is begun anew first."""
        for _ in range(3):
            if self.town.area not in self.served.site.desks:
                self.heard["deposed"] += 1
                self.restart()
            answer = self.served.client.request(method, self.served.area + path, json=body, headers=headers)
            if answer.status_code != 503 or self.town.area in self.served.site.desks:
                return answer
        return answer

    def note(self, what: str, answer: httpx.Response) -> httpx.Response:
        """Count what came of something."""
        code = f" {answer.json()['code']}" if answer.status_code >= 400 else ""
        self.heard[f"{what}: {answer.status_code}{code}"] += 1
        return answer

    def restart(self) -> None:
        """Stop the service, and begin it again on the same database."""
        before, now = self.served, self.now
        self.stop()
        self.served = self._begin(now)
        self.served.know_again(before)
        self.settle()

    def stop(self) -> None:
        """Stop the service."""
        self._running.close()

    def _begin(self, now: datetime) -> Served:
        database = open_database(self.address)
        self._running.callback(database.close)
        ids = (f"q{next(self.numbers):06}" for _ in count())
        return self._running.enter_context(
            serving(self.town, database, now, new_id=lambda: next(ids), vault=self._vault)
        )

    def _register(self, number: int) -> None:
        place_id = f"home_{number * 7 + 1:03}"
        profile = Profile(
            name=f"rider {number}", kana="たなか はな", phone=f"090-1234-{number:04}", home_place_id=place_id
        )
        with self.database.write() as connection:
            directory = self.served.people.directory
            rider_id = directory.register(connection, self.town.area, profile, self.now)
            self.riders.append((rider_id, issue(connection, TokenKind.RIDER, rider_id, self.now)))


def pick(things: Sequence[Thing], number: int) -> Thing:
    """One of several things, the latest first."""
    return things[-1 - number % len(things)]
