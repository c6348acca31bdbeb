"""The command `demo`."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import numpy as np
import typer

from api.demo.embedded import Demo, prepare, run, unhurried
from api.demo.life import MakeLife
from api.desk.town import StrategyOfDay, town_of
from api.planning.laboratory import Laboratory
from dispatch.domain.time import HOUR_S
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import ServiceError, read_service

WRONG_INPUT = 2
HERE = "127.0.0.1"
LIVELY = 2
"""Riders of the demo for each that the service expects in a day."""


def command(strategy_of: StrategyOfDay, make_life: MakeLife, laboratory: Laboratory) -> typer.Typer:
    """The command, with the strategies its service may choose, who lives its day, and who replays others."""
    app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

    @app.command()
    def demo(
        service: Annotated[Path, typer.Argument(metavar="SERVICE", help="A service folder.")] = Path(
            "examples/namioka"
        ),
        port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
        pace: Annotated[
            float, typer.Option("--pace", min=1, max=60, help="Minutes of the day that pass in a minute.")
        ] = 6.0,
        begin_hours: Annotated[
            int, typer.Option("--after", min=0, max=8, help="Hours of the service day that are over already.")
        ] = 1,
        riders: Annotated[
            int | None, typer.Option("--riders", min=1, max=2000, help="Requests in the day.")
        ] = None,
        seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    ) -> None:
        """Try noriai: a service with a lively day and four pages, on this machine alone, until ctrl-C.

        Nothing is kept: riders, bookings and messages are gone when it ends. Exit code 2: wrong input.
        """
        try:
            town = unhurried(town_of(read_service(service), strategy_of), pace)
            life = make_life(town.service, seed, riders or LIVELY * town.service.demand.riders_per_day)
        except (ServiceError, ValueError) as refusal:
            _refuse(str(refusal))
        listening = _listen(port)
        warm_up()
        warm_up_search(np.random.default_rng(0))
        begins_s = town.service.hours.from_s + begin_hours * HOUR_S
        with tempfile.TemporaryDirectory(prefix="noriai_demo_") as folder:
            address = f"http://{HERE}:{port}"
            made, database = prepare(town, life, laboratory, Path(folder), address, begins_s)
            typer.echo(f"{town.service.name}: the morning is being lived through, one moment ...")
            run(made, listening, pace, lambda: _invite(made, port))
            database.close()

    return app


def _invite(demo: Demo, port: int) -> None:
    typer.echo(f"\n  http://{HERE}:{port}/demo   ← ここから / begin here (ctrl-C ends it)\n")
    typer.echo("  電話をかけてくる人 / callers to answer:")
    for caller in demo.visitors.callers:
        typer.echo(f"    {caller.phone}  {caller.name}")
    typer.echo(f"  送られた文面 / messages sent: {demo.messages}")


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, port))
    except OSError as problem:
        _refuse(f"port {port}: cannot be listened on ({problem.strerror}); name another with --port")
    return listening


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)
