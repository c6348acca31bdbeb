"""The commands `feed check` and `feed describe`."""

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gtfs.checks import Profile, check_feed
from gtfs.feed import Feed, NotAFeed, read_feed
from gtfs.findings import Finding, Grade, is_usable
from gtfs.gtfs_kit_view import AnalysisNotInstalledError, Description, describe_feed
from gtfs.gtfs_time import format_time_s

ERRORS_FOUND = 1
NOT_A_FEED = 2
ROWS_SHOWN = 4

app = typer.Typer(name="feed", no_args_is_help=True, help="Check and describe a GTFS-JP feed.")

FeedPath = Annotated[Path, typer.Argument(metavar="FEED", help="A GTFS zip or folder.")]


class Format(StrEnum):
    """How findings are printed."""

    TABLE = "table"
    JSON = "json"


@app.command()
def check(
    path: FeedPath,
    form: Annotated[
        Format, typer.Option("--format", help="A table to read, or JSON to process.")
    ] = Format.TABLE,
    profile: Annotated[
        Profile, typer.Option(help="GTFS-JP edition to hold the feed to; auto: what v3 and v4 share.")
    ] = Profile.AUTO,
) -> None:
    """Name every fault of a feed. Exit code 0: usable, 1: errors found, 2: not a feed at all."""
    feed = _read(path)
    findings = check_feed(feed, profile)
    if form is Format.JSON:
        typer.echo(json.dumps(_as_json(feed, findings), ensure_ascii=False, indent=1))
    else:
        _print_findings(feed, findings, _console())
    if not is_usable(findings):
        raise typer.Exit(ERRORS_FOUND)


@app.command()
def describe(path: FeedPath) -> None:
    """Print a feed's lines, trips and stops, and what runs on which dates (needs the extra `analysis`)."""
    feed = _read(path)
    errors = [finding for finding in check_feed(feed) if finding.grade is Grade.ERROR]
    if errors:
        first = f"{errors[0].file}: {errors[0].message}"
        found = f"errors: {len(errors)}, the first in {first}"
        typer.echo(f"{path}: cannot be used; {found}; see them all with feed check", err=True)
        raise typer.Exit(ERRORS_FOUND)
    try:
        description = describe_feed(feed)
    except AnalysisNotInstalledError as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(NOT_A_FEED) from missing
    _print_description(feed, description, _console())


def _read(path: Path) -> Feed:
    try:
        return read_feed(path)
    except NotAFeed as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(NOT_A_FEED) from refusal


def _console() -> Console:
    console = Console()
    # A pipe has no width of its own, and 80 columns break file names.
    return console if console.is_terminal else Console(width=140)


def _as_json(feed: Feed, findings: list[Finding]) -> dict[str, object]:
    grades = Counter(finding.grade for finding in findings)
    return {
        "feed": feed.name,
        "usable": is_usable(findings),
        "counts": {grade.value: grades[grade] for grade in Grade},
        "findings": [
            {
                "grade": finding.grade.value,
                "code": finding.code,
                "file": finding.file,
                "row": finding.row,
                "field": finding.field,
                "message": finding.message,
            }
            for finding in findings
        ],
    }


_TITLES = {
    Grade.ERROR: ("red", "Errors (エラー): noriai cannot use the feed until these are mended"),
    Grade.WARNING: ("yellow", "Warnings (警告): the feed can be used; these should be mended"),
    Grade.NOTE: ("cyan", "Notes (参考): good to know"),
}


def _print_findings(feed: Feed, findings: list[Finding], console: Console) -> None:
    """One table for each grade, one row for each kind of fault with its first lines."""
    for grade in Grade:
        kinds: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in findings:
            if finding.grade is grade:
                kinds.setdefault((finding.code, finding.file, finding.field), []).append(finding)
        if not kinds:
            continue
        color, title = _TITLES[grade]
        table = Table(title=title, title_style=f"bold {color}", title_justify="left", expand=False)
        for heading in ("code", "file", "field", "count", "rows", "first"):
            table.add_column(heading, justify="right" if heading == "count" else "left", overflow="fold")
        for (code, file, field), found in kinds.items():
            cells = (code, file, field, f"{len(found):,}", _rows_of(found), found[0].message)
            table.add_row(*(escape(cell) for cell in cells))
        console.print(table)
    grades = Counter(finding.grade for finding in findings)
    verdict = "usable" if is_usable(findings) else "cannot be used"
    counts = ", ".join(f"{grades[grade]:,} {grade.value}s" for grade in Grade)
    console.print(f"{escape(feed.name)}: {verdict} ({counts})", highlight=False)


def _rows_of(found: list[Finding]) -> str:
    rows = [str(finding.row) for finding in found if finding.row is not None]
    return ", ".join(rows[:ROWS_SHOWN]) + (" ..." if len(rows) > ROWS_SHOWN else "")


def _print_description(feed: Feed, description: Description, console: Console) -> None:
    console.print(
        f"{escape(feed.name)}: {description.lines:,} lines, {description.trips:,} trips, "
        f"{description.stops:,} stops, {description.shapes:,} shapes",
        highlight=False,
    )
    if description.west_south_east_north is not None:
        west, south, east, north = description.west_south_east_north
        console.print(f"from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}", highlight=False)
    table = Table(title="Service by date, days alike together", title_justify="left")
    for heading in ("dates", "first", "last", "lines", "trips", "stops", "from", "until", "services"):
        table.add_column(heading, overflow="fold")
    for kind in description.day_kinds:
        clock = [format_time_s(at_s) if at_s is not None else "" for at_s in (kind.first_s, kind.last_s)]
        span = [f"{day.isoformat()} {day:%a}" for day in (kind.dates[0], kind.dates[-1])]
        counts = [f"{count:,}" for count in (kind.lines, kind.trips, kind.stops)]
        services = escape(", ".join(kind.services))
        table.add_row(f"{len(kind.dates):,}", *span, *counts, *clock, services)
    console.print(table)
