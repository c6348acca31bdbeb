"""What follows when riders do not come: the record and its meaning, appeals, and what staff decide."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from sqlalchemy import Connection

from api.desk.no_show_rows import (
    NoShowRow,
    RideRef,
    appeal,
    get_entry,
    judge,
    list_appeals,
    list_record,
    standing_of,
)
from api.once import once
from api.people.access import address_of, require
from api.people.audit import AuditEntry, write_down
from api.people.looking import Purpose, Viewer, list_seen
from api.people.principal import Principal
from api.people.roles import Permission, Role
from api.problems import Code, documented
from api.site import KeyHere, Site, SiteHere, TownHere
from api.wire.fields import ServiceDate
from api.wire.standing import (
    APPEAL_EXAMPLES,
    JUDGEMENT_EXAMPLES,
    AppealIn,
    AppealOut,
    JudgementIn,
    NoShowOut,
    StandingOut,
    no_show,
)
from dispatch.domain.request import RiderId
from dispatch.policy.no_shows import StandingKind

router = APIRouter(prefix="/api/areas/{area}", tags=["no-shows"])
Judge = Annotated[Principal, require(Permission.JUDGE_NO_SHOW)]


@router.get(
    "/riders/{rider_id}/standing",
    summary="無断キャンセルの記録 / What a rider's no-show record means today",
)
def get_standing(
    rider_id: str,
    town: TownHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.SEE_HISTORY)],
) -> StandingOut:
    """Clear, warned or suspended, with the record; always clear where the town never pauses bookings."""
    named = RiderId(rider_id)
    principal.demand_rider(named, town.area, Permission.SEE_HISTORY)
    with site.database.read() as connection:
        standing = standing_of(connection, town, named, town.today(site.clock.now()))
        record = [no_show(row) for row in list_record(connection, named)]
    if standing is None:
        return StandingOut(
            kind=StandingKind.CLEAR, suspended_until=None, sentence_ja="", sentence_en="", record=record
        )
    until = standing.suspended_until
    return StandingOut(
        kind=standing.kind,
        suspended_until=None if until is None else date.fromisoformat(until),
        sentence_ja=standing.said.ja,
        sentence_en=standing.said.en,
        record=record,
    )


@router.post(
    "/no-shows/{service_date}/{ride_id}/appeal",
    summary="異議を申し立てる / Appeal against an entry",
    responses=documented(Code.NOT_NOW),
    response_model=NoShowOut,
)
def make_appeal(
    service_date: ServiceDate,
    ride_id: str,
    said: Annotated[AppealIn, Body(openapi_examples=APPEAL_EXAMPLES)],
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.APPEAL_NO_SHOW)],
) -> Response:
    """Kept for staff to hear, sealed with the rider's key; once for each entry."""
    ride = RideRef(town.area, service_date, ride_id)

    def effect(connection: Connection) -> NoShowOut:
        entry = get_entry(connection, ride)
        principal.demand_rider(entry.rider_id, town.area, Permission.APPEAL_NO_SHOW)
        sealed = site.people.directory.seal_text(connection, entry.rider_id, said.reason)
        appeal(connection, ride, sealed, site.clock.now())
        return no_show(get_entry(connection, ride))

    return once(site, key, effect)


@router.get("/appeals", summary="異議の一覧 / Appeals to decide on")
def get_appeals(request: Request, town: TownHere, site: SiteHere, principal: Judge) -> list[AppealOut]:
    """Appeals that nobody has decided on; whose they are is written down as seen."""
    viewer = Viewer(principal.subject, Role.OPERATOR, Purpose.INCIDENT, address_of(request))
    with site.database.write() as connection:
        waiting = list_appeals(connection, town.area)
        directory, now = site.people.directory, site.clock.now()
        riders = dict.fromkeys(row.rider_id for row in waiting)
        seen = list_seen(connection, directory, town.area, riders, viewer, now)
        names = {each.rider_id: each.name for each in seen}
        return [
            _appeal(connection, row, names[row.rider_id], site) for row in waiting if row.rider_id in names
        ]


@router.post(
    "/no-shows/{service_date}/{ride_id}/judgement",
    summary="異議を判断する / Excuse an entry, or let it stand",
    responses=documented(Code.NOT_NOW),
    response_model=NoShowOut,
)
def decide(
    service_date: ServiceDate,
    ride_id: str,
    judgement: Annotated[JudgementIn, Body(openapi_examples=JUDGEMENT_EXAMPLES)],
    request: Request,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    principal: Judge,
) -> Response:
    """Also without an appeal; who decided and why is in the audit log."""
    ride = RideRef(town.area, service_date, ride_id)
    now = site.clock.now()

    def effect(connection: Connection) -> NoShowOut:
        judge(connection, ride, principal.subject, now, excused=judgement.excused)
        action = "excuse no-show" if judgement.excused else "uphold no-show"
        subject = f"ride {town.area} {service_date} {ride_id}"
        entry = AuditEntry(now, principal.account, action, subject, judgement.reason, address_of(request))
        found = no_show(get_entry(connection, ride))
        write_down(connection, entry)
        return found

    return once(site, key, effect)


def _appeal(connection: Connection, row: NoShowRow, name: str, site: Site) -> AppealOut:
    assert row.sealed_appeal is not None
    assert row.appealed_at is not None
    reason = site.people.directory.unseal_text(connection, row.rider_id, row.sealed_appeal)
    return AppealOut(
        service_date=row.ride.service_date,
        ride_id=row.ride.ride_id,
        rider_id=row.rider_id,
        name=name,
        kind=row.kind,
        reason=reason,
        appealed=row.appealed_at,
    )
