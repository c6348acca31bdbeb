"""A run in the path of a planner's request, of a day or a study: followed, stopped, removed, taken home."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from fastapi import Response
from fastapi.responses import FileResponse
from fastapi.sse import ServerSentEvent
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from api.desk.town import Town
from api.once import once
from api.planning.run import Run, RunState
from api.planning.runs import NoSuchRun, Runs
from api.problems import Code, Problem
from api.site import Site
from api.storage.receipts import RepeatKey
from api.wire.planned import ProgressOut

LOOKED_EVERY_S = 0.3
REPORT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "sandbox allow-scripts",
    )
)
"""A report brings its own style, script and pictures, and may do nothing else: it is no page of ours."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run of a town as it was when it was looked up."""

    runs: Runs
    town: Town
    run: Run

    def again(self) -> KeptRun:
        """As it is now; raises NoSuchRun."""
        return replace(self, run=self.runs.get(self.town.area, self.run.run_id))

    def cancelled(self) -> KeptRun:
        """Stopped, where it was not over."""
        return replace(self, run=self.runs.cancel(self.town.area, self.run.run_id))

    def progress(self) -> ProgressOut | None:
        """How far it has come; None before it begins."""
        progress = self.runs.folder_of(self.town.area, self.run.run_id).find_progress()
        if progress is None:
            return None
        return ProgressOut(at_s=progress.now_s, answered=progress.answered, total=progress.total)

    def result(self, file: str) -> Path:
        """A file that came of it; a Problem where it has no results."""
        if self.run.state is not RunState.DONE:
            raise Problem(Code.NOT_FOUND, f"{self.run.run_id}: {self.run.state.value}; it has no results")
        return self.runs.folder_of(self.town.area, self.run.run_id).path / file


def list_kept(runs: Runs, town: Town, *, studies: bool) -> list[KeptRun]:
    """The runs of days, or the studies, of a town, the latest first."""
    return [KeptRun(runs, town, run) for run in runs.list_of(town.area) if run.is_study == studies]


def kept_run(runs: Runs, town: Town, run_id: str, *, study: bool) -> KeptRun:
    """The run of a day, or the study, of an id; a Problem where there is none."""
    try:
        run = runs.get(town.area, run_id)
    except NoSuchRun as absent:
        raise _absent(run_id) from absent
    if run.is_study != study:
        raise _absent(run_id)
    return KeptRun(runs, town, run)


def remove_kept(runs: Runs, town: Town, run_id: str, site: Site, key: RepeatKey, *, study: bool) -> Response:
    """Have a run and all that came of it removed; who asks again under the key is told so again."""

    def effect(_: Connection) -> None:
        runs.remove(town.area, kept_run(runs, town, run_id, study=study).run.run_id)

    return once(site, key, effect)


class InSight(Protocol):
    """Whatever is followed until it is over."""

    @property
    def state(self) -> str: ...


Seen = TypeVar("Seen", bound=InSight)


async def followed(
    kept: KeptRun, show: Callable[[KeptRun], Seen], event: str
) -> AsyncIterator[ServerSentEvent]:
    """A run as it is shown, now and whenever it has come further, until it is over."""
    shown: Seen | None = None
    while shown is None or not RunState(shown.state).over:
        try:
            seen = await run_in_threadpool(lambda: show(kept.again()))
        except NoSuchRun:  # removed while it was followed
            return
        if seen != shown:
            yield ServerSentEvent(data=seen, event=event)
        shown = seen
        await asyncio.sleep(LOOKED_EVERY_S)


def as_file(path: Path, name: str, *, to_read: bool) -> FileResponse:
    """A result, to read on the spot or to take home."""
    headers = {"Content-Security-Policy": REPORT_POLICY, "X-Content-Type-Options": "nosniff"}
    shown = "inline" if to_read else "attachment"
    return FileResponse(path, headers=headers, filename=name, content_disposition_type=shown)


def _absent(run_id: str) -> Problem:
    return Problem(Code.NOT_FOUND, f"{run_id}: no such run")
