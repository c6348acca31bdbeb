"""Check records (点呼) handed in: each kept once, sealed, and the shift begun where the driver may drive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from api.driving.tables import ROLL_CALL
from api.people.audit import AuditEntry, write_down
from api.people.devices import note_shift
from api.people.principal import Principal
from api.people.sealed import Vault
from api.wire.shifts import RollCallOut, RollCallSeenOut, ShiftBegunIn, ShiftEndedIn
from dispatch.domain.fleet import VehicleId

BEGIN, END = "begin", "end"
FINGERPRINT_LETTERS = 32
Record = ShiftBegunIn | ShiftEndedIn


@dataclass(frozen=True, slots=True)
class Tablet:
    """From where a record comes: a vehicle's tablet in its area, seen at a network address."""

    area: str
    vehicle_id: VehicleId
    principal: Principal
    address: str


def hand_in_record(
    connection: Connection, vault: Vault, tablet: Tablet, record: Record, service_date: date, now: datetime
) -> RollCallOut:
    """Keep a record, and begin or end the shift on the tablet; one that was handed in before changes nothing.

    The audit log gets its fingerprint, so that a record that was changed or put in its place is found out.
    """
    known = connection.execute(
        select(ROLL_CALL.c.outcome, ROLL_CALL.c.detail).where(
            ROLL_CALL.c.area == tablet.area,
            ROLL_CALL.c.vehicle_id == tablet.vehicle_id,
            ROLL_CALL.c.client_id == record.client_id,
        )
    ).first()
    if known is not None:
        return RollCallOut(client_id=record.client_id, outcome=known.outcome, detail=known.detail)
    result = _judged(record)
    if result.outcome != "refused":
        _note(connection, tablet, record)
    written = record.model_dump_json().encode()
    shift_part = BEGIN if isinstance(record, ShiftBegunIn) else END
    connection.execute(
        insert(ROLL_CALL).values(
            area=tablet.area,
            vehicle_id=tablet.vehicle_id,
            client_id=record.client_id,
            shift_part=shift_part,
            service_date=service_date.isoformat(),
            happened_at=record.at,
            received_at=now,
            device_id=tablet.principal.subject,
            outcome=result.outcome,
            detail=result.detail,
            sealed=vault.seal(written),
        )
    )
    subject = f"vehicle {tablet.area}/{tablet.vehicle_id} {record.client_id}"
    reason = f"{result.outcome}, record {sha256(written).hexdigest()[:FINGERPRINT_LETTERS]}"
    action = f"{shift_part}-shift"
    write_down(connection, AuditEntry(now, tablet.principal.account, action, subject, reason, tablet.address))
    return result


def list_records(
    connection: Connection, vault: Vault, area: str, service_date: date
) -> Iterator[RollCallSeenOut]:
    """The check records of a service day, as they happened."""
    wanted = (
        select(ROLL_CALL)
        .where(ROLL_CALL.c.area == area, ROLL_CALL.c.service_date == service_date.isoformat())
        .order_by(ROLL_CALL.c.happened_at, ROLL_CALL.c.vehicle_id, ROLL_CALL.c.client_id)
    )
    for row in connection.execute(wanted):
        yield _seen(row, vault)


def _judged(record: Record) -> RollCallOut:
    """Whether the driver may drive: with alcohol, unfit or unchecked nobody may, whoever says otherwise."""
    if isinstance(record, ShiftEndedIn):
        return RollCallOut(client_id=record.client_id, outcome="ended")
    hindrances = {
        "alcohol_mg_per_l": record.check.alcohol_mg_per_l > 0,
        "detector_used": not record.check.detector_used,
        "fit": not record.fit,
        "licence_seen": not record.licence_seen,
        "vehicle_inspected": not record.vehicle_inspected,
        "until": record.until <= record.at,
    }
    named = ", ".join(name for name, hinders in hindrances.items() if hinders)
    outcome = "refused" if named else "begun"
    return RollCallOut.model_validate({"client_id": record.client_id, "outcome": outcome, "detail": named})


def _note(connection: Connection, tablet: Tablet, record: Record) -> None:
    """The tablet serves until the shift's end; a record that comes after a later one says nothing new."""
    latest = connection.execute(
        select(func.max(ROLL_CALL.c.happened_at)).where(
            ROLL_CALL.c.area == tablet.area,
            ROLL_CALL.c.vehicle_id == tablet.vehicle_id,
            ROLL_CALL.c.outcome != "refused",
        )
    ).scalar_one_or_none()
    if latest is None or record.at >= latest:
        ends_at = record.until if isinstance(record, ShiftBegunIn) else record.at
        note_shift(connection, tablet.principal.subject, ends_at)


def _seen(row: Row[*tuple[Any, ...]], vault: Vault) -> RollCallSeenOut:
    written = vault.unseal(bytes(row.sealed))
    begun = ShiftBegunIn.model_validate_json(written) if row.shift_part == BEGIN else None
    ended = ShiftEndedIn.model_validate_json(written) if row.shift_part == END else None
    return RollCallSeenOut(
        vehicle_id=row.vehicle_id,
        shift_part=row.shift_part,
        happened_at=row.happened_at,
        received_at=row.received_at,
        outcome=row.outcome,
        detail=row.detail,
        begun=begun,
        ended=ended,
    )
