"""The command `winter`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dispatch.policy.or_tools import OptimizerMissing
from gtfs.service_error import ServiceError
from gtfs.service_values import parse_date
from simulations.demand import DemandError
from simulations.scenario import ScenarioError
from simulations.terminal import refuse, terminal, warm_kernels
from simulations.variants.ground import service_of
from simulations.variants.variant import variant_of
from simulations.weather.words import read_weather
from simulations.winter.page import SideBySide, side_by_side, write_page
from simulations.winter.two_days import in_winter, replay_two_days


def winter(
    service: Annotated[
        Path, typer.Argument(metavar="SERVICE", help="A service folder, or a scenario file (.toml).")
    ],
    summer: Annotated[str, typer.Option("--summer", help="A date of summer, YYYY-MM-DD.")],
    winter_date: Annotated[str, typer.Option("--winter", help="A date of winter, YYYY-MM-DD.")],
    weather: Annotated[
        Path | None,
        typer.Option("--weather", help="A weather file; else the scenario's own, else snow all day."),
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--change", help="KEY=VALUE of service.toml; may be repeated.")
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many days of each season.")] = 1,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The first seed.")] = 1,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the page to.")] = Path("out/winter"),
) -> None:
    """Replay one day in summer and in winter with the same riders, and show both side by side.

    Exit code 0: replayed, 2: the input cannot be used.
    """
    console = terminal()
    try:
        dates = [_date(option, text) for option, text in (("--summer", summer), ("--winter", winter_date))]
        variant = variant_of(service, change or [])
        words = in_winter(variant, None if weather is None else read_weather(weather)).weather
        warm_kernels(console)
        with console.status("0 / …") as status:
            days = replay_two_days(
                variant,
                dates[0],
                dates[1],
                range(seed, seed + seeds),
                words,
                lambda done, total: status.update(f"{done} / {total}"),
            )
        out.mkdir(parents=True, exist_ok=True)
        figures = side_by_side(days)
        _write_figures(figures, out / "figures.csv")
        sources = words.sources if words else ()
        write_page(days, service_of(variant.folder, variant.changes), sources, out / "winter.html")
    except (ServiceError, ScenarioError, DemandError, OptimizerMissing) as refusal:
        refuse(str(refusal))
    except OSError as problem:
        refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    table = Table(title=escape(f"{variant.name}: {dates[0]}, {dates[1]}"), title_justify="left")
    for heading in ("figure", "指標", "summer 夏", "winter 冬", "+/−", "unit"):
        table.add_column(heading)
    for figure in figures:
        told = figure.definition
        values = (figure.shown(figure.summer), figure.shown(figure.winter), figure.difference())
        table.add_row(told.name_en, told.name_ja, *values, told.unit)
    console.print(table)
    console.print(f"Page: {escape(str(out / 'winter.html'))}", highlight=False, soft_wrap=True)


def _date(option: str, text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as problem:
        raise ScenarioError(f"{option} {text!r}: {problem}") from problem


def _write_figures(figures: Sequence[SideBySide], file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["code", "name_ja", "name_en", "unit", "summer", "winter"])
        for figure in figures:
            told = figure.definition
            means = [None if values is None else values[0] for values in (figure.summer, figure.winter)]
            rows.writerow([told.code, told.name_ja, told.name_en, told.unit, *means])
