"""What the commands on recorded days are asked alike: whose days, and which."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from gtfs.service_values import parse_date

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="JOURNAL|DATABASE...",
        help="A day that `simulate` wrote, folders of days, a SQLite file or postgresql+psycopg://...",
    ),
]
Changed = Annotated[
    list[str] | None, typer.Option("--change", help="KEY=VALUE of service.toml, such as fleet.vehicles=4.")
]
Instead = Annotated[
    Path | None, typer.Option("--instead", help="Another service folder or scenario, with stops of its own.")
]
StreetMap = Annotated[
    Path | None, typer.Option("--osm", help="Street map to drive on instead: .osm.pbf, .osm or .osm.gz.")
]
ServiceNamed = Annotated[Path, typer.Option("--service", help="The service folder that recorded them.")]
AreaNamed = Annotated[str | None, typer.Option("--area", help="Of a database: which area.")]
FirstDate = Annotated[str | None, typer.Option("--from", help="From this service date on.")]
LastDate = Annotated[str | None, typer.Option("--to", help="Until this service date.")]


def option_date(option: str, text: str | None) -> date | None:
    """The date that an option gives; raises ValueError, naming the option."""
    if text is None:
        return None
    try:
        return parse_date(text)
    except ValueError as problem:
        raise ValueError(f"{option} {text!r}: {problem}") from problem
