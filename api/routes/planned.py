"""What the routes of planners share: the laboratory of this process, and results as they go out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Request, Response
from fastapi.responses import FileResponse
from fastapi.sse import ServerSentEvent
from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from api.desk.town import Town
from api.once import once
from api.people.access import PrincipalHere
from api.people.audit import write_down
from api.people.principal import Principal
from api.planning.apart import Work
from api.planning.planning import Planning
from api.planning.run import Run, RunState
from api.planning.runs import NoSuchRun, Runs, TooManyRuns
from api.problems import Code, Problem
from api.routes.viewing import audited
from api.site import KeyHere, Site, SiteHere, TownHere
from api.storage.receipts import RepeatKey
from api.wire.planned import DayIn, ProgressOut
from api.wire.studies import StudyIn

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


class InSight(Protocol):
    """Whatever is followed until it is over."""

    @property
    def state(self) -> str: ...


Seen = TypeVar("Seen", bound=InSight)


def planning_of(site: SiteHere) -> Planning:
    """What plans here; a service that was started without it has none of this."""
    if site.planning is None:
        raise Problem(Code.NOT_FOUND, "this service replays no days")
    return site.planning


PlanningHere = Annotated[Planning, Depends(planning_of)]


def find_run(runs: Runs, town: Town, run_id: str) -> Run:
    """A run of an area; a Problem where there is none."""
    try:
        return runs.get(town.area, run_id)
    except NoSuchRun as absent:
        raise no_such_run(run_id) from absent


def no_such_run(run_id: str) -> Problem:
    """What is said of an id that no run has."""
    return Problem(Code.NOT_FOUND, f"{run_id}: no such run")


@dataclass(frozen=True, slots=True)
class Ordering:
    """Whoever orders something here, under which key."""

    town: Town
    site: Site
    planning: Planning
    key: RepeatKey
    request: Request
    principal: Principal

    def order(
        self,
        name: str,
        asked: DayIn | StudyIn,
        work_in: Callable[[Path], Work],
        shown: Callable[[Run], BaseModel],
    ) -> Response:
        """Have work done in the folder of a new run, and answer with it; a Problem where too many wait."""
        site, area, runs = self.site, self.town.area, self.planning.runs

        def effect(connection: Connection) -> BaseModel:
            run = Run(
                run_id=site.new_id(),
                name=name,
                asked=asked,
                state=RunState.WAITING,
                ordered_at=site.clock.now(),
                ordered_by=self.principal.account,
            )
            what = f"run {area} {run.run_id}"
            write_down(connection, audited(self.request, self.principal, site, "order-run", what))
            runs.demand_room(area)
            work = work_in(runs.folder_of(area, run.run_id).path)
            return shown(runs.order(area, run, work))

        try:
            return once(site, self.key, effect, 201)
        except TooManyRuns as full:
            raise Problem(Code.BUSY, str(full), retry_s=30) from full


def ordering(
    town: TownHere,
    site: SiteHere,
    planning: PlanningHere,
    key: KeyHere,
    request: Request,
    principal: PrincipalHere,
) -> Ordering:
    """Who orders, as a route depends on it."""
    return Ordering(town, site, planning, key, request, principal)


OrderingHere = Annotated[Ordering, Depends(ordering)]


def progress_of(runs: Runs, town: Town, run: Run) -> ProgressOut | None:
    """How far a run has come; None before it begins."""
    progress = runs.folder_of(town.area, run.run_id).find_progress()
    if progress is None:
        return None
    return ProgressOut(at_s=progress.now_s, answered=progress.answered, total=progress.total)


async def followed(look: Callable[[], Seen], event: str) -> AsyncIterator[ServerSentEvent]:
    """What is seen, now and whenever it has come further, until it is over."""
    shown: Seen | None = None
    while shown is None or not RunState(shown.state).over:
        try:
            seen = await run_in_threadpool(look)
        except NoSuchRun:  # removed while it was followed
            return
        if seen != shown:
            yield ServerSentEvent(data=seen, event=event)
        shown = seen
        await asyncio.sleep(LOOKED_EVERY_S)


def result_of(runs: Runs, town: Town, run: Run, file: str) -> Path:
    """A file that came of a run; a Problem where it has no results."""
    if run.state is not RunState.DONE:
        raise Problem(Code.NOT_FOUND, f"{run.run_id}: {run.state.value}; it has no results")
    return runs.folder_of(town.area, run.run_id).path / file


def as_file(path: Path, name: str, *, to_read: bool) -> FileResponse:
    """A result, to read on the spot or to take home."""
    headers = {"Content-Security-Policy": REPORT_POLICY, "X-Content-Type-Options": "nosniff"}
    shown = "inline" if to_read else "attachment"
    return FileResponse(path, headers=headers, filename=name, content_disposition_type=shown)
