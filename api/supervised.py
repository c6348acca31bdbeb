"""A service in a process of its own, begun anew at once whenever it is killed or has lost its office."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

BEGIN_ANEW = 75
"""The exit code of who wants to be begun anew (EX_TEMPFAIL of sysexits.h)."""
SHORT_LIFE_S = 5.0
AT_ONCE = 3
PAUSE_S = 0.5
SELDOM_LOOKED_THROUGH = (10_000, 10, 50)
"""Thresholds of the collector: what a service keeps it keeps for the day. To look it all through for rubbish,
with a thousand who follow, holds every answer up by a quarter of a second, so that is not done often."""


def keep_running(serve: Callable[[], int]) -> int:
    """Serve in a copy of this process, and again after its violent end; returns how it ended of itself.

    What takes long, loading the program and the towns, is done before and stays: a copy is ready in less than
    a second. Neither threads nor connections may be open here. The copy ends with this process.
    """
    child = _Child()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, child.pass_on)
    short_lives = 0
    gc.collect()
    gc.freeze()  # what is here stays: to look it through for rubbish takes a copy a tenth of a second
    gc.set_threshold(*SELDOM_LOOKED_THROUGH)
    while True:
        begun = time.monotonic()
        code = child.live(serve)
        if child.stopped:
            return max(code, 0)  # killed by the signal that was passed on: as it was told
        if code not in (BEGIN_ANEW, *(-each for each in signal.Signals)):
            return code
        short_lives = short_lives + 1 if time.monotonic() - begun < SHORT_LIFE_S else 0
        if short_lives > AT_ONCE:
            time.sleep(PAUSE_S)  # whatever ends it so soon, again and again, will be there again


class _Child:
    """The copy, seen from the process that keeps it running."""

    def __init__(self) -> None:
        self.stopped = False
        self._pid = 0

    def pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Whoever stops this process stops the copy, in good order."""
        self.stopped = True
        if self._pid:
            os.kill(self._pid, number)  # not reaped before `live` ends: the number is its own

    def live(self, serve: Callable[[], int]) -> int:
        """From the copy's beginning to its end; its exit code, or minus the signal that killed it."""
        ours, theirs = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(theirs)
            _be_the_copy(serve, ours)
        os.close(ours)
        try:
            _, status = os.waitpid(self._pid, 0)
        finally:
            self._pid = 0
            os.close(theirs)
        return os.waitstatus_to_exitcode(status)


def _be_the_copy(serve: Callable[[], int], parent: int) -> None:
    os.setpgid(0, 0)  # ctrl-c reaches the keeper alone, which passes it on once
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    code = 1
    try:
        code = serve()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int) -> None:
    """A read that ends says that the other end of the pipe, and its process, is gone."""
    os.read(parent, 1)
    os._exit(1)
