"""Previews on a small town: every rider in one list, and well within what people wait for an answer."""

from __future__ import annotations

from typer import Typer
from typer.testing import CliRunner

from benchmarks.disruptions import HEAD, list_previews, main, town_at_noon
from dispatch.engine.service_day import copy_day

LONGEST_MS = 2000


def test_a_preview_names_every_rider_once_and_leaves_the_day_alone() -> None:
    day = town_at_noon(6, 120)
    before = copy_day(day.day)
    previews = list_previews("town", day, 1)
    assert day.day == before
    for each in previews:
        named = (*each.told.kept, *each.told.moved, *each.told.needs_call)
        assert sorted(named) == sorted(before.promises)
        assert 0 < each.cpu_ms < LONGEST_MS


def test_the_command_prints_a_row_for_each_disruption() -> None:
    app = Typer()
    app.command()(main)
    shown = CliRunner().invoke(app, ["--vehicles", "6", "--bookings", "60"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.splitlines()) == len(HEAD) + 6
