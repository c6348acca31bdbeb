"""A new master key: everything that an older one seals is sealed anew, and then the older one can go."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from api.driving.tables import ROLL_CALL
from api.people.sealed import Vault
from api.people.tables import RIDER_KEY, STAFF


def seal_anew(connection: Connection, vault: Vault) -> int:
    """Seal all that a master key seals with the newest one; how many there were.

    Riders' records stay as they are: their own keys seal them, and those do not change.
    """
    return _riders(connection, vault) + _staff(connection, vault) + _roll_calls(connection, vault)


def _riders(connection: Connection, vault: Vault) -> int:
    kept = connection.execute(select(RIDER_KEY.c.rider_id, RIDER_KEY.c.sealed_key)).all()
    for rider_id, sealed in kept:
        mine = update(RIDER_KEY).where(RIDER_KEY.c.rider_id == rider_id)
        connection.execute(mine.values(sealed_key=vault.reseal(bytes(sealed))))
    return len(kept)


def _staff(connection: Connection, vault: Vault) -> int:
    kept = connection.execute(select(STAFF.c.account, STAFF.c.sealed_totp)).all()
    for account, sealed in kept:
        mine = update(STAFF).where(STAFF.c.account == account)
        connection.execute(mine.values(sealed_totp=vault.reseal(bytes(sealed))))
    return len(kept)


def _roll_calls(connection: Connection, vault: Vault) -> int:
    key = ROLL_CALL.c.area, ROLL_CALL.c.vehicle_id, ROLL_CALL.c.client_id
    kept = connection.execute(select(*key, ROLL_CALL.c.sealed)).all()
    for *named, sealed in kept:
        mine = [column == value for column, value in zip(key, named, strict=True)]
        connection.execute(update(ROLL_CALL).where(*mine).values(sealed=vault.reseal(bytes(sealed))))
    return len(kept)
