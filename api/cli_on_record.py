"""What the commands about people and machines share: a database of this version, and every act on record."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import Connection

from api.people.audit import AuditEntry, write_down
from api.people.devices import NoSuchDevice
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import KeyFileError, read_key_file
from api.people.passwords import WeakPassword
from api.people.sealed import Vault
from api.people.staff import WrongAccount
from api.storage.database import Database, open_database
from api.storage.database_error import DatabaseError
from api.storage.schema import require_current
from gtfs.service import ServiceError

WRONG_INPUT = 2
DatabaseNamed = Annotated[
    str, typer.Option("--database", help="A SQLite file, or postgresql+psycopg://user@host/name.")
]
KeysNamed = Annotated[Path, typer.Option("--keys", help="The key file that `noriai init` made.")]
DATABASE, KEYS = "noriai.db", Path("noriai.keys")
_REFUSALS = (DatabaseError, KeyFileError, ServiceError, WrongAccount, WeakPassword, NoSuchDevice)


@contextmanager
def kept_here(named: str) -> Iterator[Database]:
    """A database of this version; a running service beside us does not mind."""
    try:
        kept = open_database(named)
        try:
            require_current(kept)
            yield kept
        finally:
            kept.close()
    except _REFUSALS as refusal:
        refuse(str(refusal))


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


def refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)
