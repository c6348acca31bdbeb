"""A database opened to serve from: only where it keeps its word, is this version's, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL

from api.storage.database import Database, open_kept
from api.storage.schema import require_current


def open_for_service(address: str | Path | URL) -> Database:
    """Open it to serve from; raises DatabaseError with what to do where that would not be safe."""
    database = open_kept(address)
    try:
        database.use_alone()
        require_current(database)
        database.require_safe()
    except BaseException:
        database.close()
        raise
    return database
