"""What will be said on a simulated day, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

from dispatch.domain.commands import Ask, AskTogether, Command, Wake
from dispatch.domain.request import Request
from simulations.duties import DRIVER_COMMANDS


@dataclass(slots=True)
class CommandQueue:
    """Commands by time; at one moment drivers before riders before wake-ups, then first come first served.

    With a batch of so many seconds, requests wait for its end and are asked together.
    """

    batch_s: int | None = None
    _together: dict[int, list[Request]] = field(default_factory=dict)
    _waiting: list[tuple[int, int, int, Command]] = field(default_factory=list)
    _put_in: int = 0
    _wakes: set[int] = field(default_factory=set)

    def put(self, at_s: int, command: Command) -> None:
        """Have a command carried out at a moment; one wake-up at a moment is enough."""
        if isinstance(command, Wake):
            if at_s in self._wakes:
                return
            self._wakes.add(at_s)
        if self.batch_s is not None and isinstance(command, Ask):
            at_s = -(-at_s // self.batch_s) * self.batch_s
            batch = self._together.setdefault(at_s, [])
            batch.append(command.request)
            if len(batch) > 1:
                return
        heappush(self._waiting, (at_s, _priority(command), self._put_in, command))
        self._put_in += 1

    @property
    def next_s(self) -> int | None:
        """When the next command comes; None when the day is over."""
        return self._waiting[0][0] if self._waiting else None

    def take(self) -> tuple[int, Command] | None:
        """The next command and its moment; None when the day is over."""
        if not self._waiting:
            return None
        at_s, _, _, command = heappop(self._waiting)
        if isinstance(command, Ask) and at_s in self._together:
            return at_s, AskTogether(tuple(self._together.pop(at_s)))
        return at_s, command


def _priority(command: Command) -> int:
    if isinstance(command, DRIVER_COMMANDS):
        return 0
    return 2 if isinstance(command, Wake) else 1
