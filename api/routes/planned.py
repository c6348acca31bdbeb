"""What the routes of planners share: the laboratory of this process, and how something is ordered of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from api.desk.town import Town
from api.once import once
from api.people.access import PrincipalHere
from api.people.audit import write_down
from api.people.principal import Principal
from api.planning.apart import Work
from api.planning.planning import Planning
from api.planning.run import Run, RunState
from api.planning.runs import TooManyRuns
from api.problems import Code, Problem
from api.routes.kept_run import KeptRun
from api.routes.viewing import audited
from api.site import KeyHere, Site, SiteHere, TownHere
from api.storage.receipts import RepeatKey
from api.wire.planned import DayIn
from api.wire.studies import StudyIn


def planning_of(site: SiteHere) -> Planning:
    """What plans here; a service that was started without it has none of this."""
    if site.planning is None:
        raise Problem(Code.NOT_FOUND, "this service replays no days")
    return site.planning


PlanningHere = Annotated[Planning, Depends(planning_of)]


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
        shown: Callable[[KeptRun], BaseModel],
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
            return shown(KeptRun(runs, self.town, runs.order(area, run, work)))

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
