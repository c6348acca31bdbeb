"""A tablet enrolled, and the check records of its shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request

from api.desk.town import Town
from api.driving.roll_calls import Record, Tablet, hand_in_record, list_records
from api.people.access import address_of, require
from api.people.audit import AuditEntry, write_down
from api.people.devices import enrol, find_device
from api.people.principal import Principal
from api.people.roles import Permission
from api.people.tokens import find_session
from api.problems import Code, FieldFault, Problem, documented
from api.routes.acting import own_vehicle
from api.site import Site, SiteHere, TownHere
from api.wire.shifts import (
    EnrolIn,
    EnrolledOut,
    RollCallOut,
    RollCallSeenOut,
    ShiftsBegunIn,
    ShiftsEndedIn,
)

router = APIRouter(prefix="/api/areas/{area}", tags=["driving"])
tablets = APIRouter(prefix="/api/tablets", tags=["driving"])


@tablets.post(
    "",
    status_code=201,
    summary="端末の登録 / Enrol a tablet with its code",
    responses=documented(Code.INVALID),
    dependencies=[require(Permission.SIGN_IN)],
)
def enrol_tablet(given: EnrolIn, site: SiteHere) -> EnrolledOut:
    """A token in return for a code, once: where the answer is lost, another code is needed."""
    now = site.clock.now()
    with site.database.write() as connection:
        token = enrol(connection, site.people.vault, given.code, now)
        session = None if token is None else find_session(connection, token, now)
        device = None if session is None else find_device(connection, session.subject)
        if token is None or device is None:
            fault = FieldFault(field="code", expected="a code that was not used and is not older than 30 min")
            raise Problem(Code.INVALID, errors=(fault,))
    return EnrolledOut(
        token=token, device_id=device.device_id, area=device.area, vehicle_id=device.vehicle_id
    )


@router.post(
    "/vehicles/{vehicle_id}/shifts/begun",
    summary="乗務前点呼 / Begin a shift with its check record",
    responses=documented(Code.NOT_FOUND),
)
def begin_shifts(
    vehicle_id: str,
    given: ShiftsBegunIn,
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
    responses=documented(Code.NOT_FOUND),
)
def end_shifts(
    vehicle_id: str,
    given: ShiftsEndedIn,
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
    responses=documented(Code.NOT_FOUND),
)
def list_roll_calls(
    service_date: date,
    town: TownHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.READ_ROLL_CALLS)],
) -> list[RollCallSeenOut]:
    """Every check before and after a shift; that they were read is written down."""
    now = site.clock.now()
    subject = f"roll-calls {town.area} {service_date}"
    with site.database.write() as connection:
        found = list(list_records(connection, site.people.vault, town.area, service_date))
        entry = AuditEntry(now, principal.account, "read-roll-calls", subject, "", address_of(request))
        write_down(connection, entry)
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
