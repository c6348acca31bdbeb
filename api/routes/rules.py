"""Rules and fares with the dates from which they are in force."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.once import once
from api.people.access import require
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import wrong
from api.routes.viewing import audited
from api.rules.amendments import TooLate, add_amendment, list_amendments
from api.site import KeyHere, SiteHere, TownHere
from api.wire.administered import AmendmentOut
from api.wire.administered_bodies import AmendmentBody
from gtfs.service import ServiceError

router = APIRouter(prefix="/api/areas/{area}/rules", tags=["administration"])
Administrator = Annotated[Principal, require(Permission.CHANGE_RULES)]


@router.get("", summary="規程・運賃の版 / Rules and fares by date")
def list_versions(town: TownHere, site: SiteHere, principal: Administrator) -> list[AmendmentOut]:
    """What was agreed after the service folder was written, in the order in which it was added."""
    with site.database.read() as connection:
        return [AmendmentOut.of(kept) for kept in list_amendments(connection, town.area)]


@router.post(
    "",
    status_code=201,
    summary="規程・運賃を施行日から定める / Set rules or fares from a date on",
    response_model=AmendmentOut,
)
def add(
    given: AmendmentBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Administrator,
) -> Response:
    """Kept for good and never changed: another version for the same date takes its place."""

    def effect(connection: Connection) -> AmendmentOut:
        now, by = site.clock.now(), principal.account
        number = add_amendment(
            connection, town, given.words, given.effective_from, given.approved_on, by, now
        )
        subject, since = f"rules {town.area} {number}", f"from {given.effective_from}"
        write_down(connection, audited(request, principal, site, "change-rules", subject, since))
        return AmendmentOut(number=number, added_at=now, added_by=by, **given.model_dump())

    try:
        return once(site, key, effect, 201)
    except (ServiceError, TooLate) as fault:
        field, _, expected = str(fault).partition(": ")
        raise wrong(field, expected, detail=str(fault)) from fault
