"""Commands about what a service keeps: `init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from api.people.fitting_keys import require_fitting_keys
from api.people.keys import KeyFileError, make_key_file, new_keys, read_key_file
from api.people.sealed import Vault
from api.storage.database import open_database
from api.storage.database_error import DatabaseError
from api.storage.schema import migrate

WRONG_INPUT = 2


def init(
    database: Annotated[
        str, typer.Option("--database", help="A SQLite file, or postgresql+psycopg://user@host/name.")
    ] = "noriai.db",
    keys: Annotated[Path, typer.Option("--keys", help="The key file; made where there is none.")] = Path(
        "noriai.keys"
    ),
) -> None:
    """Make a service's tables and its keys, or bring the tables of an older version up to date.

    Exit code 2: the database or the key file cannot be used.
    """
    try:
        vault = Vault(read_key_file(keys)) if keys.exists() else None
        kept = open_database(database)
        try:
            kept.use_alone()
            migrate(kept)
            require_fitting_keys(kept, vault, keys)
        finally:
            kept.close()
        if vault is None:
            make_key_file(keys, new_keys())
            typer.echo(f"{keys}: new keys; keep a copy apart from the backups")
    except (DatabaseError, KeyFileError) as refusal:
        _refuse(str(refusal))
    except OSError as problem:
        _refuse(f"{keys}: cannot be written ({problem.strerror}); name another file with --keys")
    typer.echo(f"{kept.name}: ready for `noriai serve`")


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)
