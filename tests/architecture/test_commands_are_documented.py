"""Every command, argument and option of the command line is written about in README.md or docs/."""

from collections.abc import Iterator

import pytest
import typer
from typer.main import get_command, get_group
from typer.testing import CliRunner

import api.cli_keeping
import api.cli_people
import api.cli_sandbox
import api.cli_telephone
import gtfs.cli_feed
import gtfs.cli_network
import noriai
import simulations.cli
import simulations.comparing.cli
import simulations.council.cli
import simulations.fitting.cli
import simulations.recorded.cli
import simulations.shifts.cli
import simulations.sweeping.cli
import simulations.winter.cli
from tests.architecture.source_files import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

ALONE = {
    "compare": simulations.comparing.cli.compare_services,
    "sweep": simulations.sweeping.cli.sweep_a_grid,
    "sandbox": api.cli_sandbox.sandbox,
    "backup": api.cli_keeping.backup,
    "restore": api.cli_keeping.bring_back,
    "export": api.cli_keeping.write_tables,
    "retention": api.cli_keeping.forget,
    "shifts": simulations.shifts.cli.shifts,
    "winter": simulations.winter.cli.winter,
}


def _groups() -> Iterator[tuple[str, str, list[str]]]:
    """Command as typed, then each of its options, long form."""
    alone = typer.Typer(add_completion=False)
    alone.command()(simulations.cli.simulate)
    replay = simulations.recorded.cli.command(noriai._recorded_days)
    fit = simulations.fitting.cli.command(noriai._recorded_days)
    commands = {"noriai simulate": get_command(alone), "noriai replay": get_command(replay)}
    commands["noriai fit"] = get_command(fit)
    pack = simulations.council.cli.command(noriai._recorded_days, noriai._office)
    commands["noriai pack"] = get_command(pack)
    people = api.cli_people
    groups = {"staff": people.staff_app, "device": people.device_app, "audit": people.audit_app}
    groups["telephone"] = api.cli_telephone.telephone_app
    for name, app in {"feed": gtfs.cli_feed.app, "network": gtfs.cli_network.app, **groups}.items():
        group = get_group(app)
        commands |= {f"noriai {name} {word}": command for word, command in group.commands.items()}
    for name, function in ALONE.items():
        alone = typer.Typer(add_completion=False)
        alone.command()(function)
        commands[f"noriai {name}"] = get_command(alone)
    for typed, command in commands.items():
        longest = [max(parameter.opts, key=len) for parameter in command.params]
        yield typed, command.help or "", [option for option in longest if option.startswith("--")]


COMMANDS = [pytest.param(*command, id=command[0]) for command in _groups()]


@pytest.mark.parametrize(("typed", "explained", "options"), COMMANDS)
def test_a_command_and_its_options_are_documented(typed: str, explained: str, options: list[str]) -> None:
    assert typed in WRITTEN, f"write about `{typed}` in README.md or docs/"
    assert explained, f"`{typed} --help` explains nothing"
    assert not [option for option in options if f"{option}" not in WRITTEN and option != "--help"]


def test_the_command_line_joins_every_command() -> None:
    shown = CliRunner().invoke(noriai.app, ["--help"]).output
    for typed in (command.values[0] for command in COMMANDS):
        assert str(typed).split()[1] in shown


def test_the_command_line_says_its_version() -> None:
    shown = CliRunner().invoke(noriai.app, ["--version"])
    assert shown.exit_code == 0
    assert shown.output.startswith("noriai 0.")
