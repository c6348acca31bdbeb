"""A line to the database that can go dead without being closed, as a cut network does."""

from __future__ import annotations

import socket
import threading
from pathlib import Path


class StallingProxy:
    """Passes bytes between TCP clients and a socket file, until it is told to hold them back."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._flowing = threading.Event()
        self._flowing.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where clients connect."""
        return int(self._listening.getsockname()[1])

    def stall(self) -> None:
        """Hold everything back, in both directions; no connection is closed."""
        self._flowing.clear()

    def flow(self) -> None:
        """Let what was held back go on."""
        self._flowing.set()

    def close(self) -> None:
        """End it."""
        self._flowing.set()
        for each in (self._listening, *self._open):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return  # closed
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._target))
            self._open += [client, server]
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                self._flowing.wait()
                sink.sendall(data)
            self._flowing.wait()
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return  # one of the two is gone
