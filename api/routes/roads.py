"""Roads that drivers could not pass: reported from the tablet, settled by a dispatcher."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.desk.town import Town
from api.driving.road_reports import hand_in_road_report, list_road_reports, settle_road_report
from api.once import once
from api.people.access import require
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import no_such_place
from api.routes.acting import own_vehicle
from api.routes.viewing import audited
from api.site import KeyHere, SiteHere, TownHere
from api.wire.driven_bodies import RoadReportsBody, SettledBody
from api.wire.shifts import RoadReportOut
from api.wire.told import place_out
from dispatch.domain.fleet import VehicleId

router = APIRouter(prefix="/api/areas/{area}", tags=["driving"])


@router.post(
    "/vehicles/{vehicle_id}/road-reports",
    summary="ここは通れません / Here it is not possible to pass",
)
def report_roads(
    vehicle_id: str,
    given: RoadReportsBody,
    town: TownHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.REPORT_ROAD)],
) -> list[RoadReportOut]:
    """Kept for the dispatcher, who closes the road or not; the map does not change by itself."""
    vehicle = own_vehicle(town, vehicle_id, principal)
    for number, each in enumerate(given.reports):
        if each.place_id is not None and town.service.places.find(each.place_id) is None:
            raise no_such_place(f"reports.{number}.place_id", each.place_id, town.area)
    with site.database.write() as connection:
        now = site.clock.now()
        kept = [hand_in_road_report(connection, town.area, vehicle, each, now) for each in given.reports]
    return [_with_place(each, town) for each in kept]


@router.get(
    "/road-reports",
    summary="通行不能の報告 / Roads that drivers could not pass",
    dependencies=[require(Permission.WATCH_BOARD)],
)
def list_roads(town: TownHere, site: SiteHere, settled: bool = False) -> list[RoadReportOut]:
    """Those nobody has settled yet, the latest first; `settled` brings the others too."""
    with site.database.read() as connection:
        reports = list(list_road_reports(connection, town.area, unsettled_only=not settled))
    return [_with_place(each, town) for each in reports]


@router.post(
    "/road-reports/{vehicle_id}/{client_id}/settlement",
    summary="通行不能の報告を処理済みにする / Settle a road report",
    response_model=RoadReportOut,
)
def settle_road(
    vehicle_id: str,
    client_id: str,
    given: SettledBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.CLOSE_ROAD)],
) -> Response:
    """The road was closed by a disruption of its own, can be passed again, or needs nothing."""

    def effect(connection: Connection) -> RoadReportOut:
        vehicle, now = VehicleId(vehicle_id), site.clock.now()
        settled_as, account = given.settled_as, principal.account
        settled = settle_road_report(connection, town.area, vehicle, client_id, settled_as, account, now)
        subject = f"road-report {town.area}/{vehicle_id} {client_id}"
        write_down(connection, audited(request, principal, site, "settle-road", subject, settled_as))
        return _with_place(settled, town)

    return once(site, key, effect)


def _with_place(report: RoadReportOut, town: Town) -> RoadReportOut:
    """The report with the name of the place, where the town still has it."""
    index = None if report.place_id is None else town.service.places.find(report.place_id)
    return report if index is None else report.model_copy(update={"place": place_out(town, index)})
