"""The command `serve`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api.cli_words import in_words, require_free
from api.clock import SystemClock
from api.desk.town import StrategyOfDay, Town, town_of
from api.gateways import notifiers_of
from api.gateways_file import Gateways, on_the_console, read_gateways_file
from api.log_lines import log_in_lines
from api.notices.notifier import Notifier
from api.people.access import Gate
from api.people.code_traffic import ALWAYS_AN_HOUR
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import read_key_file
from api.people.rate_limits import Rate, RateLimits, RateRules
from api.people.sealed import Vault
from api.planning.laboratory import Laboratory
from api.planning.planning import Planning, planning_in
from api.running import application, site_for
from api.serving import StreamEndingServer
from api.storage.database import Database
from api.storage.opening import open_for_service
from api.supervised import BEGIN_ANEW, keep_running
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import ServiceError, read_service

RUNS = Path("noriai.runs")
TURN_OF_A_THREAD_S = 0.001
"""An answer passes from thread to thread several times, and waits for its turn as often: Python's is 5 ms."""
LAST_WORDS_S = 5
"""How long answers under way may take once the service is stopped."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
CodesNamed = Annotated[
    int,
    typer.Option(
        "--codes-an-hour",
        min=1,
        help="One-time codes an hour of the whole service, or three times the usual where that is more.",
    ),
]


def command(strategy_of: StrategyOfDay, laboratory: Laboratory) -> typer.Typer:
    """The command, with the strategies its services may choose, and what replays days for planners."""
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
        keys: Annotated[Path, typer.Option("--keys", help="The key file that `noriai init` made.")] = Path(
            "noriai.keys"
        ),
        gateways: Annotated[
            Path | None,
            typer.Option(
                "--gateways", help="gateways.toml: how notices and codes leave; without it the console shows."
            ),
        ] = None,
        runs: Annotated[Path, typer.Option("--runs", help="Folder of days replayed for planners.")] = RUNS,
        account_rate: Annotated[
            int, typer.Option("--account-rate", min=1, help="Requests a minute of one account.")
        ] = RateRules().account.at_most,
        address_rate: Annotated[
            int, typer.Option("--address-rate", min=1, help="Requests a minute from one address.")
        ] = RateRules().address.at_most,
        codes_an_hour: CodesNamed = ALWAYS_AN_HOUR,
    ) -> None:
        """Run the service: bookings, drivers' tablets and operators over HTTP, until it is stopped.

        Exit code 2: the input cannot be used.
        """
        log_in_lines(sys.stderr)
        with in_words():
            towns = _towns(services, strategy_of)
            vault = _vault_of(database, keys)
            ways_out = read_gateways_file(gateways, os.environ) if gateways else on_the_console()
            notifiers = notifiers_of(ways_out)
            require_free(host, port)
        warm_up()
        warm_up_search(np.random.default_rng(0))
        rates = RateRules(Rate(account_rate), address=Rate(address_rate), codes_an_hour=codes_an_hour)

        def serve_once() -> int:
            opened = open_for_service(database)
            try:
                planning = planning_in(runs, laboratory)
                return _run(towns, opened, vault, ways_out, notifiers, rates, planning, host, port)
            finally:
                opened.close()

        raise typer.Exit(keep_running(serve_once))

    return app


def _vault_of(database: str, keys: Path) -> Vault:
    """What opens the database, which can be opened; the process that serves opens it for itself."""
    vault = Vault(read_key_file(keys))
    with closing(open_for_service(database)) as kept:
        require_fitting_keys(kept, vault, keys)
    return vault


def _towns(services: list[Path], strategy_of: StrategyOfDay) -> dict[str, Town]:
    towns: dict[str, Town] = {}
    for folder in services:
        town = town_of(read_service(folder), strategy_of)
        if town.area in towns:
            raise ServiceError(f"{folder}: two service folders are called {town.area}; rename one")
        towns[town.area] = town
    return towns


def _run(
    towns: dict[str, Town],
    database: Database,
    vault: Vault,
    gateways: Gateways,
    notifiers: Mapping[str, Notifier],
    rates: RateRules,
    planning: Planning,
    host: str,
    port: int,
) -> int:
    clock, deposed = SystemClock(), threading.Event()

    def leave() -> None:
        deposed.set()
        server.should_exit = True

    gate = Gate(database, clock, RateLimits(rates), over_tls=host not in LOOPBACK)
    site = site_for(towns, database, vault, gateways, notifiers, clock, planning, rates.codes_an_hour)
    app = application(site, gate, notifiers, leave)
    server = StreamEndingServer(app, host=host, port=port, timeout_graceful_shutdown=LAST_WORDS_S)
    sys.setswitchinterval(TURN_OF_A_THREAD_S)
    # uvicorn stops in good order, then raises the signal once more, which would end the process as if killed
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    server.run()
    return BEGIN_ANEW if deposed.is_set() else 0
