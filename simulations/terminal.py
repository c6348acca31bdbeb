"""What the laboratory's commands say on the terminal: one line for wrong input, and why nothing moves."""

from __future__ import annotations

import threading
from typing import NoReturn

import numpy as np
import typer
from rich.console import Console

from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from simulations.kernel_files import forget_old_kernels

WRONG_INPUT = 2
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
