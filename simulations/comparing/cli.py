"""The command `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gtfs.service_changes import parse_changes
from gtfs.service_values import parse_date
from simulations.comparing.comparison import Comparison, compare
from simulations.comparing.verdicts import LOOKS_LIKE_ONE, NOT_SHOWN, amount, in_short
from simulations.comparing.written import HEADLINES, value, write_comparison
from simulations.terminal import (
    WRONG,
    bar_of_days,
    checked_folder,
    read_option,
    refuse,
    terminal,
    warm_kernels,
)
from simulations.variants.dates import service_days
from simulations.variants.executors import executor_of
from simulations.variants.ground import service_of
from simulations.variants.variant import read_variant


def compare_services(
    a: Annotated[Path, typer.Argument(metavar="A", help="A service folder, or a scenario file.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another, or the same.")],
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How many service days.")] = 20,
    seeds: Annotated[int, typer.Option("--seeds", min=1, max=1000, help="How often each day is drawn.")] = 10,
    change: Annotated[
        list[str] | None,
        typer.Option("--change", help="KEY=VALUE, what is otherwise in B; may be given again."),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="The first date, YYYY-MM-DD; else A's demo date.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out/compare"),
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=512, help="Processes; else one a core.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Replay on a Dask cluster, by its scheduler's address.")
    ] = None,
) -> None:
    """Compare two services on the same days and riders: differences, and what may be said of them.

    Exit code 0: compared, 2: the input cannot be used.
    """
    console = terminal()
    try:
        of_a, of_b = read_variant(a), read_variant(b, parse_changes(change or ()))
        services = [service_of(one.folder, one.changes) for one in (of_a, of_b)]
        dates = service_days(services, days, read_option("--from", first, parse_date) if first else None)
        folder = checked_folder(out)
        warm_kernels(console)  # once, here, so that workers find them compiled
        with executor_of(workers, cluster) as executor, bar_of_days(console) as watch:
            found = compare(of_a, of_b, dates, range(1, seeds + 1), executor=executor, watch=watch)
        write_comparison(found, folder)
    except WRONG as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    _print(found, console)
    console.print(f"Report: {escape(str(out / 'report.html'))}", highlight=False, soft_wrap=True)


def _print(found: Comparison, console: Console) -> None:
    title = f"A {found.a.name} {found.a}   B {found.b.name} {found.b}"
    caption = f"{len(found.dates)} days × {len(found.seeds)} seeds; the report has every figure"
    table = Table(title=escape(title), caption=caption, title_justify="left")
    for heading in ("figure", "指標", "A", "B", "B − A", "95 %", "found", "言えること"):
        table.add_column(heading, justify="right" if heading in ("A", "B", "B − A") else "left")
    chosen = [one for one in found.differences if one.definition.code in HEADLINES or one.shown]
    for one in chosen:
        interval = "–" if one.low is None else f"{amount(one, one.low)} … {amount(one, one.high)}"
        said, name = in_short(one), one.definition
        sides = value(one, one.mean_a), value(one, one.mean_b), amount(one, one.difference)
        bold = "bold" if one.shown else None
        table.add_row(name.name_en, name.name_ja, *sides, interval, said.en, said.ja, style=bold)
    console.print(table)
    if any(one.seems for one in chosen):
        console.print(f"* {LOOKS_LIKE_ONE.en}\n* {LOOKS_LIKE_ONE.ja}")
    if not found.shown:
        console.print(f"{NOT_SHOWN.en}. {NOT_SHOWN.ja}。")
