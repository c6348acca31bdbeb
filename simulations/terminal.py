"""What the laboratory's commands say on the terminal: one line for wrong input, and why nothing moves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy as np
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from dispatch.kernel.warm import warm_up
from dispatch.policy.fare_table import NoFareTable
from dispatch.policy.or_tools import OptimizerMissing
from dispatch.search.warm import warm_up_search
from gtfs.feed import NotAFeed
from gtfs.network import UnreachablePlaceError
from gtfs.roads_from_feed import NoRoadsError
from gtfs.service_error import ServiceError
from simulations.demand import DemandError
from simulations.kernel_files import forget_old_kernels
from simulations.scenario import ScenarioError
from simulations.variants.executors import NoWorkers

Value = TypeVar("Value")
WRONG_INPUT = 2
WRONG = (
    *(ServiceError, ScenarioError, DemandError, NoFareTable, OptimizerMissing, NoWorkers),
    *(NotAFeed, NoRoadsError, UnreachablePlaceError),
)
"""What days of variants may raise because of what they were given."""
COMPILING_IF_LONGER_THAN_S = 2.0
"""Kernels that were compiled before load faster than this."""


def terminal() -> Console:
    """Where tables and bars are drawn; of a fixed width where nobody looks on."""
    console = Console()
    return console if console.is_terminal else Console(width=120)


def refuse(message: str) -> NoReturn:
    """Say what is wrong with the input, and leave."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)


def read_option(option: str, text: str, parse: Callable[[object], Value]) -> Value:
    """What an option's text means; raises ScenarioError that names the option."""
    try:
        return parse(text)
    except ValueError as problem:
        raise ScenarioError(f"{option} {text!r}: {problem}") from problem


def warm_kernels(console: Console, searches: bool = True) -> None:
    """Load the compiled kernels; where they must be compiled first, say why nothing moves."""
    said = threading.Timer(
        COMPILING_IF_LONGER_THAN_S,
        console.print,
        ("compiling kernels, once (初回のみ計算部を準備しています)",),
    )
    said.daemon = True
    said.start()
    try:
        forget_old_kernels()
        warm_up()
        if searches:
            warm_up_search(np.random.default_rng(0))
    finally:
        said.cancel()


def checked_folder(out: Path) -> Path:
    """A folder that can be written to, found out before hours are spent; raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    trial = out / ".noriai-trial"
    trial.touch()
    trial.unlink()
    return out


@contextmanager
def bar_of_days(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how many days are replayed, of how many; on a terminal only."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("days (日)", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
