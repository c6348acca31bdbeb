"""Days that planners have replayed beside the service: ordered, followed, read, removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.once import once
from api.people.access import require
from api.people.roles import Permission
from api.planning.ordering import NoSuchDay, order_of
from api.problems import Code, documented, wrong
from api.routes.kept_run import KeptRun, as_file, followed, kept_run, list_kept, remove_kept
from api.routes.planned import OrderingHere, PlanningHere
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


def run_here(run_id: str, town: TownHere, planning: PlanningHere) -> KeptRun:
    """The run of a day in the path."""
    return kept_run(planning.runs, town, run_id, study=False)


RunHere = Annotated[KeptRun, Depends(run_here)]


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
    return [run_out(kept) for kept in list_kept(planning.runs, town, studies=False)]


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
        expected_ja = "運行日を指定してください。"
        raise wrong("day.service_date", str(refusal), expected_ja, detail=str(refusal)) from refusal
    return here.order(given.name, given.day, lambda _: work, run_out)


@router.get("/runs/{run_id}", summary="試算 / One run")
def get_run(kept: RunHere) -> RunOut:
    """How far it has come."""
    return run_out(kept)


@router.get(
    "/runs/{run_id}/live",
    summary="試算の進み / A run as it goes on",
    response_class=EventSourceResponse,
)
async def follow_run(kept: RunHere) -> AsyncIterator[ServerSentEvent]:
    """The run, now and whenever it has come further, until it is over."""
    async for event in followed(kept, run_out, "run"):
        yield event


@router.post(
    "/runs/{run_id}/cancellation",
    summary="試算をやめる / Stop a run",
    response_model=RunOut,
)
def cancel_run(kept: RunHere, site: SiteHere, key: KeyHere) -> Response:
    """A run that is over stays as it is."""
    return once(site, key, lambda _: run_out(kept.cancelled()))


@router.delete("/runs/{run_id}", status_code=204, summary="試算を消す / Remove a run")
def remove_run(run_id: str, town: TownHere, site: SiteHere, planning: PlanningHere, key: KeyHere) -> Response:
    """The run and all that came of it."""
    return remove_kept(planning.runs, town, run_id, site, key, study=False)


@router.get("/runs/{run_id}/figures", summary="指標 / Its figures")
def get_figures(kept: RunHere) -> FiguresOut:
    """Every figure with its written definition, and its spread; squares of few needs are not shown."""
    return FiguresOut.model_validate_json(kept.result("figures.json").read_bytes())


@router.get("/runs/{run_id}/film", summary="一日の動き / Its film")
def get_film(kept: RunHere) -> FilmOut:
    """Where vehicles drove and riders waited and rode; homes are shown at the nearest stop."""
    return FilmOut.model_validate_json(kept.result("film.json").read_bytes())


@router.get(
    "/runs/{run_id}/files/{file}",
    summary="報告とデータ / The report, and tables to download",
    response_class=FileResponse,
)
def get_file(file: RunFile, kept: RunHere) -> FileResponse:
    """The report as one page, or a table as CSV; homes are told as the nearest stop."""
    shown = run_out(kept)
    name = f"{shown.day.service_date}-{shown.run_id}-{file.value}"
    return as_file(kept.result(file.value), name, to_read=file is RunFile.REPORT)


def run_out(kept: KeptRun) -> RunOut:
    """A run as it goes out."""
    run = kept.run
    assert isinstance(run.asked, DayIn)
    return RunOut(
        run_id=run.run_id,
        name=run.name,
        day=run.asked,
        state=run.state.value,
        ordered_at=run.ordered_at.astimezone(kept.town.zone),
        ordered_by=run.ordered_by,
        because=run.because,
        progress=kept.progress(),
    )
