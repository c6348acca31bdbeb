"""The runs of a process: each carried out in a process of its own, few at once, and kept in folders."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path

from api.planning.apart import Work, carry_out_apart
from api.planning.run import Run, RunFolder, RunState

AT_ONCE = 1
"""Planners wait for each other, so that riders do not wait for planners."""
MOST_WAITING = 8
MOST_KEPT = 60
STOPPED = "the service was stopped meanwhile; order it again"
_APART: SpawnContext = multiprocessing.get_context("spawn")  # a fork would copy locks that threads hold


class TooManyRuns(RuntimeError):
    """As many runs wait, or are kept, as there may be; the message says which."""


class NoSuchRun(LookupError):
    """There is no run of this id."""


@dataclass
class Runs:
    """Orders, follows, cancels and keeps the runs below a folder, by area."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _under_way: dict[tuple[str, str], SpawnProcess | None] = field(default_factory=dict)
    """Runs that wait (None) or are being replayed, oldest first."""
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="planning")
    )

    def list_of(self, area: str) -> list[Run]:
        """The runs of an area, of days and studies, the latest first."""
        ids = [kept.parent.name for kept in (self.folder / area).glob("*/run.json")]
        return sorted((self.get(area, each) for each in ids), key=lambda run: run.ordered_at, reverse=True)

    def get(self, area: str, run_id: str) -> Run:
        """A run as it is now; raises NoSuchRun."""
        folder = self.folder_of(area, run_id)
        try:
            run = folder.read()
        except OSError as absent:
            raise NoSuchRun(run_id) from absent
        with self._lock:
            if not run.state.over and (area, run_id) not in self._under_way:
                run = folder.read()  # it may have ended between the two
        if run.state.over or (area, run_id) in self._under_way:
            return run
        return folder.write(run.model_copy(update={"state": RunState.FAILED, "because": STOPPED}))

    def folder_of(self, area: str, run_id: str) -> RunFolder:
        """Where a run is kept; raises NoSuchRun for what cannot be the id of one."""
        if not run_id.isalnum():
            raise NoSuchRun(run_id)
        return RunFolder(self.folder / area / run_id)

    def order(self, area: str, run: Run, work: Work) -> Run:
        """Have work carried out; raises TooManyRuns."""
        with self._lock:
            self.demand_room(area)
            self._under_way[area, run.run_id] = None
            kept = self.folder_of(area, run.run_id).write(run)
        self._pool.submit(self._carry_out, area, run.run_id, work)
        return kept

    def demand_room(self, area: str) -> None:
        """Raise TooManyRuns where no run can be ordered now."""
        if len(self._under_way) >= MOST_WAITING:
            raise TooManyRuns(f"{MOST_WAITING} runs wait already; wait for one, or cancel it")
        if len(list((self.folder / area).glob("*/run.json"))) >= MOST_KEPT:
            raise TooManyRuns(f"{MOST_KEPT} runs are kept already; remove one")

    def cancel(self, area: str, run_id: str) -> Run:
        """Stop a run that is not over; one that is over stays as it is."""
        run = self.get(area, run_id)
        with self._lock:
            if (area, run_id) not in self._under_way:
                return self.folder_of(area, run_id).read()
            process = self._under_way.pop((area, run_id))
            kept = self.folder_of(area, run_id).write(run.model_copy(update={"state": RunState.CANCELLED}))
        if process is not None:
            process.kill()
        return kept

    def remove(self, area: str, run_id: str) -> None:
        """Forget a run and all that came of it."""
        self.cancel(area, run_id)
        shutil.rmtree(self.folder_of(area, run_id).path, ignore_errors=True)

    def stop(self) -> None:
        """Stop whatever is under way; what was being replayed has failed."""
        with self._lock:
            processes = list(self._under_way.values())
            self._under_way.clear()
        for process in processes:
            if process is not None:
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _carry_out(self, area: str, run_id: str, work: Work) -> None:
        folder, name = self.folder_of(area, run_id), f"run {run_id}"
        process = _APART.Process(target=carry_out_apart, args=(work, folder.path), name=name, daemon=True)
        with self._lock:
            if (area, run_id) not in self._under_way:  # cancelled while it waited
                return
            process.start()
            self._under_way[area, run_id] = process
            run = folder.write(folder.read().model_copy(update={"state": RunState.RUNNING}))
        process.join()
        with self._lock:
            if self._under_way.pop((area, run_id), None) is None:  # cancelled, or the service stops
                return
            done = process.exitcode == 0
            because = "" if done else folder.find_refusal() or "it ended of itself; see the service's log"
            state = RunState.DONE if done else RunState.FAILED
            folder.write(run.model_copy(update={"state": state, "because": because}))
