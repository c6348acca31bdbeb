"""The command `telephone`: the system that announces callers, let in and shut out from the shell."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli_on_record import DATABASE, DatabaseNamed, kept_here, put_on_record
from api.cli_words import refuse
from api.people.tokens import TokenKind, issue, revoke_all
from gtfs.service import read_service

telephone_app = typer.Typer(
    name="telephone", no_args_is_help=True, help="The telephone system that announces callers."
)


@telephone_app.command("add")
def telephone_add(
    service: Annotated[Path, typer.Argument(metavar="SERVICE", help="The service folder of the area.")],
    database: DatabaseNamed = DATABASE,
) -> None:
    """Let a telephone system announce the callers of an area: prints its token, shown only now.

    Tokens given before stay good, so that one can be replaced in peace.
    """
    with kept_here(database) as kept:
        area, now = read_service(service).folder.resolve().name, datetime.now(UTC)
        with kept.write() as connection:
            token = issue(connection, TokenKind.MACHINE, area, now)
            put_on_record(connection, now, "add-telephone", f"telephone {area}")
    typer.echo(f"{area}: for the telephone system, as Bearer with POST /api/areas/{area}/callers:")
    typer.echo(token)


@telephone_app.command("revoke")
def telephone_revoke(
    area: Annotated[str, typer.Argument(help="The area, which is the name of its service folder.")],
    database: DatabaseNamed = DATABASE,
) -> None:
    """Shut out every telephone system of an area, from this moment on."""
    with kept_here(database) as kept, kept.write() as connection:
        now = datetime.now(UTC)
        if not revoke_all(connection, TokenKind.MACHINE, area, now):
            refuse(f"area: no telephone system announces callers of {area}")
        put_on_record(connection, now, "revoke-telephone", f"telephone {area}")
    typer.echo(f"{area}: no telephone system announces callers any more")
