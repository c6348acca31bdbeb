"""Better plans looked for between decisions: in a thread beside the answers, or at once in replayed days."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from api.desk.open_day import OpenDay
from api.desk.order import ENGINE, Order
from dispatch.domain.commands import AdoptRoutes
from dispatch.search.stopping import when_elapsed

Adopt = Callable[[Order, int | None], None]
"""Takes the order that adopts a better plan: at a moment of the day, or, for None, in its turn."""


class Improver:
    """One search at a time for an area, so many seconds long; without seconds by rounds, before going on."""

    def __init__(self, seconds: float | None = 2.0) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="improver") if seconds is not None else None
        self._under_way: Future[AdoptRoutes | None] | None = None

    def look(self, open_day: OpenDay, now_s: int, adopt: Adopt) -> None:
        """Look for a better plan of a day, where its strategy wants one and no search is under way."""
        improvement = open_day.dispatcher.strategy.improvement
        if improvement is None or (self._under_way is not None and not self._under_way.done()):
            return
        found = open_day.dispatcher.look_for_improvement(open_day.day, now_s)
        if found is None:
            return
        if self._threads is None or self._seconds is None:
            proposal = found.search(improvement.progress())
            if proposal is not None:
                adopt(Order(open_day.service_date, proposal, ENGINE), now_s)
            return
        self._under_way = self._threads.submit(found.search, when_elapsed(monotonic, self._seconds))
        self._under_way.add_done_callback(lambda search: self._propose(search, open_day, adopt))

    def stop(self) -> None:
        """Wait for the search under way and begin no other."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def _propose(self, search: Future[AdoptRoutes | None], open_day: OpenDay, adopt: Adopt) -> None:
        proposal = None if search.cancelled() else search.result()
        if proposal is not None:
            adopt(Order(open_day.service_date, proposal, ENGINE), None)
