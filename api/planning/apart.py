"""The process in which planners' work is carried out: it gives way to the service, and ends with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from api.planning.laboratory import Watch
from api.planning.run import REFUSED, RunFolder

Work = Callable[[Path, Watch], None]
"""Writes its results into a folder; goes to another process, so it is a function by name and its orders."""

GIVES_WAY = 10
"""Niceness: whoever books a ride goes first."""
NOTED_EVERY_S = 0.2
NOT_CARRIED_OUT = 2


def carry_out_apart(work: Work, out: Path) -> None:
    """Do the work in this process and note how far it has come; why it cannot be done goes in a file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-c is the service's affair
    os.nice(GIVES_WAY)
    folder, parent = RunFolder(out), multiprocessing.parent_process()
    noted_s = float("-inf")

    def watch(now_s: int, answered: int, total: int) -> None:
        nonlocal noted_s
        if time.monotonic() - noted_s >= NOTED_EVERY_S:
            noted_s = time.monotonic()
            folder.note_progress(now_s, answered, total)
            if parent is not None and not parent.is_alive():
                sys.exit(1)

    try:
        work(out, watch)
    except ValueError as refusal:
        (out / REFUSED).write_text(str(refusal), encoding="utf-8")
        sys.exit(NOT_CARRIED_OUT)
