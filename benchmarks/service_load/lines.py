"""Keep-alive lines to a service: as little HTTP/1.1 as a load needs, so that the load is the service's."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks.service_load.serving import HOST

ADDRESSES = tuple(f"127.0.1.{number}" for number in range(1, 251))
"""All of 127.0.0.0/8 is this machine: its riders come from as many addresses as a town's would."""
KEPT_IDLE = 40
"""So many take turns: a quick service would else hear all from one address, and refuse what asks so often."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service said."""

    status: int
    headers: bytes
    body: bytes

    def header(self, name: bytes) -> bytes | None:
        """A header by its name in lower case."""
        for line in self.headers.lower().split(b"\r\n"):
            told, _, value = line.partition(b":")
            if told == name:
                return value.strip()
        return None


@dataclass
class Line:
    """One connection: one question at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def post(self, path: str, token: str, key: str, body: bytes) -> Reply:
        """Ask something under a key; raises OSError or EOFError where the line breaks."""
        self.writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        reply = Reply(int(head[9:12]), head, b"")
        length = reply.header(b"content-length")
        assert length is not None, "an answer of unknown length"
        return Reply(reply.status, head, await self.reader.readexactly(int(length)))


@dataclass
class Lines:
    """The lines of all who ask: an idle one is taken, and where there is none another one made."""

    port: int
    _idle: deque[Line] = field(default_factory=deque)
    _addresses: Iterator[str] = field(default_factory=lambda: cycle(ADDRESSES))

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Line]:
        """A line for one question; one that broke is not used again."""
        line = (self._find_idle() if len(self._idle) >= KEPT_IDLE else None) or await self._connected()
        try:
            yield line
        except BaseException:
            line.writer.close()
            raise
        self._idle.append(line)

    def _find_idle(self) -> Line | None:
        while self._idle:
            line = self._idle.popleft()
            if not line.reader.at_eof():  # the service hangs up on who says nothing for some seconds
                return line
        return None

    async def _connected(self) -> Line:
        local = next(self._addresses), 0
        return Line(*await asyncio.open_connection(HOST, self.port, local_addr=local))

    def close(self) -> None:
        """Hang up."""
        for line in self._idle:
            line.writer.close()
