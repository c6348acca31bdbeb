"""Subscribers in a process of their own: each follows everything that happens on a day, on its own stream."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import process_time, time

import numpy as np
from numpy.typing import NDArray

from benchmarks.service_load.lines import ADDRESSES
from benchmarks.service_load.serving import HOST

EVENT_ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
AT_A_TIME = 50
"""So many connect at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to follow, from which version on, and as whom."""

    port: int
    path: str
    seen: int
    tokens: Sequence[str]
    subscribers: int


@dataclass
class Received:
    """What subscribers received: subscriber by subscriber runs of versions, each at a moment."""

    first: array[int] = field(default_factory=lambda: array("q"))
    last: array[int] = field(default_factory=lambda: array("q"))
    at_s: array[float] = field(default_factory=lambda: array("d"))
    """Since the epoch."""
    reached: list[int] = field(default_factory=list)
    """The last version that each subscriber has."""
    out_of_order: int = 0
    cut_off: int = 0
    processor_s: float = 0.0

    def delays_s(self, kept_at: NDArray[np.float64], after: int) -> NDArray[np.float64]:
        """The delay of each version after one, whose commits began then, to each subscriber."""
        runs = zip(self.first, self.last, self.at_s, strict=True)
        found = [
            at - kept_at[max(0, first - after - 1) : last - after] for first, last, at in runs if last > after
        ]
        return np.concatenate(found) if found else np.empty(0)


class _Stream(asyncio.Protocol):
    """One subscriber."""

    def __init__(self, plan: Plan, number: int, received: Received) -> None:
        self._plan, self._number, self._received = plan, number, received
        self._rest = b""
        self.begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        plan = self._plan
        transport.write(
            f"GET {plan.path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {plan.tokens[self._number % len(plan.tokens)]}\r\n"
            f"Last-Event-ID: {plan.seen}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now, received = time(), self._received
        if not self.begun.done():
            self.begun.set_result(data.startswith(b"HTTP/1.1 200"))
        told = self._rest + data
        whole = told.rfind(b"\n\n") + 2
        self._rest = told[whole:] if whole > 1 else told
        versions = [int(each) for each in EVENT_ID.findall(told, 0, max(0, whole))]
        if not versions:
            return
        last = received.reached[self._number]
        received.out_of_order += versions != list(range(last + 1, last + 1 + len(versions)))
        received.reached[self._number] = versions[-1]
        received.first.append(versions[0])
        received.last.append(versions[-1])
        received.at_s.append(now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._received.cut_off += 1


async def _follow(plan: Plan, pipe: Connection) -> None:
    received = Received(reached=[plan.seen] * plan.subscribers)
    loop, streams = asyncio.get_running_loop(), []
    turn = asyncio.Semaphore(AT_A_TIME)

    async def connect(number: int) -> _Stream:
        async with turn:
            address = ADDRESSES[number % len(ADDRESSES)]
            _, stream = await loop.create_connection(
                lambda: _Stream(plan, number, received), HOST, plan.port, local_addr=(address, 0)
            )
            assert await stream.begun, "a stream was refused"
            return stream

    streams = await asyncio.gather(*(connect(number) for number in range(plan.subscribers)))
    pipe.send(len(streams))
    used_s = process_time()
    until: int = await loop.run_in_executor(None, pipe.recv)
    for _ in range(50):
        if min(received.reached) >= until:
            break
        await asyncio.sleep(0.1)
    received.processor_s = process_time() - used_s
    pipe.send(received)


def _run(plan: Plan, pipe: Connection) -> None:
    asyncio.run(_follow(plan, pipe))


class Subscribers:
    """The process of the subscribers, from outside."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def received(self, until: int) -> Received:
        """What all have received, five seconds at most after the last version; they follow no longer."""
        self._pipe.send(until)
        found = self._pipe.recv()
        assert isinstance(found, Received)
        return found


@contextmanager
def subscribed(plan: Plan) -> Iterator[Subscribers]:
    """All subscribers connected, until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(plan, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        assert ours.recv() == plan.subscribers
        yield Subscribers(ours)
    finally:
        process.kill()
        process.join()
