"""The command line: joins the commands that each package brings, each imported only when it is asked for."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command, get_group

if TYPE_CHECKING:  # each command imports what it needs, and no other does
    from zoneinfo import ZoneInfo

    from api.planning.laboratory import Laboratory
    from simulations.council.kept_days import OfficePeriod
    from simulations.recorded.recorded_day import RecordedDay

# A joined command parses its own arguments: here they pass through untouched, `--help` included.
_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}

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


@app.command(context_settings=_PASS_ON, add_help_option=False)
def feed(ctx: typer.Context) -> None:
    """Check and describe a GTFS-JP feed."""
    from gtfs.cli_feed import app as feed_app

    get_group(feed_app)(args=ctx.args, prog_name="noriai feed")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def network(ctx: typer.Context) -> None:
    """Build a road network from a feed, or from an OpenStreetMap extract, and measure it."""
    from gtfs.cli_network import app as network_app

    get_group(network_app)(args=ctx.args, prog_name="noriai network")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def simulate(ctx: typer.Context) -> None:
    """Replay a day of demand on a service folder, or straight from a feed, and write a report."""
    from simulations.cli import simulate as simulate_a_day

    _run_alone(simulate_a_day, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def compare(ctx: typer.Context) -> None:
    """Compare two services on the same days and riders: differences, and whether they can be shown."""
    from simulations.comparing.cli import compare_services

    _run_alone(compare_services, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def sweep(ctx: typer.Context) -> None:
    """Replay every variant of a grid on the same days: what each costs, and whom it refuses."""
    from simulations.sweeping.cli import sweep_a_grid

    _run_alone(sweep_a_grid, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def winter(ctx: typer.Context) -> None:
    """Replay one day in summer and in winter with the same riders, side by side."""
    from simulations.winter.cli import winter as replay_both

    _run_alone(replay_both, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def replay(ctx: typer.Context) -> None:
    """Replay recorded days with settings changed, and compare."""
    from simulations.recorded.cli import command

    get_command(command(_recorded_days))(args=ctx.args, prog_name="noriai replay")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def fit(ctx: typer.Context) -> None:
    """Learn from recorded days who will ask, and how long driving and boarding take."""
    from simulations.fitting.cli import command

    get_command(command(_recorded_days))(args=ctx.args, prog_name="noriai fit")


def _recorded_days(
    database: str, service: Path, area: str | None, first: date | None, last: date | None
) -> Iterator["RecordedDay"]:
    """The days that a service has recorded."""
    from api.recorded_days import read_recorded_days
    from simulations.recorded.recorded_day import RecordedDay

    for day in read_recorded_days(database, service, area, first, last):
        yield RecordedDay(day.service_date, day.events, day.source, rules=day.rules)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def pack(ctx: typer.Context) -> None:
    """Write the report pack (報告一式) of days, for the council and for subsidies."""
    from simulations.council.cli import command

    get_command(command(_recorded_days, _office))(args=ctx.args, prog_name="noriai pack")


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


@app.command(context_settings=_PASS_ON, add_help_option=False)
def shifts(ctx: typer.Context) -> None:
    """Plan the smallest fleet and shifts that keep a level of service."""
    from simulations.shifts.cli import shifts as plan

    _run_alone(plan, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def init(ctx: typer.Context) -> None:
    """Make a service's tables and keys, or bring its tables up to date."""
    from api.cli_data import init as make_ready

    _run_alone(make_ready, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def backup(ctx: typer.Context) -> None:
    """Back up a service into one file while it runs."""
    from api.cli_keeping import backup as back_up

    _run_alone(back_up, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def restore(ctx: typer.Context) -> None:
    """Fill an empty database from a backup."""
    from api.cli_keeping import bring_back

    _run_alone(bring_back, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def export(ctx: typer.Context) -> None:
    """Write every table as CSV or Parquet."""
    from api.cli_keeping import write_tables

    _run_alone(write_tables, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def retention(ctx: typer.Context) -> None:
    """Let go of what has been kept long enough."""
    from api.cli_keeping import forget

    _run_alone(forget, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def serve(ctx: typer.Context) -> None:
    """Run a service: bookings, drivers' tablets and operators over HTTP."""
    from api.cli_serve import command
    from simulations.scenario import strategy_on

    get_command(command(strategy_on, _laboratory()))(args=ctx.args, prog_name="noriai serve")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def demo(ctx: typer.Context) -> None:
    """Try it: an embedded service with a lively day, and all four pages."""
    from api.cli_demo import command
    from simulations.live.life import life_of
    from simulations.scenario import strategy_on

    get_command(command(strategy_on, life_of, _laboratory()))(args=ctx.args, prog_name="noriai demo")


def _laboratory() -> "Laboratory":
    """What replays days for planners beside a running service."""
    from api.planning.laboratory import Laboratory
    from simulations.file_journal import write_journal
    from simulations.film import film_of
    from simulations.planned_day import replay_into
    from simulations.studies.study import study_into

    return Laboratory(replay_into, film_of, study_into, write_journal)


def _run_alone(command: Callable[..., None], ctx: typer.Context) -> None:
    alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    alone.command()(command)
    get_command(alone)(args=ctx.args, prog_name=f"noriai {ctx.info_name}")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def sandbox(ctx: typer.Context) -> None:
    """Run a payment provider to practise with: no money moves."""
    from api.cli_sandbox import sandbox as practise

    _run_alone(practise, ctx)


@app.command(context_settings=_PASS_ON, add_help_option=False)
def staff(ctx: typer.Context) -> None:
    """Keep the accounts of staff: add, list, grant, close."""
    from api.cli_people import staff_app

    get_group(staff_app)(args=ctx.args, prog_name="noriai staff")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def device(ctx: typer.Context) -> None:
    """Keep the tablets in vehicles: add, list, revoke."""
    from api.cli_people import device_app

    get_group(device_app)(args=ctx.args, prog_name="noriai device")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def telephone(ctx: typer.Context) -> None:
    """Let a telephone system announce callers: add, revoke."""
    from api.cli_telephone import telephone_app

    get_group(telephone_app)(args=ctx.args, prog_name="noriai telephone")


@app.command(context_settings=_PASS_ON, add_help_option=False)
def audit(ctx: typer.Context) -> None:
    """Read who saw which rider."""
    from api.cli_people import audit_app

    get_group(audit_app)(args=ctx.args, prog_name="noriai audit")


def main() -> None:
    """Run the command that the shell asked for."""
    app()


if __name__ == "__main__":
    main()
