"""Commands about what a service keeps: `init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli_words import in_words, opened
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import make_key_file, new_keys, read_key_file, require_room
from api.people.sealed import Vault
from api.storage.schema import migrate


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
    with in_words():
        vault = Vault(read_key_file(keys)) if keys.exists() else None
        if vault is None:
            require_room(keys)
        with opened(database, new=True) as kept:
            kept.use_alone()
            migrate(kept)
            require_fitting_keys(kept, vault, keys)
        if vault is None:
            make_key_file(keys, new_keys())
            typer.echo(f"{keys}: new keys; keep a copy apart from the backups")
    typer.echo(f"{kept.name}: ready for `noriai serve`")
