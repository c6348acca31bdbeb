"""Whether a key file belongs to a database: with another one, what is sealed could not be opened any more."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from api.people.keys import KeyFileError
from api.people.sealed import Unreadable, Vault
from api.people.tables import RIDER_KEY, STAFF
from api.storage.database import Database


def require_fitting_keys(database: Database, vault: Vault | None, file: Path) -> None:
    """Raise KeyFileError where something is sealed that the keys of a file, or none, cannot open."""
    with database.read() as connection:
        for sealed in (RIDER_KEY.c.sealed_key, STAFF.c.sealed_totp):
            found = connection.execute(select(sealed).limit(1)).scalar_one_or_none()
            if found is not None and not (vault is not None and _opens(vault, bytes(found))):
                raise KeyFileError(
                    f"{file}: not the keys of {database.name}, which holds what other keys have sealed; "
                    "name the file that `noriai init` made for it with --keys"
                )


def _opens(vault: Vault, sealed: bytes) -> bool:
    try:
        vault.unseal(sealed)
    except Unreadable:
        return False
    return True
