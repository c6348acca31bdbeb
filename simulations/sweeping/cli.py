"""The command `sweep`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulations.sweeping.frontier import Summary, summaries_of
from simulations.sweeping.grid import read_grid
from simulations.sweeping.results import DuckDbMissing, Results, count_other_days, require_duckdb
from simulations.sweeping.sweep import sweep
from simulations.sweeping.written import write_summary
from simulations.terminal import WRONG, bar_of_days, checked_folder, refuse, terminal, warm_kernels
from simulations.variants.executors import executor_of
from simulations.variants.many_days import UNDER_WAY


def sweep_a_grid(
    grid: Annotated[Path, typer.Argument(metavar="GRID", help="A grid file: axes, variants, prices.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the results; else out/ and the grid's name.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=512, help="Processes; else one a core.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Replay on a Dask cluster, by its scheduler's address.")
    ] = None,
    under_way: Annotated[
        int, typer.Option("--under-way", min=1, max=100_000, help="How many days wait or run at once.")
    ] = UNDER_WAY,
) -> None:
    """Replay every variant of a grid on the same days: what each costs, and whom it refuses.

    May be stopped at any moment; the same command goes on. Exit code 0: swept, 2: the input cannot be used.
    """
    console, folder = terminal(), out or Path("out") / grid.stem
    try:
        require_duckdb()
        asked = read_grid(grid)
        checked_folder(folder)
        warm_kernels(console)  # once, here, so that workers find them compiled
        with executor_of(workers, cluster) as executor, bar_of_days(console) as watch:
            results = sweep(asked, folder, executor=executor, watch=watch, under_way=under_way)
        summaries = summaries_of(results)
        write_summary(results, summaries, folder)
    except (*WRONG, DuckDbMissing) as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"{folder}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    _print(results, summaries, console)
    others = count_other_days(folder)
    if others:
        console.print(f"{others} days of other inputs are kept in {folder} and not used", highlight=False)
    console.print(f"Report: {escape(str(folder / 'report.html'))}", highlight=False, soft_wrap=True)


def _print(results: Results, summaries: tuple[Summary, ...], console: Console) -> None:
    caption = f"{results.done} days; ● nobody refuses fewer for less; prices are the grid's"
    table = Table(title=escape(results.told["name"]), caption=caption, title_justify="left")
    for heading in ("", "variant 案", "refused 断り %", "yen/day 経費", "booked 成立 %", "wait 待ち min"):
        table.add_column(heading, justify="left" if heading[:1] in ("", "v") else "right")
    for one in summaries:
        table.add_row(
            f"{one.number}{' ●' if one.on_frontier else ''}",
            escape(one.name),
            one.refused_percent.shown(1),
            one.cost_yen.shown(0),
            one.shown("booking_success", 1),
            one.shown("wait_now_mean", 1),
            style="bold" if one.on_frontier else None,
        )
    console.print(table)
