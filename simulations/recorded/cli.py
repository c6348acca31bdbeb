"""The command `replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gtfs.service_changes import Changes
from simulations.recorded.options import (
    AreaNamed,
    Changed,
    FirstDate,
    Instead,
    LastDate,
    ServiceNamed,
    Sources,
    StreetMap,
    option_date,
)
from simulations.recorded.recorded_day import RecordedDays
from simulations.recorded.replaying import Replaying, ready_to_replay
from simulations.recorded.set_against import SetAgainst
from simulations.recorded.sources import Wanted, read_days
from simulations.recorded.walked import Walked, write_places
from simulations.recorded.written import PAGE, write_comparison, write_day
from simulations.terminal import WRONG, refuse, terminal, warm_kernels
from simulations.variants.variant import STREETS, Variant, read_variant, variant_of

PLACES = "places.csv"
HEADLINES = (
    *("booking_success", "unmet_needs", "refusals_raw", "passengers", "shift_min_mean", "promise_kept"),
    *("wait_now_mean", "wait_adv_mean", "detour_mean", "pooling_riders", "driven_km"),
)


def command(read_database: RecordedDays) -> typer.Typer:
    """The command, with what reads the days of a service's database."""
    app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

    @app.command()
    def replay(
        sources: Sources,
        service: ServiceNamed,
        change: Changed = None,
        instead: Instead = None,
        osm: StreetMap = None,
        out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out/replay"),
        area: AreaNamed = None,
        on: Annotated[str | None, typer.Option("--date", help="Only this service date.")] = None,
        first: FirstDate = None,
        last: LastDate = None,
        seed: Annotated[
            int | None, typer.Option("--seed", min=0, help="Of a simulated day; else as its kpis.json says.")
        ] = None,
        riders: Annotated[
            int | None, typer.Option("--riders", min=0, help="Of a simulated day, where simulate was told.")
        ] = None,
    ) -> None:
        """Replay recorded days, as they were and with settings changed, and set one against the other.

        Exit code 0: replayed, 2: the input cannot be used.
        """
        console = terminal()
        try:
            wanted = Wanted(
                area,
                option_date("--date", on) or option_date("--from", first),
                option_date("--date", on) or option_date("--to", last),
                seed,
                riders,
            )
            variant = _changed(instead or service, change or [], osm)
            folder = read_variant(service).folder
            days = read_days(sources, folder, wanted, read_database)
            replaying = ready_to_replay(days, variant, folder)
            warm_kernels(console)
            out.mkdir(parents=True, exist_ok=True)
            against = _replay(replaying, out, console)
            write_comparison(against, replaying, out)
            if replaying.counterparts is not None:
                write_places(against.sited, replaying.counterparts, out / PLACES)
        except (ValueError, *WRONG) as refusal:
            refuse(str(refusal))
        except OSError as problem:
            refuse(
                f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out"
            )
        _print(against, console)
        console.print(f"Report: {escape(str(out / PAGE))}", highlight=False, soft_wrap=True)

    return app


def _changed(service: Path, change: list[str], osm: Path | None) -> Variant:
    variant = variant_of(service, change)
    return variant if osm is None else variant.changed(Changes(((STREETS, str(osm)),)))


def _replay(replaying: Replaying, out: Path, console: Console) -> SetAgainst:
    against = SetAgainst()
    bar = Progress(
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("days (日)", total=len(replaying.days))
        for day in replaying:
            against.add(day)
            write_day(day.changed or day.unchanged, out / day.recorded.date)
            bar.advance(task)
    return against


def _print(against: SetAgainst, console: Console) -> None:
    for day in against.days:
        if day.anew.difference is not None:
            console.print(
                f"{day.date}: decided as recorded up to event {day.anew.events} of {day.anew.of}; then "
                f"{type(day.anew.difference.recorded).__name__} is decided otherwise (see reproduced.json)",
                highlight=False,
            )
    whole = sum(day.anew.whole for day in against.days)
    table = Table(
        title=f"{len(against.days)} days, {whole} of them decided again event for event",
        title_justify="left",
    )
    for heading in ("figure", "指標"):
        table.add_column(heading)
    for heading in ("recorded", "unchanged", "changed", "difference", "unit"):
        table.add_column(heading, justify="right")
    for line in against.lines():
        told = line.definition
        if told.code in HEADLINES:
            values = line.recorded, line.unchanged, line.changed, line.difference
            table.add_row(told.name_en, told.name_ja, *map(line.shown, values), told.unit)
    console.print(table)
    walked = Walked(against.sited)
    if walked.needs:
        found = walked.places
        console.print(
            f"places: {found['same']} there still, {found['walked']} walked from, {found['none']} none near; "
            f"needs: {walked.unmoved} as before, {len(walked.walks_m)} walk, {walked.out_of_reach} unreached",
            highlight=False,
        )
