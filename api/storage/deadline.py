"""A limit to how long anybody waits for a server: the connection is cut, and nothing is cancelled."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection


@contextmanager
def cut_off_after(seconds: float | None, connection: Connection) -> Iterator[None]:
    """Close a connection's socket under whoever waits for it, once the block has taken so long.

    A cancel request would be wrong: PostgreSQL answers a cancelled wait for its standbys with a COMMIT that
    succeeds. A closed socket leaves the outcome unknown, and says so.
    """
    if seconds is None:
        yield
        return
    driven = connection.connection.dbapi_connection
    assert driven is not None, "a connection that is not open"
    line = socket.socket(fileno=os.dup(driven.fileno()))  # our own handle: nobody can reuse it meanwhile
    timer = threading.Timer(seconds, _cut, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # closed already
        line.shutdown(socket.SHUT_RDWR)
