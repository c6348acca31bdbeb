"""Tablets in vehicles: enrolled once with a code, bound to a vehicle, revoked when lost."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from api.people.sealed import Vault
from api.people.tables import DEVICE, ENROLMENT_CODE
from api.people.tokens import TokenKind, issue, revoke_all
from dispatch.domain.fleet import VehicleId

ENROLMENT_LIFE = timedelta(minutes=30)
AFTER_SHIFT = timedelta(hours=24)
"""So long after its last shift a tablet still shows and reports rides; then it can only begin a shift."""


class NoSuchDevice(LookupError):
    """There is no tablet under that id, or it was revoked."""

    def __init__(self) -> None:
        super().__init__("there is no such tablet, or it was revoked")


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet, and the vehicle it is for."""

    device_id: str
    area: str
    vehicle_id: VehicleId
    name: str
    serves_until: datetime
    revoked_at: datetime | None

    def serves(self, now: datetime) -> bool:
        """Whether it may show and report rides, and not only begin a shift."""
        return self.revoked_at is None and now < self.serves_until


@dataclass(frozen=True, slots=True, repr=False)
class Enrolment:
    """A new tablet's id and the code to type on it, shown once."""

    device_id: str
    code: str
    expires_at: datetime


def add_device(
    connection: Connection, vault: Vault, area: str, vehicle_id: VehicleId, name: str, now: datetime
) -> Enrolment:
    """Make ready for a tablet in a vehicle, and give the code that enrols it."""
    device_id = f"d{vault.token_bytes(6).hex()}"
    row = {
        "device_id": device_id,
        "area": area,
        "vehicle_id": vehicle_id,
        "name": name,
        "added_at": now,
        "serves_until": now,
    }
    connection.execute(insert(DEVICE).values(row))
    return new_code(connection, vault, device_id, now)


def new_code(connection: Connection, vault: Vault, device_id: str, now: datetime) -> Enrolment:
    """Another code for a tablet, which has to be enrolled again; raises NoSuchDevice."""
    _known(connection, device_id)
    letters = b32encode(vault.token_bytes(10)).decode()
    code = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    row = {
        "code_mark": _mark(vault, code),
        "device_id": device_id,
        "expires_at": now + ENROLMENT_LIFE,
    }
    connection.execute(insert(ENROLMENT_CODE).values(row))
    return Enrolment(device_id, code, now + ENROLMENT_LIFE)


def enrol(connection: Connection, vault: Vault, code: str, now: datetime) -> str | None:
    """The tablet's token, in return for its code, once; None for a code that is not right (any more).

    A tablet has one token: the one it had before is revoked.
    """
    spend = (
        update(ENROLMENT_CODE)
        .where(
            ENROLMENT_CODE.c.code_mark == _mark(vault, code),
            ENROLMENT_CODE.c.used_at.is_(None),
            ENROLMENT_CODE.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(ENROLMENT_CODE.c.device_id)
    )
    device_id = connection.execute(spend).scalar_one_or_none()
    device = None if device_id is None else find_device(connection, device_id)
    if device is None or device.revoked_at is not None:
        return None
    revoke_all(connection, TokenKind.DEVICE, device.device_id, now)
    return issue(connection, TokenKind.DEVICE, device.device_id, now, vault.token_bytes)


def note_shift(connection: Connection, device_id: str, ends_at: datetime) -> None:
    """A shift has begun or ended on the tablet: it serves until a day after the shift's end; NoSuchDevice."""
    _known(connection, device_id)
    mine = update(DEVICE).where(DEVICE.c.device_id == device_id)
    connection.execute(mine.values(serves_until=ends_at + AFTER_SHIFT))


def bind(connection: Connection, device_id: str, vehicle_id: VehicleId) -> None:
    """Move the tablet to another vehicle; raises NoSuchDevice."""
    _known(connection, device_id)
    connection.execute(update(DEVICE).where(DEVICE.c.device_id == device_id).values(vehicle_id=vehicle_id))


def revoke_device(connection: Connection, device_id: str, now: datetime) -> None:
    """The tablet is lost: it gets nothing from this moment on, and no code enrols it again; NoSuchDevice."""
    _known(connection, device_id)
    connection.execute(update(DEVICE).where(DEVICE.c.device_id == device_id).values(revoked_at=now))
    revoke_all(connection, TokenKind.DEVICE, device_id, now)


def find_device(connection: Connection, device_id: str) -> Device | None:
    """A tablet, revoked ones too."""
    row = connection.execute(select(DEVICE).where(DEVICE.c.device_id == device_id)).first()
    return None if row is None else _device(row)


def list_devices(connection: Connection, area: str) -> list[Device]:
    """All tablets of an area, revoked ones too."""
    mine = select(DEVICE).where(DEVICE.c.area == area).order_by(DEVICE.c.added_at, DEVICE.c.device_id)
    return [_device(row) for row in connection.execute(mine)]


def _device(row: Row[*tuple[Any, ...]]) -> Device:
    return Device(
        row.device_id, row.area, VehicleId(row.vehicle_id), row.name, row.serves_until, row.revoked_at
    )


def _known(connection: Connection, device_id: str) -> None:
    device = find_device(connection, device_id)
    if device is None or device.revoked_at is not None:
        raise NoSuchDevice


def _mark(vault: Vault, code: str) -> bytes:
    return vault.mark("enrolment", "".join(letter for letter in code.upper() if letter.isalnum()))
