"""Riders get everything that is kept of them, and have it erased; staff do so for those who ask them to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.desk.no_show_rows import NoShowRow, list_record
from api.desk.queue import DeskClosed
from api.desk.ride_book import RideStatus
from api.desk.ride_rows import list_history
from api.desk.town import Town
from api.forgetting import forget_rider
from api.once import once
from api.own_records import list_own_calls, list_own_fares, list_own_notices
from api.payments.kept_passes import KeptPasses
from api.people.access import GateHere, require
from api.people.audit import AuditEntry, write_down
from api.people.erasure import own_data
from api.people.looking import Purpose, open_profile
from api.people.page_sessions import clear_session
from api.people.principal import Principal
from api.people.riders import NoSuchRider
from api.people.roles import Permission
from api.people.tokens import TokenKind
from api.problems import Code, Problem, documented
from api.routes.me import own_id, own_town
from api.routes.viewing import audited, viewer_of
from api.site import KeyHere, Site, SiteHere, TownHere
from api.storage.receipts import RepeatKey
from api.wire.mine import OwnDataOut
from api.wire.paid import pass_out
from api.wire.past import past_ride
from api.wire.standing import no_show
from dispatch.domain.request import RiderId

router = APIRouter()
MINE, OF_RIDER = "/api/me", "/api/areas/{area}/riders/{rider_id}"
STILL_TO_COME = frozenset({RideStatus.BOOKED, RideStatus.ABOARD, RideStatus.UNASSIGNED})


@router.get(
    f"{MINE}/data",
    tags=["me"],
    summary="自分のデータ / Everything kept of me",
    responses=documented(Code.NOT_FOUND),
)
def get_data(
    site: SiteHere, principal: Annotated[Principal, require(Permission.EXPORT_OWN_DATA)]
) -> OwnDataOut:
    """The directory's record with who looked at it, rides, fares, passes, no-shows, notices and calls."""
    rider_id, town = own_id(principal), own_town(principal, site)
    with site.database.read() as connection:
        return _all_data(connection, rider_id, town, site)


@router.delete(
    MINE,
    tags=["me"],
    status_code=204,
    summary="登録を消す / Have everything of me erased",
    responses=documented(Code.NOT_FOUND, Code.NOT_NOW, Code.CLOSED),
)
def erase_me(
    request: Request,
    site: SiteHere,
    gate: GateHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.ERASE_OWN_DATA)],
) -> Response:
    """Nobody can read the rider's record from then on; refused while a ride is still to come."""
    done = audited(request, principal, site, "erase rider", f"rider {own_id(principal)}")
    response = _erase(own_id(principal), own_town(principal, site), done, site, key)
    clear_session(response, gate, TokenKind.RIDER)
    return response


@router.get(
    f"{OF_RIDER}/data",
    tags=["riders"],
    summary="利用者のデータの開示 / Everything kept of a rider, on their request",
)
def get_data_of(
    rider_id: str,
    town: TownHere,
    site: SiteHere,
    request: Request,
    response: Response,
    principal: Annotated[Principal, require(Permission.OPEN_RIDER)],
) -> OwnDataOut:
    """The same as riders get themselves; it is a look at the rider, and written down as one."""
    response.headers["Cache-Control"] = "no-store"
    viewer, now = viewer_of(request, principal, Purpose.DISCLOSURE), site.clock.now()
    with site.database.write() as connection:
        open_profile(connection, site.people.directory, town.area, RiderId(rider_id), viewer, now)
        return _all_data(connection, RiderId(rider_id), town, site)


@router.delete(
    OF_RIDER,
    tags=["riders"],
    status_code=204,
    summary="登録を消す(申し出による) / Have everything of a rider erased, on their request",
    responses=documented(Code.NOT_FOUND, Code.NOT_NOW, Code.CLOSED),
)
def erase_rider(
    rider_id: str,
    town: TownHere,
    site: SiteHere,
    request: Request,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.REGISTER_RIDER)],
) -> Response:
    """Nobody can read the rider's record from then on; refused while a ride is still to come."""
    done = audited(request, principal, site, "erase rider", f"rider {rider_id}")
    return _erase(RiderId(rider_id), town, done, site, key)


def _all_data(connection: Connection, rider_id: RiderId, town: Town, site: Site) -> OwnDataOut:
    return OwnDataOut(
        directory=own_data(connection, site.people.directory, rider_id),
        rides=[past_ride(row, town) for row in list_history(connection, rider_id)],
        fares=list(list_own_fares(connection, rider_id)),
        passes=[pass_out(each) for each in KeptPasses(connection).list_held(rider_id, town.area)],
        no_shows=[_entry(connection, row, site) for row in list_record(connection, rider_id)],
        notices=list(list_own_notices(connection, rider_id)),
        calls=list(list_own_calls(connection, rider_id)),
    )


def _erase(rider_id: RiderId, town: Town, done: AuditEntry, site: Site, key: RepeatKey) -> Response:
    today = town.today(done.at)
    _refuse_open_returns(rider_id, town, site)

    def effect(connection: Connection) -> None:
        if site.people.directory.get(connection, rider_id).area != town.area:
            raise NoSuchRider
        _refuse_rides(connection, rider_id, today)
        forget_rider(connection, site.people.directory, rider_id, done.at)
        write_down(connection, done)

    response = once(site, key, effect)
    site.database.leave_no_trace()
    return response


def _refuse_rides(connection: Connection, rider_id: RiderId, today: date) -> None:
    """Raise a Problem while a ride is to come; last night's may still be under way."""
    for row in list_history(connection, rider_id):
        if row.service_date >= today - timedelta(days=1) and row.status in STILL_TO_COME:
            raise Problem(Code.NOT_NOW, f"ride {row.ride_id} is still to come: give it up first")


def _refuse_open_returns(rider_id: RiderId, town: Town, site: Site) -> None:
    desk = site.desks.get(town.area)
    if desk is None:
        raise DeskClosed(f"{town.area}: another process serves this area, or is about to")
    for service_date in desk.list_open():
        with desk.reading(service_date) as open_day:
            sold = [each.ride_id for each in open_day.day.open_returns.values() if each.rider_id == rider_id]
        if sold:
            raise Problem(Code.NOT_NOW, f"open return {sold[0]} is still to come: give it up first")


def _entry(connection: Connection, row: NoShowRow, site: Site) -> dict[str, Any]:
    told = no_show(row).model_dump(mode="json")
    if row.sealed_appeal is not None:
        directory = site.people.directory
        told["appeal"] = directory.unseal_text(connection, row.rider_id, row.sealed_appeal)
    return told
