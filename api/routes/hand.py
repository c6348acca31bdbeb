"""An operator's hand: rides kept on their vehicle, or given to another, and why a ride is where it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter

from api.board.why import why_out
from api.desk.desk import Desk
from api.desk.open_day import OpenDay
from api.desk.order import Order, Outcome
from api.disruptions.actions import noted
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import Code, documented
from api.site import DeskHere, KeyHere, Site, SiteHere, in_time, tell
from api.storage.receipts import Answer, RepeatKey
from api.wire.fields import ServiceDate
from api.wire.hand import (
    AssignPreviewOut,
    BreakageOut,
    HandOut,
    WhyOut,
)
from api.wire.office_bodies import AssignBody, AssignPreviewBody, PinBody
from api.wire.told import Told
from dispatch.domain.commands import AssignRide, PinRide, UnpinRide
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId, StaffId
from dispatch.domain.time import MINUTE_S
from dispatch.engine.service_day import apply, copy_day

router = APIRouter(prefix="/api/areas/{area}/rides/{service_date}/{ride_id}", tags=["hand"])
Pinner = Annotated[Principal, require(Permission.PIN_RIDE)]
Assigner = Annotated[Principal, require(Permission.ASSIGN_RIDE)]


@router.post("/pin", summary="車両に固定する / Keep a ride on its vehicle")
async def pin(
    service_date: ServiceDate,
    ride_id: str,
    given: PinBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Pinner,
) -> HandOut:
    """No search moves it from now on."""
    command = PinRide(RideId(ride_id), StaffId(principal.subject), given.reason)
    return await _done(command, given.reason, desk, site, service_date, key, principal)


@router.post("/unpin", summary="固定を解除する / Let a ride be moved again")
async def unpin(
    service_date: ServiceDate, ride_id: str, desk: DeskHere, site: SiteHere, key: KeyHere, principal: Pinner
) -> HandOut:
    """Searches may move it again."""
    command = UnpinRide(RideId(ride_id), StaffId(principal.subject))
    return await _done(command, "", desk, site, service_date, key, principal)


@router.post(
    "/assignment/preview",
    summary="手動割当で破れる約束 / What giving a ride to a vehicle would break",
)
async def preview_assignment(
    service_date: ServiceDate, ride_id: str, given: AssignPreviewBody, desk: DeskHere, principal: Assigner
) -> AssignPreviewOut:
    """Whose promise would be broken, and by how many minutes; nothing is changed."""

    def look(open_day: OpenDay, now_s: int) -> AssignPreviewOut:
        day, vehicle_id = open_day.day, VehicleId(given.vehicle_id)
        breaks = open_day.dispatcher.preview_assignment(day, RideId(ride_id), vehicle_id, now_s)
        lost = {each: lost.promise for each, lost in day.unassigned.items()}
        return AssignPreviewOut(
            base_version=day.version,
            breaks=[
                BreakageOut(
                    ride_id=each.ride_id,
                    rider_id=(day.promises.get(each.ride_id) or lost[each.ride_id]).rider_id,
                    vehicle_id=vehicle_id,
                    late_min=-(-each.late_s // MINUTE_S),
                )
                for each in breaks
            ],
        )

    return await in_time(desk.look(service_date, look))


@router.post(
    "/assignment",
    summary="手動で割り当てる / Give a ride to a vehicle",
    responses=documented(Code.GONE_ON, Code.WOULD_BREAK),
)
async def assign(
    service_date: ServiceDate,
    ride_id: str,
    given: AssignBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Assigner,
) -> HandOut:
    """It is kept there; refused where promises would break, unless it is forced with a reason."""
    command = AssignRide(
        RideId(ride_id), VehicleId(given.vehicle_id), StaffId(principal.subject), given.reason, given.force
    )
    base = given.base_version
    return await _done(command, given.reason, desk, site, service_date, key, principal, base)


@router.get("/why", summary="なぜこの車か / Why this vehicle")
async def why(
    service_date: ServiceDate,
    ride_id: str,
    desk: DeskHere,
    _: Annotated[Principal, require(Permission.WATCH_BOARD)],
) -> WhyOut:
    """What each vehicle would give for the ride, were it placed anew at this moment, the cheapest first."""
    told = Told(desk.town, service_date)

    def look(open_day: OpenDay, now_s: int) -> WhyOut:
        day, named = open_day.day, RideId(ride_id)
        choices = open_day.dispatcher.compare_vehicles(day, named, now_s)
        return why_out(named, day.carried_by[named], choices, day.pinned.get(named), day.version, told)

    return await in_time(desk.look(service_date, look))


async def _done(
    command: PinRide | UnpinRide | AssignRide,
    reason: str,
    desk: Desk,
    site: Site,
    service_date: date,
    key: RepeatKey,
    principal: Principal,
    base_version: int | None = None,
) -> HandOut:
    order = Order(
        service_date,
        command,
        principal.account,
        reason,
        key,
        lambda outcome: _respond(desk, command.ride_id, outcome),
        noted(desk.town.area, principal.account, reason, site.clock),
        base_version=base_version,
    )
    return HandOut.model_validate_json((await tell(desk, order)).body)


def _respond(desk: Desk, ride_id: RideId, outcome: Outcome) -> Answer:
    """The ride as it will be once the events are part of the day."""
    with desk.reading(outcome.service_date) as open_day:
        after = copy_day(open_day.day)
    for event in outcome.events:
        apply(after, event)
    done = HandOut(
        ride_id=ride_id,
        vehicle_id=after.carried_by[ride_id],
        pinned=ride_id in after.pinned,
        version=outcome.version,
    )
    return Answer(200, done.model_dump_json())
