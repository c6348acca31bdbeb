"""The check records of drivers' shifts (点呼)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request

from api.desk.town import Town
from api.driving.roll_calls import Record, Tablet, hand_in_record, list_records
from api.people.access import address_of, require
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.acting import own_vehicle
from api.routes.viewing import audited
from api.site import Site, SiteHere, TownHere
from api.wire.driven_bodies import ShiftsBegunBody, ShiftsEndedBody
from api.wire.fields import ServiceDate
from api.wire.shifts import (
    RollCallOut,
    RollCallSeenOut,
)

router = APIRouter(prefix="/api/areas/{area}", tags=["driving"])


@router.post(
    "/vehicles/{vehicle_id}/shifts/begun",
    summary="乗務前点呼 / Begin a shift with its check record",
)
def begin_shifts(
    vehicle_id: str,
    given: ShiftsBegunBody,
    town: TownHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.BEGIN_SHIFT)],
) -> list[RollCallOut]:
    """What came of each record, in their order; all are kept, also that of a driver who may not drive."""
    return _hand_in(given.records, vehicle_id, town, site, request, principal)


@router.post(
    "/vehicles/{vehicle_id}/shifts/ended",
    summary="乗務後点呼 / End a shift with its check record",
)
def end_shifts(
    vehicle_id: str,
    given: ShiftsEndedBody,
    town: TownHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.END_SHIFT)],
) -> list[RollCallOut]:
    """What came of each record, in their order."""
    return _hand_in(given.records, vehicle_id, town, site, request, principal)


@router.get(
    "/roll-calls/{service_date}",
    summary="点呼記録簿 / The check records of a day",
)
def list_roll_calls(
    service_date: ServiceDate,
    town: TownHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.READ_ROLL_CALLS)],
) -> list[RollCallSeenOut]:
    """Every check before and after a shift; that they were read is written down."""
    subject = f"roll-calls {town.area} {service_date}"
    with site.database.write() as connection:
        found = list(list_records(connection, site.people.vault, town.area, service_date))
        write_down(connection, audited(request, principal, site, "read-roll-calls", subject))
    return found


def _hand_in(
    records: Sequence[Record], vehicle_id: str, town: Town, site: Site, request: Request, principal: Principal
) -> list[RollCallOut]:
    vehicle = own_vehicle(town, vehicle_id, principal)
    tablet = Tablet(town.area, vehicle, principal, address_of(request))
    results: list[RollCallOut] = []
    for each in records:
        with site.database.write() as connection:
            service_date, now = town.service_date(each.at), site.clock.now()
            vault = site.people.vault
            results.append(hand_in_record(connection, vault, tablet, each, service_date, now))
    return results
