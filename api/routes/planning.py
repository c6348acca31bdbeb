"""Days that planners have replayed beside the service: ordered, followed, read, removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from api.desk.town import Town
from api.once import once
from api.people.access import PrincipalHere, require
from api.people.audit import write_down
from api.people.roles import Permission
from api.planning.ordering import NoSuchDay, order_of
from api.planning.planning import Planning
from api.planning.run import Run, RunState
from api.planning.runs import NoSuchRun, Runs, TooManyRuns
from api.problems import Code, FieldFault, Problem, documented
from api.routes.viewing import audited
from api.rules.in_force import service_on
from api.site import KeyHere, SiteHere, TownHere
from api.wire.planned import (
    RUN_EXAMPLES,
    DayIn,
    FiguresOut,
    FilmOut,
    PlanningOut,
    ProgressOut,
    RunIn,
    RunOut,
)
from dispatch.domain.time import MINUTE_S

LOOKED_EVERY_S = 0.3
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; sandbox allow-scripts"
)
"""The report brings its own style and script, and may do nothing else: it is no page of the service."""

router = APIRouter(
    prefix="/api/areas/{area}/planning", tags=["planning"], dependencies=[require(Permission.SIMULATE)]
)


class RunFile(StrEnum):
    """What can be taken home of a run."""

    REPORT = "report.html"
    FIGURES = "figures.csv"
    REQUESTS = "requests.csv"
    VISITS = "visits.csv"


def planning_of(site: SiteHere) -> Planning:
    """What plans here; a service that was started without it has none of this."""
    if site.planning is None:
        raise Problem(Code.NOT_FOUND, "this service replays no days")
    return site.planning


PlanningHere = Annotated[Planning, Depends(planning_of)]


def run_here(run_id: str, town: TownHere, planning: PlanningHere) -> Run:
    """The run in the path."""
    try:
        return planning.runs.get(town.area, run_id)
    except NoSuchRun as absent:
        raise Problem(Code.NOT_FOUND, f"{run_id}: no such run") from absent


RunHere = Annotated[Run, Depends(run_here)]


@router.get("", summary="試算のはじめ / What a planner begins from")
def get_planning(town: TownHere, site: SiteHere, planning: PlanningHere) -> PlanningOut:
    """The service as it is today, the dates on which it runs, and the days that were driven."""
    today = town.today(site.clock.now())
    service = service_on(site.database, town, today)
    first, last = service.calendar or (None, None)
    day = today if service.runs_on(today) else service.next_service_day(today) or service.demo_date
    rules = service.rules
    usual = DayIn(
        service_date=day,
        seed=1,
        riders=max(1, service.demand.riders_per_day),
        vehicles=len(service.vehicles),
        pickup_window_min=rules.pickup_window_s // MINUTE_S,
        max_wait_min=rules.max_wait_s // MINUTE_S,
        max_ride_min=rules.max_ride_s // MINUTE_S,
        detour_factor=rules.detour_factor,
        booking_cutoff_min=rules.booking_cutoff_s // MINUTE_S,
    )
    days = planning.films.list_days(site.database, town, today)
    return PlanningOut(
        usual=usual, first_date=first, last_date=last, no_service=sorted(service.no_service), days=days
    )


@router.get("/runs", summary="試算の一覧 / The runs")
def list_runs(town: TownHere, planning: PlanningHere) -> list[RunOut]:
    """Every run that is kept, the latest first."""
    return [run_out(planning.runs, town, run) for run in planning.runs.list_of(town.area)]


@router.post(
    "/runs",
    status_code=201,
    summary="試算する / Have a day replayed",
    response_model=RunOut,
    responses=documented(Code.BUSY),
)
def order_run(
    given: Annotated[RunIn, Body(openapi_examples=RUN_EXAMPLES)],
    town: TownHere,
    site: SiteHere,
    planning: PlanningHere,
    key: KeyHere,
    request: Request,
    principal: PrincipalHere,
) -> Response:
    """Replayed in a process beside the service, one at a time; follow it at `live`."""
    service = service_on(site.database, town, given.day.service_date)
    try:
        work = partial(planning.laboratory.replay_into, order_of(given.day, service))
    except NoSuchDay as refusal:
        wrong = FieldFault(field="day.service_date", expected=str(refusal))
        raise Problem(Code.INVALID, str(refusal), errors=(wrong,)) from refusal

    def effect(connection: Connection) -> RunOut:
        run = Run(
            run_id=site.new_id(),
            name=given.name,
            asked=given.day,
            state=RunState.WAITING,
            ordered_at=site.clock.now(),
            ordered_by=principal.account,
        )
        write_down(
            connection, audited(request, principal, site, "order-run", f"run {town.area} {run.run_id}")
        )
        return run_out(planning.runs, town, planning.runs.order(town.area, run, work))

    try:
        return once(site, key, effect, 201)
    except TooManyRuns as full:
        raise Problem(Code.BUSY, str(full), retry_s=30) from full


@router.get("/runs/{run_id}", summary="試算 / One run")
def get_run(run: RunHere, town: TownHere, planning: PlanningHere) -> RunOut:
    """How far it has come."""
    return run_out(planning.runs, town, run)


@router.get(
    "/runs/{run_id}/live",
    summary="試算の進み / A run as it goes on",
    response_class=EventSourceResponse,
)
async def follow_run(run: RunHere, town: TownHere, planning: PlanningHere) -> AsyncIterator[ServerSentEvent]:
    """The run, now and whenever it has come further, until it is over."""
    shown: RunOut | None = None
    while shown is None or not RunState(shown.state).over:
        try:
            seen = await run_in_threadpool(_look, planning.runs, town, run.run_id)
        except NoSuchRun:  # removed while it was followed
            return
        if seen != shown:
            yield ServerSentEvent(data=seen, event="run")
        shown = seen
        await asyncio.sleep(LOOKED_EVERY_S)


@router.post(
    "/runs/{run_id}/cancellation",
    summary="試算をやめる / Stop a run",
    response_model=RunOut,
)
def cancel_run(
    run: RunHere, town: TownHere, site: SiteHere, planning: PlanningHere, key: KeyHere
) -> Response:
    """A run that is over stays as it is."""
    runs = planning.runs
    return once(site, key, lambda _: run_out(runs, town, runs.cancel(town.area, run.run_id)))


@router.delete("/runs/{run_id}", status_code=204, summary="試算を消す / Remove a run")
def remove_run(run_id: str, town: TownHere, site: SiteHere, planning: PlanningHere, key: KeyHere) -> Response:
    """The run and all that came of it."""

    def effect(_: Connection) -> None:
        planning.runs.remove(town.area, run_id)

    try:
        return once(site, key, effect)
    except NoSuchRun as absent:
        raise Problem(Code.NOT_FOUND, f"{run_id}: no such run") from absent


@router.get("/runs/{run_id}/figures", summary="指標 / Its figures")
def get_figures(run: RunHere, town: TownHere, planning: PlanningHere) -> FiguresOut:
    """Every figure with its written definition, and its spread; squares of few needs are not shown."""
    return FiguresOut.model_validate_json(_result(planning.runs, town, run, "figures.json"))


@router.get("/runs/{run_id}/film", summary="一日の動き / Its film")
def get_film(run: RunHere, town: TownHere, planning: PlanningHere) -> FilmOut:
    """Where vehicles drove and riders waited and rode; homes are shown at the nearest stop."""
    return FilmOut.model_validate_json(_result(planning.runs, town, run, "film.json"))


@router.get(
    "/runs/{run_id}/files/{file}",
    summary="報告とデータ / The report, and tables to download",
    response_class=FileResponse,
)
def get_file(file: RunFile, run: RunHere, town: TownHere, planning: PlanningHere) -> FileResponse:
    """The report as one page, or a table as CSV; homes are told as the nearest stop."""
    _result(planning.runs, town, run, file.value)
    path = planning.runs.folder_of(town.area, run.run_id).path / file.value
    headers = {"Content-Security-Policy": REPORT_POLICY, "X-Content-Type-Options": "nosniff"}
    name = f"{run.asked.service_date}-{run.run_id}-{file.value}"
    shown = "inline" if file is RunFile.REPORT else "attachment"
    return FileResponse(path, headers=headers, filename=name, content_disposition_type=shown)


def run_out(runs: Runs, town: Town, run: Run) -> RunOut:
    """A run as it goes out."""
    progress = runs.folder_of(town.area, run.run_id).find_progress()
    told = progress and ProgressOut(at_s=progress.now_s, answered=progress.answered, total=progress.total)
    return RunOut(
        run_id=run.run_id,
        name=run.name,
        day=run.asked,
        state=run.state.value,
        ordered_at=run.ordered_at.astimezone(town.zone),
        ordered_by=run.ordered_by,
        because=run.because,
        progress=told,
    )


def _look(runs: Runs, town: Town, run_id: str) -> RunOut:
    return run_out(runs, town, runs.get(town.area, run_id))


def _result(runs: Runs, town: Town, run: Run, file: str) -> bytes:
    if run.state is not RunState.DONE:
        raise Problem(Code.NOT_FOUND, f"{run.run_id}: {run.state.value}; it has no results")
    return (runs.folder_of(town.area, run.run_id).path / file).read_bytes()
