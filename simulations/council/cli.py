"""The command `pack`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from simulations.council.kept_days import ReadOffice, read_kept_period
from simulations.council.pack import INTERNAL, REPORT, PackError, make_pack
from simulations.council.period import Period, list_day_folders, read_period
from simulations.council.workbook import WorkbookMissing
from simulations.day_facts import FILE
from simulations.recorded.options import AreaNamed, FirstDate, LastDate, option_date
from simulations.recorded.recorded_day import RecordedDays
from simulations.recorded.sources import Wanted
from simulations.terminal import refuse, terminal
from simulations.town_costs import NO_BOOKS, books_of, read_books


def command(read_database: RecordedDays, read_office: ReadOffice) -> typer.Typer:
    """The command, with what reads the days of a service's database and what its office keeps."""
    app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

    @app.command()
    def pack(
        sources: Annotated[
            list[str],
            typer.Argument(
                metavar="DAY|JOURNAL|DATABASE...",
                help="Folders that `simulate` wrote, folders of them, an events.jsonl, a SQLite file or "
                "postgresql+psycopg://...",
            ),
        ],
        out: Annotated[Path, typer.Option("--out", help="Folder to write the pack to; empty or not there.")],
        costs: Annotated[
            Path | None,
            typer.Option("--costs", help="Costs and plan, TOML; else SERVICE's costs.toml, or assumed."),
        ] = None,
        service: Annotated[
            Path | None, typer.Option("--service", help="Of a journal or database: the service folder.")
        ] = None,
        area: AreaNamed = None,
        first: FirstDate = None,
        last: LastDate = None,
        keys: Annotated[
            Path | None, typer.Option("--keys", help="Of a database: fill in its check records (点呼).")
        ] = None,
    ) -> None:
        """Write the report pack (報告一式) of days: for the council, for subsidies, and the office's records.

        Exit code 0: written, 2: the input cannot be used.
        """
        try:
            usual = NO_BOOKS if service is None else books_of(service)
            town = usual if costs is None else read_books(costs)
            wanted = Wanted(area, option_date("--from", first), option_date("--to", last))
            with TemporaryDirectory() as scratch:
                if service is None:
                    period = _day_folders(sources, wanted)
                else:
                    readers = read_database, read_office
                    period = read_kept_period(sources, service, wanted, readers, keys, Path(scratch))
                with terminal().status("") as status:
                    make_pack(period, town, out, lambda what, n, of: status.update(f"{n}/{of} {what}"))
        except (ValueError, WorkbookMissing) as refusal:
            refuse(str(refusal))
        except OSError as problem:
            what = problem.filename or out
            refuse(f"{what}: cannot be used ({problem.strerror or problem}); give other folders")
        typer.echo(f"報告書 (report): {out / REPORT}.html, {out / REPORT}.xlsx")
        typer.echo(f"内部の記録 (for the office only): {out / INTERNAL}")

    return app


def _day_folders(sources: list[str], wanted: Wanted) -> Period:
    """Days whose tables are there; raises PackError for what needs its service folder."""
    for source in sources:
        if not any((folder / FILE).exists() for folder in list_day_folders(Path(source))):
            raise PackError(
                f"{source}: no day folder that this version's `noriai simulate` wrote; "
                "for a journal or a database give its service folder with --service"
            )
    whole = read_period([Path(source) for source in sources])
    days = tuple(day for day in whole.days if wanted.holds(date.fromisoformat(day.facts.date)))
    if not days:
        raise PackError(f"{', '.join(sources)}: no day of the dates that are asked for")
    return Period(days)
