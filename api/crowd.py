"""A crowd that asks: so many questions are in hand at once, and one more is refused before it costs much.

The line of a desk is bounded too, but a question has cost most of its time before it stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.desk.queue import DeskBusy

MOST_QUESTIONS = 40
"""In hand at once: what is answered within half a second."""
COME_BACK_S = 2


class Crowd:
    """The questions of a process that are in hand; counted on its event loop."""

    def __init__(self, at_most: int = MOST_QUESTIONS) -> None:
        self._at_most = at_most
        self.in_hand = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """A question, from its arrival to its answer; raises DeskBusy where too many are in hand."""
        if self.in_hand >= self._at_most:
            raise DeskBusy(COME_BACK_S)
        self.in_hand += 1
        try:
            yield
        finally:
            self.in_hand -= 1
