"""The driver's tablet: the manifest, what was done at each call, and where the vehicle is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.desk.hub import of_vehicle
from api.desk.open_day import OpenDay
from api.driving.manifests import manifest_of
from api.driving.reports import hand_in
from api.driving.steps import RESTS
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.positions import Position
from api.problems import Code, Problem
from api.site import DeskHere, SiteHere, TownHere
from api.streams import LastEventId, follow
from api.wire.driven import ReportOut
from api.wire.driven_bodies import PositionBody, ReportsBody
from api.wire.fields import ServiceDate
from api.wire.told import ManifestOut
from dispatch.domain.fleet import VehicleId

router = APIRouter(prefix="/api/areas/{area}/vehicles/{vehicle_id}", tags=["driving"])
Reader = Annotated[Principal, require(Permission.READ_MANIFEST)]


async def _own_manifest(
    vehicle_id: str, service_date: ServiceDate, desk: DeskHere, principal: Reader
) -> VehicleId:
    """The vehicle, where its manifest of that day is theirs to read."""
    principal.demand_vehicle(VehicleId(vehicle_id))
    with desk.reading(service_date) as open_day:
        _known(open_day, vehicle_id)
    return VehicleId(vehicle_id)


OwnManifest = Annotated[VehicleId, Depends(_own_manifest)]


@router.get(
    "/manifest/{service_date}",
    summary="運行指示 / The calls still to come",
)
def get_manifest(own: OwnManifest, service_date: ServiceDate, desk: DeskHere) -> ManifestOut:
    """What lies before a vehicle."""
    with desk.reading(service_date) as open_day:
        return manifest_of(open_day, own, desk.town)


@router.get(
    "/manifest/{service_date}/live",
    summary="運行指示(更新) / The manifest each time it changes",
    response_class=EventSourceResponse,
)
async def follow_manifest(
    own: OwnManifest, service_date: ServiceDate, desk: DeskHere, last_event_id: LastEventId
) -> AsyncIterator[ServerSentEvent]:
    """The manifest, now and whenever it changes."""

    def view(open_day: OpenDay) -> ManifestOut:
        return manifest_of(open_day, own, desk.town)

    async for event in follow(desk, service_date, of_vehicle(own), "manifest", view, last_event_id):
        yield event


@router.post(
    "/reports/{service_date}",
    summary="運行の報告 / What the driver did",
)
async def report(
    vehicle_id: str,
    service_date: ServiceDate,
    given: ReportsBody,
    desk: DeskHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.REPORT_VISIT)],
) -> list[ReportOut]:
    """What became of each report, in their order; a report that was handed in before has no second effect."""
    principal.demand_vehicle(VehicleId(vehicle_id))
    if any(each.kind in RESTS for each in given.reports):
        principal.demand(Permission.REPORT_BREAK, desk.town.area)
    with desk.reading(service_date) as open_day:
        _known(open_day, vehicle_id)
    async with site.report_lines.of(desk.town.area, VehicleId(vehicle_id)):
        return [
            await hand_in(desk, site, service_date, VehicleId(vehicle_id), each) for each in given.reports
        ]


@router.put(
    "/position",
    status_code=204,
    summary="車両の位置 / Where the vehicle is",
)
def put_position(
    vehicle_id: str,
    seen: PositionBody,
    town: TownHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.REPORT_POSITION)],
) -> None:
    """Kept until the next one comes; never in the journal."""
    principal.demand_vehicle(VehicleId(vehicle_id))
    site.positions.put(town.area, VehicleId(vehicle_id), Position(seen.lat, seen.lon, seen.at))


def _known(open_day: OpenDay, vehicle_id: str) -> None:
    if VehicleId(vehicle_id) not in open_day.day.vehicles:
        raise Problem(Code.NOT_FOUND, f"vehicle {vehicle_id} does not serve on {open_day.service_date}")
