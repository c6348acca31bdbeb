"""The command line: joins the commands that each package brings, each imported only when it is asked for."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from typer.main import get_command, get_group

if TYPE_CHECKING:  # each command imports what it needs, and no other does
    from zoneinfo import ZoneInfo

    from api.planning.laboratory import Laboratory
    from simulations.council.kept_days import OfficePeriod
    from simulations.recorded.recorded_day import RecordedDay

app = typer.Typer(
    name="noriai",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="noriai: dispatch for demand-responsive transit (乗合デマンド交通) on GTFS-JP networks.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"noriai {version('noriai')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


def _recorded_days(
    database: str, service: Path, area: str | None, first: date | None, last: date | None
) -> Iterator["RecordedDay"]:
    """The days that a service has recorded."""
    from api.recorded_days import read_recorded_days
    from simulations.recorded.recorded_day import RecordedDay

    for day in read_recorded_days(database, service, area, first, last):
        yield RecordedDay(day.service_date, day.events, day.source, rules=day.rules)


def _office(
    database: str, area: str | None, first: date, last: date, zone: "ZoneInfo", keys: Path | None
) -> "OfficePeriod":
    """What a service's office keeps beside the events of its days."""
    from api.office_facts import KeptPeriod, read_office
    from simulations.council.kept_days import OfficePeriod
    from simulations.council.office_records import CheckRecord

    kept = read_office(database, area, KeptPeriod(first, last, zone), keys)
    checks = {day: tuple(CheckRecord(**record) for record in told) for day, told in kept.checks.items()}
    return OfficePeriod(kept.paid_yen, checks, kept.registered, kept.pass_sales_yen)


def _laboratory() -> "Laboratory":
    """What replays days for planners beside a running service."""
    from api.planning.laboratory import Laboratory
    from simulations.file_journal import write_journal
    from simulations.film import film_of
    from simulations.planned_day import replay_into
    from simulations.studies.study import study_into

    return Laboratory(replay_into, film_of, study_into, write_journal)


def _replay() -> typer.Typer:
    from simulations.recorded.cli import command

    return command(_recorded_days)


def _fit() -> typer.Typer:
    from simulations.fitting.cli import command

    return command(_recorded_days)


def _pack() -> typer.Typer:
    from simulations.council.cli import command

    return command(_recorded_days, _office)


def _serve() -> typer.Typer:
    from api.cli_serve import command
    from simulations.scenario import strategy_on

    return command(strategy_on, _laboratory())


def _demo() -> typer.Typer:
    from api.cli_demo import command
    from simulations.live.life import life_of
    from simulations.scenario import strategy_on

    return command(strategy_on, life_of, _laboratory())


class Joined(NamedTuple):
    """A command of a package: where it is defined, or what makes it of parts of several packages."""

    defined: str | Callable[[], typer.Typer]
    """`module:name` of a function, or of a group of commands."""
    help: str


COMMANDS = {
    "feed": Joined("gtfs.cli_feed:app", "Check and describe a GTFS-JP feed."),
    "network": Joined(
        "gtfs.cli_network:app",
        "Build a road network from a feed, or from an OpenStreetMap extract, and measure it.",
    ),
    "simulate": Joined(
        "simulations.cli:simulate",
        "Replay a day of demand on a service folder, or straight from a feed, and write a report.",
    ),
    "compare": Joined(
        "simulations.comparing.cli:compare_services",
        "Compare two services on the same days and riders: differences, and whether they can be shown.",
    ),
    "sweep": Joined(
        "simulations.sweeping.cli:sweep_a_grid",
        "Replay every variant of a grid on the same days: what each costs, and whom it refuses.",
    ),
    "winter": Joined(
        "simulations.winter.cli:winter",
        "Replay one day in summer and in winter with the same riders, side by side.",
    ),
    "replay": Joined(_replay, "Replay recorded days with settings changed, and compare."),
    "fit": Joined(_fit, "Learn from recorded days who will ask, and how long driving and boarding take."),
    "pack": Joined(_pack, "Write the report pack (報告一式) of days, for the council and for subsidies."),
    "shifts": Joined(
        "simulations.shifts.cli:shifts", "Plan the smallest fleet and shifts that keep a level of service."
    ),
    "init": Joined("api.cli_data:init", "Make a service's tables and keys, or bring its tables up to date."),
    "backup": Joined("api.cli_keeping:backup", "Back up a service into one file while it runs."),
    "restore": Joined("api.cli_keeping:bring_back", "Fill an empty database from a backup."),
    "export": Joined("api.cli_keeping:write_tables", "Write every table as CSV or Parquet."),
    "retention": Joined("api.cli_keeping:forget", "Let go of what has been kept long enough."),
    "serve": Joined(_serve, "Run a service: bookings, drivers' tablets and operators over HTTP."),
    "demo": Joined(_demo, "Try it: an embedded service with a lively day, and all four pages."),
    "sandbox": Joined("api.cli_sandbox:sandbox", "Run a payment provider to practise with: no money moves."),
    "staff": Joined("api.cli_people:staff_app", "Keep the accounts of staff: add, list, grant, close."),
    "device": Joined("api.cli_people:device_app", "Keep the tablets in vehicles: add, list, revoke."),
    "telephone": Joined(
        "api.cli_telephone:telephone_app", "Let a telephone system announce callers: add, revoke."
    ),
    "audit": Joined("api.cli_people:audit_app", "Read who saw which rider."),
}


def command_line_of(name: str) -> Callable[..., object]:
    """The command of a name, imported now: takes the words after it."""
    defined = COMMANDS[name].defined
    if not isinstance(defined, str):
        return get_command(defined())
    module, _, named = defined.partition(":")
    found = getattr(import_module(module), named)
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    alone.command()(found)
    return get_command(alone)


def _join(name: str, summary: str) -> None:
    """A joined command parses its own arguments: here they pass through untouched, `--help` included."""
    untouched = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}

    @app.command(name, help=summary, context_settings=untouched, add_help_option=False)
    def run(ctx: typer.Context) -> None:
        command_line_of(name)(args=ctx.args, prog_name=f"noriai {name}")


for _name, _joined in COMMANDS.items():
    _join(_name, _joined.help)


def main() -> None:
    """Run the command that the shell asked for."""
    app()


if __name__ == "__main__":
    main()
