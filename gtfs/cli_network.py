"""The command `network build`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gtfs.checks import check_feed
from gtfs.feed import Feed, NotAFeed, read_feed
from gtfs.findings import Grade
from gtfs.network import UnreachablePlaceError, network_from_feed, travel_times
from gtfs.network_files import BuiltNetwork, save_network
from gtfs.network_geojson import write_geojson
from gtfs.network_report import NetworkReport, Spread, report_of
from gtfs.roads_from_feed import NoRoadsError
from gtfs.roads_from_osm import OsmExtractError
from gtfs.streets_with_feed_roads import MapElsewhereError

WRONG_INPUT = 2
_TIMETABLE = ("trips.txt", "stop_times.txt", "routes.txt", "calendar.txt", "calendar_dates.txt")
_SOURCES = {
    "SHAPE": "drawn by the feed, direction observed (路線形状)",
    "SYNTHETIC": "hop between stops of a line without a shape (推定)",
    "ASSUMED_REVERSE": "drawn, driven against the observed direction (逆方向の推定)",
    "INFERRED_JUNCTION": "turn where two drawn lines cross (推定交差点)",
    "BRIDGE": "straight guess between parts of the network (推定連絡)",
    "CONNECTOR": "way between a place and its road (乗降場所への道)",
    "OSM": "street of OpenStreetMap",
    "BUS_VERIFIED": "street of OpenStreetMap that a bus line drives",
}

app = typer.Typer(name="network", no_args_is_help=True, help="Build the road network of a service.")


@app.callback()
def _network() -> None:
    """Build the road network of a service."""


@app.command()
def build(
    path: Annotated[Path, typer.Argument(metavar="FEED", help="A GTFS-JP zip or folder.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the network to.")],
    osm: Annotated[
        Path | None,
        typer.Option(
            "--osm", help="Street map of the area: .osm.pbf, .osm or .osm.gz (needs the extra `osm`)."
        ),
    ] = None,
    van_pace: Annotated[
        float,
        typer.Option(
            "--van-pace", min=0.3, max=2.0, help="Share of the timetable's driving time a van needs."
        ),
    ] = 0.85,
) -> None:
    """Build the network of a feed, print what it is like, and write it with a GeoJSON to look at.

    Exit code 0: built, 2: the input cannot be used.
    """
    feed = _read_usable(path)
    try:
        network = network_from_feed(feed, osm=osm, van_pace=van_pace)
        built = BuiltNetwork(network, travel_times(network))
        save_network(built, out)
        write_geojson(network, out / "roads.geojson")
    except (NoRoadsError, OsmExtractError, MapElsewhereError, UnreachablePlaceError) as refusal:
        _refuse(str(refusal))
    except OSError as problem:
        _refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    console = _console()
    _print_report(feed.name, report_of(network), console)
    console.print(f"Roads (道路): {escape(network.graph.attribution)}", highlight=False)
    console.print(
        f"Written to {escape(str(out))} (version {network.version})", highlight=False, soft_wrap=True
    )


def _read_usable(path: Path) -> Feed:
    try:
        feed = read_feed(path)
    except NotAFeed as refusal:
        _refuse(str(refusal))
    errors = [finding for finding in check_feed(feed) if finding.grade is Grade.ERROR]
    if feed.table("trips").empty or feed.table("stop_times").empty:
        # no trips at all: the builder says so, or does without them where there is a street map
        errors = [finding for finding in errors if finding.file not in _TIMETABLE]
    if errors:
        _refuse(
            f"{path}: cannot be used; errors: {len(errors)}, the first in {errors[0].file}: "
            f"{errors[0].message}; see them all with `noriai feed check`"
        )
    return feed


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=120)


def _print_report(name: str, report: NetworkReport, console: Console) -> None:
    joined = report.connectivity
    table = Table(title=f"Network of {escape(name)}", title_justify="left", show_header=False)
    table.add_column("what")
    table.add_column("figure")
    all_km = sum(report.km.values())
    rows = {
        "Places (乗降場所)": f"{report.poles:,} poles (標柱), {report.doors:,} doors (登録地点)",
        "Roads (道路)": f"{report.nodes:,} nodes, {report.edges:,} directed edges, {all_km:,.0f} km",
        "Connectivity (連結性)": (
            f"{joined.largest_share:.1%} of the drivable length in the largest of "
            f"{joined.components:,} strongly connected parts"
        ),
        "One-way, no return": f"{joined.no_return_km:,.1f} km only leave or only enter the network",
        "Poles off every road (路線外の標柱)": (
            f"{report.poles_by_bridge_only:,}, reached by guessed bridges only; no trip calls there"
        ),
        "Road speed (道路速度)": _told(report.road_kmh, ".0f", " km/h"),
        "Speed between places": _told(report.pair_kmh, ".0f", " km/h"),
        "Synthetic road per pair (推定道路)": _told(report.synthetic_share, ".1%"),
        "Assumed reverse per pair": _told(report.assumed_reverse_share, ".1%"),
        "Pole to road": _told(report.pole_to_road_m, ",.0f", " m"),
    }
    if report.door_to_road_m is not None:
        rows["Door to road"] = _told(report.door_to_road_m, ",.0f", " m")
    for what, figure in rows.items():
        table.add_row(what, figure)
    console.print(table)
    sources = Table(title="Directed kilometres by source", title_justify="left")
    for heading in ("source", "km", "meaning"):
        sources.add_column(heading, justify="right" if heading == "km" else "left")
    for source, km in report.km.items():
        sources.add_row(source.name.lower(), f"{km:,.1f}", _SOURCES[source.name])
    console.print(sources)


def _told(spread: Spread, form: str, unit: str = "") -> str:
    figures = zip(("p10", "median", "p90"), (spread.p10, spread.median, spread.p90), strict=True)
    return ", ".join(f"{name} {figure:{form}}{unit}" for name, figure in figures)
