"""What the commands about people and machines share: a database of this version, and every act on record."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.cli_words import in_words, opened
from api.people.audit import AuditEntry, write_down
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import read_key_file
from api.people.sealed import Vault
from api.storage.database import Database
from api.storage.schema import require_current

DatabaseNamed = Annotated[
    str, typer.Option("--database", help="A SQLite file, or postgresql+psycopg://user@host/name.")
]
KeysNamed = Annotated[Path, typer.Option("--keys", help="The key file that `noriai init` made.")]
DATABASE, KEYS = "noriai.db", Path("noriai.keys")


@contextmanager
def kept_here(named: str) -> Iterator[Database]:
    """A database of this version; a running service beside us does not mind."""
    with in_words(), opened(named) as kept:
        require_current(kept)
        yield kept


@contextmanager
def kept_with_keys(named: str, keys: Path) -> Iterator[tuple[Database, Vault]]:
    with kept_here(named) as kept:
        vault = Vault(read_key_file(keys))
        require_fitting_keys(kept, vault, keys)
        yield kept, vault


def put_on_record(connection: Connection, now: datetime, action: str, subject: str, reason: str = "") -> None:
    """As the last act of the transaction; the actor is who is signed in to this machine."""
    actor = f"shell {getpass.getuser()}"
    write_down(connection, AuditEntry(now, actor, action, subject, reason[:200], socket.gethostname()))


def shown(moment: datetime) -> str:
    return moment.astimezone().isoformat(timespec="minutes")
