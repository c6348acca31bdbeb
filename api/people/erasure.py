"""What a rider may ask of the town: everything that is kept of them, and that nothing is kept any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from api.people.household import list_bookable, list_proxies
from api.people.riders import CHANGES, RiderDirectory
from api.people.tables import (
    ERASED_RIDER,
    LOOK_UP,
    RIDER,
    RIDER_KEY,
    RIDER_LINK,
    RIDER_PHONE,
    SIGN_IN_CODE,
    TOKEN,
)
from api.people.tokens import TokenKind
from api.people.turns import take_turn
from dispatch.domain.request import RiderId


def own_data(connection: Connection, directory: RiderDirectory, rider_id: RiderId) -> dict[str, Any]:
    """Everything the directory keeps of a rider, ready for JSON, with who looked at it; raises NoSuchRider.

    Rides stand in the journal under the rider's id, and are for the caller to add.
    """
    rider = directory.get(connection, rider_id)
    looks = select(LOOK_UP).where(LOOK_UP.c.rider_id == rider_id).order_by(LOOK_UP.c.number)
    tokens = select(TOKEN.c.issued_at, TOKEN.c.seen_at, TOKEN.c.revoked_at).where(
        TOKEN.c.kind == TokenKind.RIDER, TOKEN.c.subject == rider_id
    )
    marks = [directory.phone_mark(phone) for phone in rider.profile.phones]
    codes = select(SIGN_IN_CODE.c.asked_at, SIGN_IN_CODE.c.purpose, SIGN_IN_CODE.c.sent).where(
        SIGN_IN_CODE.c.phone_mark.in_(marks)
    )
    return {
        "rider_id": rider_id,
        "area": rider.area,
        "profile": asdict(rider.profile),
        "registered_at": _text(rider.registered_at),
        "changed_at": _text(rider.changed_at),
        "used_at": _text(rider.used_at),
        "books_for": [each for each in list_bookable(connection, rider_id) if each != rider_id],
        "booked_for_by": list_proxies(connection, rider_id),
        "signed_in": [_texts(row._mapping) for row in connection.execute(tokens)],
        "codes": [_texts(row._mapping) for row in connection.execute(codes)],
        "seen_by": [
            {"at": _text(row.at), "role": row.role, "how": row.how, "purpose": row.purpose}
            for row in connection.execute(looks)
        ],
    }


def erase(connection: Connection, directory: RiderDirectory, rider_id: RiderId, now: datetime) -> None:
    """Destroy a rider's key, then all rows of theirs; the id stays, and leads nowhere. Raises NoSuchRider."""
    rider = directory.get(connection, rider_id)
    marks = [directory.phone_mark(phone) for phone in rider.profile.phones]
    _remove(connection, rider_id, now)
    shared = select(RIDER_PHONE.c.phone_mark).where(RIDER_PHONE.c.phone_mark.in_(marks))
    left = {bytes(row.phone_mark) for row in connection.execute(shared)}
    alone = [mark for mark in marks if mark not in left]
    connection.execute(delete(SIGN_IN_CODE).where(SIGN_IN_CODE.c.phone_mark.in_(alone)))


def list_erased(connection: Connection, since: datetime = datetime(1, 1, 1, tzinfo=UTC)) -> list[RiderId]:
    """Riders erased since a moment: kept beside the backups, and applied to whichever is restored."""
    rows = connection.execute(
        select(ERASED_RIDER.c.rider_id)
        .where(ERASED_RIDER.c.erased_at >= since)
        .order_by(ERASED_RIDER.c.revision)
    )
    return [RiderId(row.rider_id) for row in rows]


def erase_again(connection: Connection, rider_ids: Iterable[RiderId], now: datetime) -> list[RiderId]:
    """Erase those whom a restored backup brought back; returns them. Needs no key: the record is not read."""
    done = set(list_erased(connection))
    again = [rider_id for rider_id in rider_ids if rider_id not in done]
    for rider_id in again:
        _remove(connection, rider_id, now)
    return again


def _remove(connection: Connection, rider_id: RiderId, now: datetime) -> None:
    revision = take_turn(connection, CHANGES)
    connection.execute(delete(RIDER_KEY).where(RIDER_KEY.c.rider_id == rider_id))
    connection.execute(
        delete(RIDER_LINK).where(or_(RIDER_LINK.c.rider_id == rider_id, RIDER_LINK.c.proxy_id == rider_id))
    )
    connection.execute(delete(RIDER_PHONE).where(RIDER_PHONE.c.rider_id == rider_id))
    connection.execute(delete(TOKEN).where(TOKEN.c.kind == TokenKind.RIDER, TOKEN.c.subject == rider_id))
    connection.execute(delete(RIDER).where(RIDER.c.rider_id == rider_id))
    row = {"rider_id": rider_id, "erased_at": now, "revision": revision}
    connection.execute(insert(ERASED_RIDER).values(row))


def _texts(row: Any) -> dict[str, Any]:
    return {name: _text(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
