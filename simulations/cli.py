"""The command `simulate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dispatch.domain.commands import Command
from dispatch.domain.time import TimeWindow, clock
from dispatch.policy.or_tools import OptimizerMissing
from gtfs.checks import check_feed
from gtfs.feed import Feed, NotAFeed, read_feed
from gtfs.findings import Grade
from gtfs.network import UnreachablePlaceError
from gtfs.roads_from_feed import NoRoadsError
from gtfs.roads_from_osm import OsmExtractError
from gtfs.service import ServiceError, read_service
from gtfs.service_changes import NO_CHANGES, Changes
from gtfs.service_snow import SnowLevel
from gtfs.service_values import parse_date, parse_hours
from gtfs.service_words import parse_dispatch
from gtfs.streets_with_feed_roads import MapElsewhereError
from simulations.day_facts import facts_of, write_day_facts
from simulations.day_record import DayRecord
from simulations.demand import DemandError
from simulations.demand_file import DemandFileError
from simulations.feed_scenario import scenario_of_feed
from simulations.file_journal import FileJournal
from simulations.fitting.applied import as_fitted, model_of
from simulations.measures import Measures, measure, write_kpis
from simulations.measures.history import read_history
from simulations.report import write_report
from simulations.runner import replay
from simulations.scenario import Scenario, ScenarioError, scenario_of_service
from simulations.tables import write_tables
from simulations.terminal import read_option, refuse, terminal, warm_kernels
from simulations.variants.ground import snow_all_day

MOST_VEHICLES = 10_000
Disruptions = Sequence[tuple[int, Command]]
_WRONG = (
    ServiceError,
    ScenarioError,
    DemandError,
    DemandFileError,
    OptimizerMissing,
    NotAFeed,
    NoRoadsError,
    OsmExtractError,
    MapElsewhereError,
    UnreachablePlaceError,
)
Requests = Annotated[
    Path | None, typer.Option("--requests", help="Requests from a CSV, in the columns of requests.csv.")
]
Model = Annotated[
    Path | None, typer.Option("--demand", help="Riders and roads from a model that `noriai fit` wrote.")
]
Snow = Annotated[
    str | None, typer.Option("--snow", help="A level that lies all day: snow, heavy_snow or halt.")
]
FeedFile = Annotated[
    Path | None, typer.Option("--feed", help="A GTFS-JP zip or folder, instead of a service folder.")
]
ServiceHours = Annotated[
    str | None, typer.Option("--hours", help="With --feed: service hours, such as 7:00-19:00.")
]
Policies = Annotated[
    str | None, typer.Option("--dispatch", help="With --feed: policies, such as positioning=expected_demand.")
]
StreetMap = Annotated[
    Path | None, typer.Option("--osm", help="Street map of the area: .osm.pbf, .osm or .osm.gz.")
]


def simulate(
    service: Annotated[
        Path | None, typer.Argument(metavar="[SERVICE]", help="A service folder, with its service.toml.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the day and its report to.")] = Path(
        "out/day"
    ),
    on: Annotated[
        str | None,
        typer.Option("--date", help="Service date, YYYY-MM-DD; else the service's demo date."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same day.")] = 1,
    riders: Annotated[
        int | None,
        typer.Option("--riders", help="How many riders wish to ride; else the service's own."),
    ] = None,
    requests: Requests = None,
    demand: Model = None,
    snow: Snow = None,
    feed: FeedFile = None,
    vehicles: Annotated[int | None, typer.Option("--vehicles", help="With --feed: how many.")] = None,
    hours: ServiceHours = None,
    dispatch: Policies = None,
    osm: StreetMap = None,
) -> None:
    """Replay a day of demand and write what happened: events, figures, tables and a report.

    Exit code 0: replayed, 2: the input cannot be used.
    """
    console = terminal()
    try:
        if riders is not None and riders < 0:
            raise ScenarioError(f"--riders {riders}: a number of at least 0 expected")
        day = None if on is None else read_option("--date", on, parse_date)
        level = SnowLevel.NORMAL if snow is None else read_option("--snow", snow, _level)
        switched: Disruptions = ()
        with _told(console, "Network (道路網)"):
            if service is not None and feed is None:
                _refuse_with_service({"--vehicles": vehicles, "--hours": hours, "--dispatch": dispatch})
                asked = partial(scenario_of_service, on=day, seed=seed, riders=riders, snow=level)
                read = read_service(service, _by_model(demand))
                scenario = asked(read, requests=requests, osm=osm)
                switched = snow_all_day(as_fitted(read, model_of(read)), level)
            elif feed is not None and service is None and demand is None and snow is None:
                scenario = _of_feed(feed, day, vehicles, hours, seed, riders, requests, osm, dispatch or "")
            else:
                raise ScenarioError(
                    "give a service folder, or --feed FEED without --demand and --snow; one of the two"
                )
        out.mkdir(parents=True, exist_ok=True)
        record = _replay(scenario, switched, out, console)
        measures = _write(record, out, console)
    except _WRONG as refusal:
        refuse(str(refusal))
    except OSError as problem:
        refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    _print_measures(record, measures, console)
    console.print(f"Report: {escape(str(out / 'report.html'))}", highlight=False, soft_wrap=True)


def _level(text: object) -> SnowLevel:
    if text not in list(SnowLevel):
        raise ValueError(f"one of {', '.join(SnowLevel)} expected")
    return SnowLevel(str(text))


def _by_model(demand: Path | None) -> Changes:
    """The change by which riders are drawn from a fitted model."""
    return NO_CHANGES if demand is None else Changes((("demand.model", str(demand.resolve())),))


def _of_feed(
    path: Path,
    on: date | None,
    vehicles: int | None,
    hours: str | None,
    seed: int,
    riders: int | None,
    requests: Path | None,
    osm: Path | None,
    dispatch: str,
) -> Scenario:
    if on is None:
        raise ScenarioError("--feed needs a --date on which the feed's calendar runs")
    if vehicles is None or not 1 <= vehicles <= MOST_VEHICLES:
        raise ScenarioError(f"--feed needs --vehicles, from 1 to {MOST_VEHICLES:,}")
    if riders is None and requests is None:
        raise ScenarioError("--feed needs --riders N, or --requests FILE")
    window: TimeWindow = read_option("--hours", hours or "7:00-19:00", parse_hours)
    return scenario_of_feed(
        _read_usable(path),
        on=on,
        vehicles=vehicles,
        riders=riders or 0,
        hours=window,
        seed=seed,
        requests=requests,
        osm=osm,
        dispatch=read_option("--dispatch", dispatch, parse_dispatch),
    )


def _read_usable(path: Path) -> Feed:
    feed = read_feed(path)
    errors = [finding for finding in check_feed(feed) if finding.grade is Grade.ERROR]
    if feed.table("trips").empty or feed.table("stop_times").empty:
        errors = []  # the network's builder says it better
    if errors:
        raise ScenarioError(
            f"{path}: cannot be used; errors: {len(errors)}, the first in {errors[0].file}: "
            f"{errors[0].message}; see them all with `noriai feed check`"
        )
    return feed


def _refuse_with_service(given: Mapping[str, object]) -> None:
    for name, value in given.items():
        if value is not None:
            raise ScenarioError(f"{name} goes with --feed; a service folder has its own in service.toml")


@contextmanager
def _told(console: Console, what: str) -> Iterator[None]:
    """Show that something takes a while, on a terminal only."""
    if not console.is_terminal:
        yield
        return
    with console.status(f"{what} ..."):
        yield


def _replay(scenario: Scenario, switched: Disruptions, out: Path, console: Console) -> DayRecord:
    warm_kernels(console, searches=bool(scenario.strategy.repair or scenario.strategy.improvement))
    events = out / "events.jsonl"
    events.unlink(missing_ok=True)
    journal = FileJournal(events)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("requests (申込)", total=len(scenario.arrivals))

        def watch(now_s: int, answered: int) -> None:
            total = max(answered, len(scenario.arrivals))
            bar.update(task, completed=answered, total=total, description=f"{clock(now_s)} requests (申込)")

        try:
            return replay(scenario, journal, watch, switched)
        finally:
            journal.close()


def _write(record: DayRecord, out: Path, console: Console) -> Measures:
    with _told(console, "Report (報告)"):
        history = read_history(record)
        measures = measure(record, history)
        write_kpis(record, measures, out / "kpis.json")
        write_tables(record, out, history)
        write_day_facts(facts_of(record), out)
        write_report(record, measures, out / "report.html", history)
    return measures


def _print_measures(record: DayRecord, measures: Measures, console: Console) -> None:
    title = f"{record.service_name} {record.date}"
    table = Table(title=escape(title), caption=escape(record.label), title_justify="left")
    for heading in ("figure", "指標"):
        table.add_column(heading)
    table.add_column("value", justify="right")
    table.add_column("unit")
    for kpi in measures.kpis:
        definition = kpi.definition
        table.add_row(
            escape(definition.name_en), escape(definition.name_ja), kpi.shown(), escape(definition.unit)
        )
    console.print(table)
