"""Days that planners have replayed beside the service: ordered, followed, read, removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection

from api.desk.town import Town
from api.once import once
from api.people.access import require
from api.people.roles import Permission
from api.planning.ordering import NoSuchDay, order_of
from api.planning.run import Run
from api.planning.runs import NoSuchRun, Runs
from api.problems import Code, FieldFault, Problem, documented
from api.routes.planned import (
    OrderingHere,
    PlanningHere,
    as_file,
    find_run,
    followed,
    no_such_run,
    progress_of,
    result_of,
)
from api.rules.in_force import service_on
from api.site import KeyHere, SiteHere, TownHere
from api.wire.planned import (
    RUN_EXAMPLES,
    DayIn,
    FiguresOut,
    FilmOut,
    PlanningOut,
    RunIn,
    RunOut,
)
from dispatch.domain.time import MINUTE_S

router = APIRouter(
    prefix="/api/areas/{area}/planning", tags=["planning"], dependencies=[require(Permission.SIMULATE)]
)


class RunFile(StrEnum):
    """What can be taken home of a run."""

    REPORT = "report.html"
    FIGURES = "figures.csv"
    REQUESTS = "requests.csv"
    VISITS = "visits.csv"


def run_here(run_id: str, town: TownHere, planning: PlanningHere) -> Run:
    """The run of a day in the path."""
    run = find_run(planning.runs, town, run_id)
    if not isinstance(run.asked, DayIn):
        raise no_such_run(run_id)
    return run


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
    runs = planning.runs
    return [run_out(runs, town, run) for run in runs.list_of(town.area) if isinstance(run.asked, DayIn)]


@router.post(
    "/runs",
    status_code=201,
    summary="試算する / Have a day replayed",
    response_model=RunOut,
    responses=documented(Code.BUSY),
)
def order_run(given: Annotated[RunIn, Body(openapi_examples=RUN_EXAMPLES)], here: OrderingHere) -> Response:
    """Replayed in a process beside the service, one at a time; follow it at `live`."""
    service = service_on(here.site.database, here.town, given.day.service_date)
    try:
        work = partial(here.planning.laboratory.replay_into, order_of(given.day, service))
    except NoSuchDay as refusal:
        wrong = FieldFault(field="day.service_date", expected=str(refusal))
        raise Problem(Code.INVALID, str(refusal), errors=(wrong,)) from refusal
    runs, town = here.planning.runs, here.town
    return here.order(given.name, given.day, lambda _: work, lambda run: run_out(runs, town, run))


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
    runs = planning.runs
    async for event in followed(lambda: run_out(runs, town, runs.get(town.area, run.run_id)), "run"):
        yield event


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
        raise no_such_run(run_id) from absent


@router.get("/runs/{run_id}/figures", summary="指標 / Its figures")
def get_figures(run: RunHere, town: TownHere, planning: PlanningHere) -> FiguresOut:
    """Every figure with its written definition, and its spread; squares of few needs are not shown."""
    return FiguresOut.model_validate_json(result_of(planning.runs, town, run, "figures.json").read_bytes())


@router.get("/runs/{run_id}/film", summary="一日の動き / Its film")
def get_film(run: RunHere, town: TownHere, planning: PlanningHere) -> FilmOut:
    """Where vehicles drove and riders waited and rode; homes are shown at the nearest stop."""
    return FilmOut.model_validate_json(result_of(planning.runs, town, run, "film.json").read_bytes())


@router.get(
    "/runs/{run_id}/files/{file}",
    summary="報告とデータ / The report, and tables to download",
    response_class=FileResponse,
)
def get_file(file: RunFile, run: RunHere, town: TownHere, planning: PlanningHere) -> FileResponse:
    """The report as one page, or a table as CSV; homes are told as the nearest stop."""
    path = result_of(planning.runs, town, run, file.value)
    name = f"{day_of(run).service_date}-{run.run_id}-{file.value}"
    return as_file(path, name, to_read=file is RunFile.REPORT)


def day_of(run: Run) -> DayIn:
    """The day of a run that is no study."""
    assert isinstance(run.asked, DayIn)
    return run.asked


def run_out(runs: Runs, town: Town, run: Run) -> RunOut:
    """A run as it goes out."""
    return RunOut(
        run_id=run.run_id,
        name=run.name,
        day=day_of(run),
        state=run.state.value,
        ordered_at=run.ordered_at.astimezone(town.zone),
        ordered_by=run.ordered_by,
        because=run.because,
        progress=progress_of(runs, town, run),
    )
