"""A line between a tablet and the service that is cut as reception is: at once, or with the answers lost."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class DeadZone:
    """Passes bytes between a browser and the service, as long as there is reception."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cut = self._answers_lost = False
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def origin(self) -> str:
        """Where the tablet finds the service."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def enter(self) -> None:
        """No reception: what is open breaks, and nothing new comes about."""
        self._cut = True
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def lose_answers(self) -> None:
        """What the tablet sends gets through; what it is answered does not."""
        self._answers_lost, self._cut = True, False

    def leave(self) -> None:
        """Reception is back."""
        self._answers_lost = self._cut = False

    def close(self) -> None:
        """End it."""
        self.enter()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                tablet, _ = self._listening.accept()
                if self._cut:
                    tablet.close()
                    continue
                service = socket.create_connection(("127.0.0.1", self._port))
                self._open |= {tablet, service}
                for source, sink in ((tablet, service), (service, tablet)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # one of the two is gone
            answers = source.getpeername()[1] == self._port
            while data := source.recv(1 << 16):
                if self._cut:
                    break
                if not (answers and self._answers_lost):
                    sink.sendall(data)
        for each in (source, sink):
            self._open.discard(each)
            each.close()
