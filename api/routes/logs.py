"""The audit log and the personal-data log, for administrators; that they were read is written down too."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection

from api.people.access import require
from api.people.audit import find_break, list_entries, write_down
from api.people.looking import LookUp, list_curious, list_looks, list_seen_by, list_who_saw
from api.people.principal import Principal
from api.people.refusals import NotAllowed
from api.people.roles import Permission
from api.people.staff import EVERYWHERE
from api.problems import wrong
from api.routes.viewing import audited
from api.site import SiteHere
from api.wire.administered import AuditEntryOut, AuditLogOut, CuriosityOut, LookUpOut, LookUpsOut
from api.wire.fields import Moment
from dispatch.domain.request import RiderId

LAST_DAYS = timedelta(days=7)
LONGEST = timedelta(days=366)
PAGE = 500

router = APIRouter(prefix="/api/logs", tags=["administration"])
Named = Annotated[str | None, Query(min_length=1, max_length=100)]


@router.get("/audit", summary="監査記録 / The audit log")
def read_audit(
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.READ_AUDIT)],
    subject: Named = None,
    actor: Named = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    check: Annotated[bool, Query(description="Hold every entry against the chain; takes its time.")] = False,
) -> AuditLogOut:
    """At most 500 entries, of all, of one subject or of one actor; and, where asked for, if all is whole."""
    _demand_everywhere(principal, Permission.READ_AUDIT)
    with site.database.read() as connection:  # writing may not wait for a long look
        found = list(
            islice(
                list_entries(connection, after=after, subject=subject, actor=actor, since=since, until=until),
                PAGE + 1,
            )
        )
        broken_at = find_break(connection) if check else None
    of_whom = f"audit of {subject or actor or 'all'}"
    with site.database.write() as connection:
        write_down(connection, audited(request, principal, site, "read-audit", of_whom))
    entries = [AuditEntryOut.of(number, entry) for number, entry in found[:PAGE]]
    return AuditLogOut(
        entries=entries,
        next_after=entries[-1].number if len(found) > PAGE else None,
        checked=check,
        broken_at=broken_at,
    )


@router.get("/look-ups", summary="個人情報の閲覧記録 / Who looked at whom")
def read_look_ups(
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.READ_LOOK_UPS)],
    rider_id: Named = None,
    account: Named = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> LookUpsOut:
    """Of one rider, of one account, or of all, within a year at most; by default of the last week."""
    _demand_everywhere(principal, Permission.READ_LOOK_UPS)
    end = until or site.clock.now()
    begin = since or end - LAST_DAYS
    if not begin <= end <= begin + LONGEST:
        expected = "a moment before `until`, at most a year, expected"
        raise wrong("since", expected, "`until` より前で、1年以内の日時を指定してください。")
    with site.database.read() as connection:
        looks = [
            look
            for look in _looks(connection, rider_id, account, begin, end)
            if account is None or look.account == account
        ]
        curious = list_curious(connection, begin, end)
    subject = f"look-ups of {f'rider {rider_id}' if rider_id else account or 'all'}"
    with site.database.write() as connection:
        write_down(connection, audited(request, principal, site, "read-look-ups", subject))
    return LookUpsOut(
        looks=[LookUpOut.of(look) for look in looks],
        curious=[
            CuriosityOut(account=each.account, opened=each.opened, from_at=each.from_at, to_at=each.to_at)
            for each in curious
        ],
    )


def _looks(
    connection: Connection, rider_id: str | None, account: str | None, begin: datetime, end: datetime
) -> list[LookUp]:
    if rider_id is not None:
        return list_who_saw(connection, RiderId(rider_id), begin, end)
    if account is not None:
        return list_seen_by(connection, account, begin, end)
    return list_looks(connection, begin, end)


def _demand_everywhere(principal: Principal, permission: Permission) -> None:
    """The logs are those of all areas in one, so they are for administrators of all areas."""
    if not principal.may(permission, EVERYWHERE):
        raise NotAllowed(f"{permission.wire} in every area")
