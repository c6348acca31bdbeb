"""Tablets as administrators keep them: made ready, enrolled anew, moved to another vehicle, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.desk.town import Town
from api.once import once
from api.people.access import require
from api.people.audit import write_down
from api.people.devices import (
    Enrolment,
    NoSuchDevice,
    add_device,
    bind,
    find_device,
    list_devices,
    new_code,
    revoke_device,
)
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import wrong
from api.routes.viewing import audited
from api.site import KeyHere, SiteHere, TownHere
from api.wire.administered import DeviceOut, EnrolmentOut
from api.wire.administered_bodies import BindBody, DeviceBody
from dispatch.domain.fleet import VehicleId

CODE_ONLY = frozenset({"code"})

router = APIRouter(prefix="/api/areas/{area}/devices", tags=["administration"])
Administrator = Annotated[Principal, require(Permission.MANAGE_DEVICES)]


@router.get("", summary="端末の一覧 / The tablets of an area")
def list_tablets(town: TownHere, site: SiteHere, principal: Administrator) -> list[DeviceOut]:
    """All tablets, revoked ones too."""
    with site.database.read() as connection:
        return [DeviceOut.of(device) for device in list_devices(connection, town.area)]


@router.post(
    "",
    status_code=201,
    summary="端末を追加する / Make a tablet ready for a vehicle",
    response_model=EnrolmentOut,
)
def add(
    given: DeviceBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Administrator,
) -> Response:
    """The code to type on the tablet, shown once and good for half an hour."""
    vehicle = _vehicle(town, given.vehicle_id)

    def effect(connection: Connection) -> EnrolmentOut:
        vault, now = site.people.vault, site.clock.now()
        made = add_device(connection, vault, town.area, vehicle, given.name, now)
        subject = f"device {made.device_id}"
        write_down(connection, audited(request, principal, site, "add-device", subject, vehicle[:200]))
        return _enrolment(made)

    return once(site, key, effect, 201, shown_once=CODE_ONLY)


@router.post(
    "/{device_id}/code",
    summary="登録コードを作り直す / Another code for a tablet",
    response_model=EnrolmentOut,
)
def make_code(
    device_id: str, town: TownHere, site: SiteHere, key: KeyHere, request: Request, principal: Administrator
) -> Response:
    """The code to type on the tablet, shown once; what the tablet has is good until then."""

    def effect(connection: Connection) -> EnrolmentOut:
        _of_area(connection, device_id, town)
        made = new_code(connection, site.people.vault, device_id, site.clock.now())
        write_down(connection, audited(request, principal, site, "new-device-code", f"device {device_id}"))
        return _enrolment(made)

    return once(site, key, effect, shown_once=CODE_ONLY)


@router.put(
    "/{device_id}/vehicle",
    status_code=204,
    summary="端末を別の車両に移す / Move a tablet to another vehicle",
)
def move(
    device_id: str,
    given: BindBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Administrator,
) -> Response:
    """From the next request on the tablet sees that vehicle alone."""
    vehicle = _vehicle(town, given.vehicle_id)

    def effect(connection: Connection) -> None:
        _of_area(connection, device_id, town)
        bind(connection, device_id, vehicle)
        entry = audited(request, principal, site, "bind-device", f"device {device_id}", vehicle[:200])
        write_down(connection, entry)

    return once(site, key, effect)


@router.post(
    "/{device_id}/revocation",
    status_code=204,
    summary="端末を失効させる / Revoke a lost tablet",
)
def revoke(
    device_id: str, town: TownHere, site: SiteHere, key: KeyHere, request: Request, principal: Administrator
) -> Response:
    """It gets nothing from this moment on."""

    def effect(connection: Connection) -> None:
        _of_area(connection, device_id, town)
        revoke_device(connection, device_id, site.clock.now())
        write_down(connection, audited(request, principal, site, "revoke-device", f"device {device_id}"))

    return once(site, key, effect)


def _vehicle(town: Town, vehicle_id: str) -> VehicleId:
    known = [vehicle.vehicle_id for vehicle in town.service.vehicles]
    if vehicle_id not in known:
        listed = ", ".join(known)
        expected_ja = f"この地区の車両を指定してください: {listed}"
        raise wrong("vehicle_id", f"a vehicle of {town.area} expected: {listed}", expected_ja)
    return VehicleId(vehicle_id)


def _of_area(connection: Connection, device_id: str, town: Town) -> None:
    device = find_device(connection, device_id)
    if device is None or device.area != town.area:
        raise NoSuchDevice


def _enrolment(made: Enrolment) -> EnrolmentOut:
    return EnrolmentOut(device_id=made.device_id, code=made.code, expires_at=made.expires_at)
