"""The command `pack`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gtfs.service_error import ServiceError
from simulations.council.books import NO_BOOKS, read_books
from simulations.council.pack import INTERNAL, REPORT, PackError, make_pack
from simulations.council.period import read_period
from simulations.council.rows import TableError
from simulations.council.workbook import WorkbookMissing
from simulations.day_facts import DayFactsError

WRONG_INPUT = 2


def pack(
    source: Annotated[
        list[Path],
        typer.Argument(metavar="SOURCE...", help="Folders of days that `noriai simulate` wrote."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the pack to; empty or not there.")],
    costs: Annotated[
        Path | None, typer.Option("--costs", help="The town's costs and plan, TOML; else assumed rates.")
    ] = None,
) -> None:
    """Write the report pack (報告一式) of days: for the council, for subsidies, and the office's records.

    Exit code 0: written, 2: the input cannot be used.
    """
    try:
        town = NO_BOOKS if costs is None else read_books(costs)
        make_pack(read_period(source), town, out)
    except (TableError, DayFactsError, ServiceError, PackError, WorkbookMissing) as refusal:
        _refuse(str(refusal))
    except OSError as problem:
        _refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    typer.echo(f"報告書 (report): {out / REPORT}.html, {out / REPORT}.xlsx")
    typer.echo(f"内部の記録 (for the office only): {out / INTERNAL}")


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)
