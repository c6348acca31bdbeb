"""Every command, argument and option of the command line is written about in README.md or docs/."""

from collections.abc import Iterator

import pytest
from typer.core import TyperGroup
from typer.testing import CliRunner

import noriai
from tests.architecture.source_files import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def _commands() -> Iterator[tuple[str, str, list[str]]]:
    """Command as typed, its help, then each of its options, long form."""
    for name in noriai.COMMANDS:
        joined = noriai.command_line_of(name)
        within = joined.commands if isinstance(joined, TyperGroup) else {"": joined}
        for word, command in within.items():
            longest = [max(parameter.opts, key=len) for parameter in command.params]
            options = [option for option in longest if option.startswith("--")]
            yield f"noriai {name} {word}".strip(), command.help or "", options


COMMANDS = [pytest.param(*command, id=command[0]) for command in _commands()]


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
