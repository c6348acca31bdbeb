"""One run: a town is filled, asked, followed, asked ten times as much, and asked as before."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from api.clock import moment
from api.storage.database import open_database
from api.storage.journal import DayJournal
from api.storage.tables import JOURNAL
from benchmarks.service_load.asking import Asking, Phase
from benchmarks.service_load.bookings import Verdict, judge, kept_events
from benchmarks.service_load.following import Plan, subscribed
from benchmarks.service_load.lines import Lines
from benchmarks.service_load.population import Population, settle
from benchmarks.service_load.serving import Serving, processor_s, serving, write_town
from dispatch.domain.time import HOUR_S
from gtfs.service import Service, read_service

PAST_RATES = ("--account-rate", "100000")
"""One account watches on a hundred streams."""
WATCHERS = 10


@dataclass(frozen=True, slots=True)
class Burden:
    """What a service is to bear."""

    vehicles: int = 30
    bookings: int = 1000
    riders: int = 1000
    per_s: float = 20.0
    seconds: float = 300.0
    subscribers: int = 1000
    overload: float = 10.0
    """So many times as many ask while it is too much."""
    overload_s: float = 60.0
    recovery_s: float = 60.0
    words: str = ""
    """For the town's service.toml."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A phase, and what it took of the server's processor."""

    name: str
    phase: Phase
    server_s: float
    load_average: float


@dataclass(frozen=True, slots=True)
class Followed:
    """What subscribers received while riders asked."""

    events: int
    delays_s: NDArray[np.float64]
    """Of every event to every subscriber, from the moment before its commit."""
    missing: int
    out_of_order: int
    cut_off: int
    processor_s: float


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was found."""

    phases: Sequence[Measured]
    followed: Followed | None
    verdict: Verdict
    bookings: int


@dataclass
class _Town:
    """The service under load, and the riders who ask."""

    served: Serving
    asking: Asking
    population: Population
    address: str
    day: date

    async def measured(self, name: str, per_s: float, seconds: float) -> Measured:
        """Ask at a rate, and count the server's seconds."""
        server = self.served.server
        used_s = processor_s(server)
        phase = await self.asking.at_rate(per_s, seconds)
        return Measured(name, phase, processor_s(server) - used_s, os.getloadavg()[0])

    async def followed(self, name: str, load: Burden) -> tuple[Measured, Followed]:
        """Ask at the usual rate while everybody watches."""
        seen = len(self._commits())
        path = f"/api/areas/{self.asking.area}/days/{self.day}/events"
        plan = Plan(self.served.port, path, seen, self.population.watchers, load.subscribers)
        with subscribed(plan) as subscribers:
            since = len(self._commits())  # what happened while they were connecting reached nobody at once
            measured = await self.measured(name, load.per_s, load.seconds)
            commits = self._commits()
            received = await asyncio.to_thread(subscribers.received, len(commits))
        kept_at = np.array(commits[since:])
        return measured, Followed(
            len(kept_at),
            received.delays_s(kept_at, since),
            sum(max(0, len(commits) - reached) for reached in received.reached),
            received.out_of_order,
            received.cut_off,
            received.processor_s,
        )

    def _commits(self) -> list[float]:
        """When each version of the day was written down, just before its commit; since the epoch."""
        mine = DayJournal(self.asking.area, self.day).mine()
        database = open_database(self.address)
        with database.read() as connection:
            written = connection.execute(
                select(JOURNAL.c.written_at).where(*mine).order_by(JOURNAL.c.version)
            ).scalars()
            found = [datetime.fromisoformat(each).timestamp() for each in written]
        database.close()
        return found


def run(load: Burden, database: str = "") -> Run:
    """Serve a town and put the load on it; the database must be empty, and is a file unless one is named."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = read_service(write_town(folder, load.vehicles, load.words))
        address = database or str(folder / "noriai.db")
        population = settle(service, address, folder / "keys", load.riders, WATCHERS)
        with serving(service.folder, address, folder / "keys", PAST_RATES) as served:
            served.wait_ready()
            return asyncio.run(_load(load, service, served, population, address))


async def _load(load: Burden, service: Service, served: Serving, population: Population, address: str) -> Run:
    area, day = service.folder.resolve().name, _tomorrow(service)
    lines = Lines(served.port)
    begin = moment(day, service.hours.from_s, service.timezone)
    hours = (service.hours.until_s - service.hours.from_s) // HOUR_S - 1
    asking = Asking(area, begin, hours, population, lines, np.random.default_rng(20261202))
    town = _Town(served, asking, population, address, day)
    await asking.fill(load.bookings)
    phases = [await town.measured("nobody follows", load.per_s, load.seconds)]
    followed = None
    if load.subscribers:
        measured, followed = await town.followed(f"{load.subscribers:,} follow", load)
        phases.append(measured)
    if load.overload_s:
        too_much = f"{load.overload:g} times as many ask"
        phases.append(await town.measured(too_much, load.per_s * load.overload, load.overload_s))
        phases.append(await town.measured("as before", load.per_s, load.recovery_s))
    lines.close()
    verdict = judge(asking.bookings, kept_events(address, area, day))
    return Run(phases, followed, verdict, len(asking.bookings.rides))


def _tomorrow(service: Service) -> date:
    """The first service day after today: all of it is still to come."""
    found = service.next_service_day(datetime.now(UTC).astimezone(service.timezone).date())
    assert found is not None, "the service has no day any more"
    return found
