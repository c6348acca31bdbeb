"""Two processes on one PostgreSQL: the leader is killed, paused or cut off, and the standby takes over."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from api.storage.database import open_database
from api.storage.schema import migrate
from api.storage.tables import JOURNAL
from dispatch.domain.commands import Ask
from tests.api.storage.private_postgres import DURABLE, PrivatePostgres, private_postgres
from tests.torture.calls import Call, Unknown
from tests.torture.desk_process import DEPOSED, DeskProcess
from tests.torture.judge import Verdict, judge
from tests.torture.riders import History, book, journeys, persistent
from tests.torture.stalling_proxy import StallingProxy

DISASTERS = ("killed", "paused", "cut off")
LINES = 3
ZOMBIE_LINE = LINES - 1
"""Kept for a call that only the old leader ever hears."""


@dataclass(frozen=True, slots=True)
class Failover:
    """What became of it: from the disaster to the standby's first booking, and what the old leader left."""

    taken_over_s: float
    late_events: int
    verdict: Verdict
    unknown: int


@contextmanager
def a_server() -> Iterator[PrivatePostgres]:
    """A server that waits for its disk."""
    with private_postgres(DURABLE) as server:
        yield server


def fail_over(server: PrivatePostgres, disaster: str, seed: int) -> Failover:
    """Riders book all the time; the leader meets a disaster; the standby goes on, and the old one wakes."""
    url = _new_database(server)
    proxy = StallingProxy(server.socket_folder / ".s.PGSQL.5432")
    began, history, numbers = time.time(), History(), count()
    leading = url.set(query={}, host="127.0.0.1", port=proxy.port) if disaster == "cut off" else url
    old = DeskProcess(_text(leading), began, lines=LINES)
    old.wait_ready()
    standby = DeskProcess(_text(url), began, lines=LINES)
    now = [old]
    over = threading.Event()

    def ride(line: int) -> None:
        rng = np.random.default_rng([seed, line])
        make = persistent(lambda call: now[0].send(call, line, within_s=1.0), history, lambda: None)
        for request in journeys(rng, iter(lambda: next(numbers), None)):
            if over.is_set():
                return
            book(request, make, gives_up=False)

    riders = [threading.Thread(target=ride, args=(line,), daemon=True) for line in range(ZOMBIE_LINE)]
    for rider in riders:
        rider.start()
    time.sleep(1.5)
    begun = time.monotonic()
    _befall(old, proxy, disaster)
    now[0] = standby
    epoch = standby.wait_ready().epoch
    _wait_until(lambda: _events_of(url, epoch, at_least=True) > 0)
    taken_over_s = time.monotonic() - begun
    before = _events_of(url, epoch)
    if disaster != "killed":
        _wake(old, proxy, disaster)
    time.sleep(1.0)
    over.set()
    for rider in riders:
        rider.join()
    late = _events_of(url, epoch) - before
    standby.kill()
    proxy.close()
    database = open_database(url)
    verdict = judge(history, database)
    database.close()
    return Failover(taken_over_s, late, verdict, history.unknown)


def _befall(old: DeskProcess, proxy: StallingProxy, disaster: str) -> None:
    if disaster == "killed":
        old.kill()
    elif disaster == "paused":
        old.signal(signal.SIGSTOP)
    else:
        proxy.stall()


def _wake(old: DeskProcess, proxy: StallingProxy, disaster: str) -> None:
    """The old leader finds an order waiting that only it has heard of; it must not be able to keep it."""
    request = next(journeys(np.random.default_rng(0), iter([900_000])))
    heard = threading.Thread(target=_must_not_answer, args=(old, Call("zombie", "p900000", Ask(request))))
    heard.start()
    if disaster == "paused":
        old.signal(signal.SIGCONT)
    else:
        proxy.flow()
    heard.join()
    old.wait_gone()
    assert old.exit_code == DEPOSED, old.exit_code


def _must_not_answer(old: DeskProcess, call: Call) -> None:
    try:
        told = old.send(call, ZOMBIE_LINE)
    except Unknown:
        return
    raise AssertionError(f"the old leader said {told}")


def _events_of(url: URL, epoch: int, *, at_least: bool = False) -> int:
    """How many events are kept of earlier epochs; or of this one."""
    database = open_database(url)
    which = JOURNAL.c.epoch >= epoch if at_least else JOURNAL.c.epoch < epoch
    with database.read() as connection:
        found = connection.execute(select(func.count()).select_from(JOURNAL).where(which)).scalar_one()
    database.close()
    return int(found)


def _wait_until(holds: Callable[[], bool], within_s: float = 30) -> None:
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def _new_database(server: PrivatePostgres) -> URL:
    url = server.new_database()
    database = open_database(url)
    migrate(database)
    database.close()
    return url


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def main() -> None:
    """The long form: every disaster so many times; exit code 1 where a bar is missed."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    good = True
    with a_server() as server:
        for disaster in DISASTERS:
            found = [fail_over(server, disaster, seed) for seed in range(times)]
            took = [each.taken_over_s for each in found]
            late = sum(each.late_events for each in found)
            bookings = sum(each.verdict.bookings for each in found)
            clean = sum(each.verdict.clean for each in found)
            good &= max(took) <= 5.0 and late == 0 and clean == times
            print(
                f"leader {disaster}, {times} times: standby writes after {np.median(took):.2f} s (median), "
                f"{max(took):.2f} s at the longest; {late} events of the old leader after that; "
                f"{clean} of {times} histories clean, {bookings} bookings",
                flush=True,
            )
    sys.exit(not good)


if __name__ == "__main__":
    main()
