"""Commands about what a service has kept: `backup`, `restore`, `export`, `retention`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from api.cli_words import in_words, opened
from api.forgetting import forget_again
from api.people.erasure import list_erased
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import read_key_file
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.people.tables import RIDER
from api.retention import apply_retention
from api.site import new_id
from api.storage.backup import back_up, restore
from api.storage.database import Database
from api.storage.export import Form, export
from api.storage.schema import require_current
from dispatch.domain.request import RiderId

Where = Annotated[
    str, typer.Option("--database", help="A SQLite file, or postgresql+psycopg://user@host/name.")
]


def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: one, for either database.")],
    database: Where = "noriai.db",
) -> None:
    """Back up everything into one file while the service runs, and read it back.

    Who was erased stands beside it, in FILE.erased: give the newest of these lists to `noriai restore`.
    Exit code 2: the database or the file cannot be used.
    """
    with in_words(), opened(database) as kept:
        contents = back_up(kept, to)
        with kept.read() as connection:
            erased = list_erased(connection)
        to.with_name(f"{to.name}.erased").write_text(
            "".join(f"{each}\n" for each in erased), encoding="utf-8"
        )
    typer.echo(f"{to}: {contents.days} service days, {contents.events} events, read back without a fault")


def bring_back(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="What `noriai backup` wrote.")],
    database: Where = "noriai.db",
    erased: Annotated[
        Path | None, typer.Option("--erased", help="The newest list of erased riders: they are erased again.")
    ] = None,
) -> None:
    """Fill an empty database, of either kind, from a backup.

    Exit code 2: the database is not empty, or a file cannot be used.
    """
    with in_words():
        names = [] if erased is None else erased.read_text(encoding="utf-8").split()
    with in_words(), opened(database, new=True) as kept:
        kept.use_alone()
        contents = restore(backup, kept)
        with kept.write() as connection:
            again = forget_again(connection, map(RiderId, names), datetime.now(UTC))
    typer.echo(
        f"{kept.name}: {contents.days} service days, {contents.events} events; "
        f"{len(again)} riders erased again"
    )


def write_tables(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder: one file for each table.")],
    database: Where = "noriai.db",
    form: Annotated[Form, typer.Option("--form", help="Of the files.")] = Form.CSV,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="With the key file, riders' records are opened as well.")
    ] = None,
) -> None:
    """Write every table as CSV or Parquet; what is sealed stays sealed, unless the keys are given.

    Exit code 2: the database, the folder or the key file cannot be used.
    """
    with in_words(), opened(database) as kept:
        require_current(kept)
        unsealed = {} if keys is None else {"opened_rider": _open_riders(kept, keys)}
        written = export(kept, folder, form, unsealed)
    typer.echo(f"{folder}: {len(written)} tables, {sum(written.values())} rows")


def forget(
    database: Where = "noriai.db",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Let go of what has been kept long enough; days past their time lose their riders.

    Exit code 2: the database cannot be used.
    """
    with in_words(), opened(database) as kept:
        require_current(kept)
        gone = apply_retention(kept, datetime.now(UTC), new_id, dry_run=dry_run)
    for what, number in gone.items():
        typer.echo(f"{what}: {number}{' would go' if dry_run else ''}")


def _open_riders(database: Database, keys: Path) -> list[dict[str, Any]]:
    vault = Vault(read_key_file(keys))
    require_fitting_keys(database, vault, keys)
    directory = RiderDirectory(vault)
    with database.read(within_s=None) as connection:
        known = connection.execute(select(RIDER.c.rider_id).order_by(RIDER.c.rider_id)).scalars().all()
        riders = directory.list_riders(connection, map(RiderId, known))
    return [
        {"rider_id": rider.rider_id, "area": rider.area}
        | {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            for name, value in asdict(rider.profile).items()
        }
        for rider in riders
    ]
