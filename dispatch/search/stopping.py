"""When a search ends: after so many rounds, which can be repeated, or when a clock says so."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.search.lns import Progress


def after_rounds(rounds: int) -> Progress:
    """The share done when the search ends after so many rounds.

    >>> after_rounds(400)(100)
    0.25
    """
    return lambda done: done / rounds if rounds else 1.0


def when_elapsed(clock: Callable[[], float], seconds: float) -> Progress:
    """The share done when the search ends so many seconds from now by the clock."""
    begun = clock()
    return lambda _: (clock() - begun) / seconds
