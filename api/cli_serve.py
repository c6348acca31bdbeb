"""The command `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import numpy as np
import typer
import uvicorn

from api.app import create_app
from api.clock import SystemClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.town import StrategyOfDay, town_of
from api.metrics import Metrics
from api.site import Site
from api.storage.database import DatabaseError, open_database
from api.storage.tables import METADATA
from api.storage.writer import take_office
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import ServiceError, read_service

WRONG_INPUT = 2


def command(strategy_of: StrategyOfDay) -> typer.Typer:
    """The command, with the strategies its services may choose."""
    app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

    @app.command()
    def serve(
        services: Annotated[
            list[Path], typer.Argument(metavar="SERVICE...", help="Service folders, one for each area.")
        ],
        host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
        database: Annotated[
            str, typer.Option("--database", help="A SQLite file, or postgresql+psycopg://user@host/name.")
        ] = "noriai.db",
    ) -> None:
        """Run the service: bookings, drivers' tablets and operators over HTTP, until it is stopped.

        Exit code 2: the input cannot be used.
        """
        try:
            towns = [town_of(read_service(folder), strategy_of) for folder in services]
            kept = open_database(database)
        except (ServiceError, DatabaseError) as refusal:
            _refuse(str(refusal))
        METADATA.create_all(kept.engine)
        warm_up()
        warm_up_search(np.random.default_rng(0))
        clock, metrics = SystemClock(), Metrics()
        desks = {
            town.area: Desk(
                town, kept, take_office(kept, town.area, f"{host}:{port}"), clock, Improver(), metrics
            )
            for town in towns
        }
        uvicorn.run(create_app(Site(desks, kept, clock, metrics)), host=host, port=port)
        kept.close()

    return app


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)
