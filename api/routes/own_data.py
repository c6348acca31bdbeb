"""Riders get everything that is kept of them, and have it erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.desk.no_show_rows import NoShowRow, forget_no_shows, list_record
from api.desk.queue import DeskClosed
from api.desk.ride_book import RideStatus
from api.desk.ride_rows import forget_rides, list_history
from api.notices.waiting import forget_notices
from api.once import once
from api.people.access import GateHere, address_of, clear_session, require
from api.people.audit import AuditEntry, write_down
from api.people.erasure import erase, own_data
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import Code, Problem, documented
from api.routes.me import own_id, own_town
from api.site import KeyHere, Site, SiteHere
from api.storage.receipts import forget_answers
from api.wire.mine import OwnDataOut
from api.wire.past import past_ride
from api.wire.standing import no_show
from dispatch.domain.request import RiderId

router = APIRouter(prefix="/api/me", tags=["me"], responses=documented(Code.NOT_FOUND))
STILL_TO_COME = frozenset({RideStatus.BOOKED, RideStatus.ABOARD, RideStatus.UNASSIGNED})


@router.get("/data", summary="自分のデータ / Everything kept of me")
def get_data(
    site: SiteHere, principal: Annotated[Principal, require(Permission.EXPORT_OWN_DATA)]
) -> OwnDataOut:
    """The directory's record with who looked at it, every ride, and the no-show record with its appeals."""
    mine, town = own_id(principal), own_town(principal, site)
    with site.database.read() as connection:
        return OwnDataOut(
            directory=own_data(connection, site.people.directory, mine),
            rides=[past_ride(row, town) for row in list_history(connection, mine)],
            no_shows=[_entry(connection, row, site) for row in list_record(connection, mine)],
        )


@router.delete(
    "",
    status_code=204,
    summary="登録を消す / Have everything of me erased",
    responses=documented(Code.NOT_NOW, Code.CLOSED),
)
def erase_me(
    request: Request,
    site: SiteHere,
    gate: GateHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.ERASE_OWN_DATA)],
) -> Response:
    """Nobody can read the rider's record from then on; refused while a ride is still to come."""
    mine, now = own_id(principal), site.clock.now()
    today = own_town(principal, site).today(now)
    _refuse_open_returns(mine, principal, site)

    def effect(connection: Connection) -> None:
        _refuse_rides(connection, mine, today)
        erase(connection, site.people.directory, mine, now)
        forget_rides(connection, mine)
        forget_no_shows(connection, mine)
        forget_notices(connection, mine)
        forget_answers(connection, principal.account)
        done = AuditEntry(now, principal.account, "erase rider", f"rider {mine}", "", address_of(request))
        write_down(connection, done)

    response = once(site, key, effect)
    clear_session(response, gate)
    return response


def _refuse_rides(connection: Connection, mine: RiderId, today: date) -> None:
    """Raise a Problem while a ride is to come; last night's may still be under way."""
    for row in list_history(connection, mine):
        if row.service_date >= today - timedelta(days=1) and row.status in STILL_TO_COME:
            raise Problem(Code.NOT_NOW, f"ride {row.ride_id} is still to come: give it up first")


def _refuse_open_returns(mine: RiderId, principal: Principal, site: Site) -> None:
    area = own_town(principal, site).area
    desk = site.desks.get(area)
    if desk is None:
        raise DeskClosed(f"{area}: another process serves this area, or is about to")
    for service_date in desk.list_open():
        with desk.reading(service_date) as open_day:
            sold = [each.ride_id for each in open_day.day.open_returns.values() if each.rider_id == mine]
        if sold:
            raise Problem(Code.NOT_NOW, f"open return {sold[0]} is still to come: give it up first")


def _entry(connection: Connection, row: NoShowRow, site: Site) -> dict[str, Any]:
    told = no_show(row).model_dump(mode="json")
    if row.sealed_appeal is not None:
        directory = site.people.directory
        told["appeal"] = directory.unseal_text(connection, row.rider_id, row.sealed_appeal)
    return told
