"""Studies of planners: two variants, a sweep, winter, shifts, days replayed, demand, the council's papers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.once import once
from api.people.access import require
from api.people.roles import Permission
from api.planning.apart import Work
from api.planning.studying import order_of_study, take_driven_days
from api.problems import Code, documented, wrong
from api.routes.kept_run import KeptRun, as_file, followed, kept_run, list_kept, remove_kept
from api.routes.planned import OrderingHere, PlanningHere
from api.site import KeyHere, SiteHere, TownHere
from api.wire.planned import DayIn
from api.wire.studies import (
    STUDY_EXAMPLES,
    CouncilIn,
    FitIn,
    ReplayIn,
    StudiesOut,
    StudyIn,
    StudyOrderIn,
    StudyOut,
    WinterIn,
)
from gtfs.service import Service

router = APIRouter(
    prefix="/api/areas/{area}/planning/studies",
    tags=["planning"],
    dependencies=[require(Permission.SIMULATE)],
)


class StudyFile(StrEnum):
    """What can be read, or taken home, of a study."""

    REPORT = "report.html"
    ALL = "all.zip"


def study_here(study_id: str, town: TownHere, planning: PlanningHere) -> KeptRun:
    """The study in the path."""
    return kept_run(planning.runs, town, study_id, study=True)


StudyHere = Annotated[KeptRun, Depends(study_here)]


@router.get("", summary="検討の一覧 / The studies")
def list_studies(town: TownHere, site: SiteHere, planning: PlanningHere) -> StudiesOut:
    """Every study that is kept, the latest first, and the days that were driven."""
    return StudiesOut(
        studies=[study_out(kept) for kept in list_kept(planning.runs, town, studies=True)],
        recorded=planning.films.list_days(site.database, town, town.today(site.clock.now())),
    )


@router.post(
    "",
    status_code=201,
    summary="検討する / Have something studied",
    response_model=StudyOut,
    responses=documented(Code.BUSY),
)
def order_study(
    given: Annotated[StudyOrderIn, Body(openapi_examples=STUDY_EXAMPLES)], here: OrderingHere
) -> Response:
    """Carried out in a process beside the service, one at a time; follow it at `live`."""
    town, site, asked = here.town, here.site, given.study
    today = town.today(site.clock.now())
    dates = asked.dates if isinstance(asked, ReplayIn | FitIn | CouncilIn) else []
    _demand_dates(asked, dates, here.planning.films.list_days(site.database, town, today), town.service)
    laboratory = here.planning.laboratory

    def work_in(folder: Path) -> Work:
        driven = take_driven_days(site.database, town, dates, folder, laboratory.write_journal)
        order = order_of_study(asked, site.database, town, today, driven)
        return partial(laboratory.study_into, order)

    return here.order(given.name, asked, work_in, study_out)


@router.get("/{study_id}", summary="検討 / One study")
def get_study(kept: StudyHere) -> StudyOut:
    """How far it has come."""
    return study_out(kept)


@router.get(
    "/{study_id}/live", summary="検討の進み / A study as it goes on", response_class=EventSourceResponse
)
async def follow_study(kept: StudyHere) -> AsyncIterator[ServerSentEvent]:
    """The study, now and whenever it has come further, until it is over."""
    async for event in followed(kept, study_out, "study"):
        yield event


@router.post("/{study_id}/cancellation", summary="検討をやめる / Stop a study", response_model=StudyOut)
def cancel_study(kept: StudyHere, site: SiteHere, key: KeyHere) -> Response:
    """A study that is over stays as it is."""
    return once(site, key, lambda _: study_out(kept.cancelled()))


@router.delete("/{study_id}", status_code=204, summary="検討を消す / Remove a study")
def remove_study(
    study_id: str, town: TownHere, site: SiteHere, planning: PlanningHere, key: KeyHere
) -> Response:
    """The study and all that came of it."""
    return remove_kept(planning.runs, town, study_id, site, key, study=True)


@router.get(
    "/{study_id}/files/{file}",
    summary="報告とデータ / The report, and everything to download",
    response_class=FileResponse,
)
def get_study_file(file: StudyFile, kept: StudyHere) -> FileResponse:
    """The report as one page, or the report with all data in one file; no home is told in either."""
    name = f"{kept.run.run_id}-{file.value}"
    return as_file(kept.result(file.value), name, to_read=file is StudyFile.REPORT)


def study_out(kept: KeptRun) -> StudyOut:
    """A study as it goes out."""
    run = kept.run
    assert not isinstance(run.asked, DayIn)
    return StudyOut(
        study_id=run.run_id,
        name=run.name,
        study=run.asked,
        state=run.state.value,
        ordered_at=run.ordered_at.astimezone(kept.town.zone),
        ordered_by=run.ordered_by,
        because=run.because,
        progress=kept.progress(),
    )


def _demand_dates(asked: StudyIn, dates: Sequence[date], recorded: Sequence[date], service: Service) -> None:
    absent = [day for day in dates if day not in recorded]
    if absent:
        expected = f"days that were driven expected, not {absent[0]}"
        raise wrong("study.dates", expected, "運行の記録がある日を指定してください。", detail=expected)
    if isinstance(asked, WinterIn):
        for field in ("summer", "winter"):
            if not service.runs_on(getattr(asked, field)):
                expected = f"a day of service expected, not {getattr(asked, field)}"
                raise wrong(f"study.{field}", expected, "運行日を指定してください。", detail=expected)
