"""Riders who ask at a fixed rate, whatever the answers: some accept, and give an older ride up for it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import monotonic, process_time
from typing import Any

import numpy as np

from benchmarks.service_load.bookings import Bookings, ToldRide
from benchmarks.service_load.lines import Lines, Reply
from benchmarks.service_load.population import Population, SomeRider

ACCEPTED_OF = 10
"""One of so many who are offered a ride takes it."""
PATIENCE_S = 30.0
"""So long a rider repeats an order under its key until it is known what came of it."""
BUSY = 429


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: how long after the moment when it was to be asked, and what."""

    due_s: float
    """Since the phase began."""
    took_s: float
    status: int
    retry_after: bool


@dataclass
class Phase:
    """What happened while riders asked at one rate."""

    asked: list[Said] = field(default_factory=list)
    accepted: list[Said] = field(default_factory=list)
    given_up: list[Said] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    """How much later than planned each question left: what the machine, not the service, is late by."""
    refused: int = 0
    """Questions answered with a no: nothing fits."""
    generator_s: float = 0.0
    """Of a processor, for asking."""


@dataclass
class Asking:
    """Riders of a town, one day of it, and the lines they ask on."""

    area: str
    begin: datetime
    """The first moment of the day that is wished for."""
    hours: int
    population: Population
    lines: Lines
    rng: np.random.Generator
    bookings: Bookings = field(default_factory=Bookings)
    _keys: count[int] = field(default_factory=count)

    async def at_rate(self, per_s: float, seconds: float) -> Phase:
        """Ask so often, each at its moment, whether the ones before were answered or not."""
        phase, used_s = Phase(), process_time()
        begun = monotonic()
        async with asyncio.TaskGroup() as riders:
            for number in range(int(per_s * seconds)):
                due = begun + number / per_s
                await asyncio.sleep(max(0.0, due - monotonic()))
                phase.late_s.append(monotonic() - due)
                riders.create_task(self._rider(phase, begun, due, accepts=number % ACCEPTED_OF == 0))
        phase.generator_s = process_time() - used_s
        return phase

    async def fill(self, bookings: int, at_once: int = 4) -> Phase:
        """Book so many rides, a few at a time."""
        phase = Phase()

        async def book() -> None:
            while len(self.bookings.rides) < bookings:
                due = monotonic()
                offered = await self._ask(phase, self._somebody(), due, due)
                if offered is not None and len(self.bookings.rides) < bookings:
                    await self._accept(phase, *offered, due)

        await asyncio.gather(*(book() for _ in range(at_once)))
        return phase

    def _somebody(self) -> SomeRider:
        riders = self.population.riders
        return riders[int(self.rng.integers(len(riders)))]

    async def _rider(self, phase: Phase, begun: float, due: float, *, accepts: bool) -> None:
        offered = await self._ask(phase, self._somebody(), begun, due)
        if offered is not None and accepts and await self._accept(phase, *offered, begun):
            await self._give_up(phase, self.bookings.oldest(), begun)

    async def _ask(
        self, phase: Phase, rider: SomeRider, begun: float, due: float
    ) -> tuple[SomeRider, dict[str, Any]] | None:
        """Ask once; the rider and the first offer, where there is one."""
        origin, destination = self.population.journey(self.rng, rider)
        wish = self.begin + timedelta(minutes=int(self.rng.integers(60 * self.hours)))
        body = {
            "origin": origin,
            "destination": destination,
            "wish": {"kind": "depart_after", "at": wish.isoformat()},
            "confirmed": ["DUPLICATE", "TOO_SHORT"],
        }
        reply = await self._post("/requests", rider, json.dumps(body).encode())
        phase.asked.append(_said(reply, begun, due))
        if reply.status != 200:
            return None
        outward = json.loads(reply.body)["outward"]
        phase.refused += not outward["offers"]
        return (rider, outward["offers"][0]) if outward["offers"] else None

    async def _accept(self, phase: Phase, rider: SomeRider, offer: dict[str, Any], begun: float) -> bool:
        body = {"offers": [{"service_date": offer["service_date"], "offer_id": offer["offer_id"]}]}
        due = monotonic()
        reply = await self._until_known("/acceptances", rider, json.dumps(body).encode())
        phase.accepted.append(_said(reply, begun, due))
        rides = json.loads(reply.body)["rides"] if reply.status == 201 else []
        self.bookings.rides += [ToldRide(each["ride_id"], each["service_date"], rider) for each in rides]
        return bool(rides)

    async def _give_up(self, phase: Phase, ride: ToldRide, begun: float) -> None:
        due = monotonic()
        path = f"/rides/{ride.service_date}/{ride.ride_id}/cancellation"
        reply = await self._until_known(path, ride.rider, b"")
        phase.given_up.append(_said(reply, begun, due))
        if reply.status == 200:
            self.bookings.given_up.add(ride.ride_id)

    async def _until_known(self, path: str, rider: SomeRider, body: bytes) -> Reply:
        """Order under one key until the outcome is known: a broken line and a 503 say nothing about it."""
        key, until = self._key(), monotonic() + PATIENCE_S
        while True:
            try:
                reply = await self._post(path, rider, body, key)
                if reply.status not in (BUSY, 503) or monotonic() > until:
                    return reply
            except (OSError, EOFError):
                if monotonic() > until:
                    raise
            await asyncio.sleep(0.5)

    async def _post(self, path: str, rider: SomeRider, body: bytes, key: str = "") -> Reply:
        """Say it on a line; on another where the service has just hung up on that one, as browsers do."""
        key = key or self._key()
        path = f"/api/areas/{self.area}{path}"
        try:
            async with self.lines.take() as line:
                return await line.post(path, rider.token, key, body)
        except (OSError, EOFError):
            async with self.lines.take() as line:
                return await line.post(path, rider.token, key, body)

    def _key(self) -> str:
        return f"load-{next(self._keys):06}"


def _said(reply: Reply, begun: float, due: float) -> Said:
    return Said(due - begun, monotonic() - due, reply.status, reply.header(b"retry-after") is not None)
