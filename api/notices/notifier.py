"""How a text reaches an address: one port, filled by the console, a file, or a gateway."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a text was handed on; not that anybody read it."""

    by: str
    """Who took it."""
    detail: str


class NotSent(Exception):
    """A text was not handed on, or nobody knows; `final` where trying again would not help."""

    def __init__(self, message: str, *, final: bool = False, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.final = final
        self.retry_after_s = retry_after_s


class Notifier(Protocol):
    """A way to reach people. Raises NotSent."""

    def send(self, address: str, text: str, message_id: str) -> Receipt:
        """Hand a text on; the same message id twice is the same message, for gateways that can tell."""
        ...


@dataclass(frozen=True)
class ConsoleNotifier:
    """Shows texts on the console of whoever runs the service: to try it out."""

    write: Callable[[str], object] = print

    def send(self, address: str, text: str, message_id: str) -> Receipt:
        """Show a text."""
        self.write(f"[{message_id}] {address}: {text}")
        return Receipt("console", "shown")


class FileNotifier:
    """Adds texts to a file, one JSON object a line, for offices that fetch them and to look into later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def send(self, address: str, text: str, message_id: str) -> Receipt:
        """Add a text, on the disk before the receipt is given."""
        row = {"message_id": message_id, "address": address, "text": text}
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        try:
            # only who runs the service reads addresses
            with self._lock, open(self._path, "ab", opener=_for_owner) as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            raise NotSent(f"{self._path}: cannot be written ({problem.strerror})") from problem
        return Receipt("file", str(self._path))


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
