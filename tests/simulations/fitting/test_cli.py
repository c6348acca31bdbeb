"""The command `fit`: days in, a model and its page out; one line for wrong input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dispatch.engine.journal import MemoryJournal
from simulations.fitting.cli import command
from simulations.fitting.fitted_model import read_fitted
from simulations.recorded.written import write_day
from simulations.runner import replay
from simulations.variants.ground import scenario_of
from tests.simulations.recorded.days import NAMIOKA, namioka
from tests.simulations.recorded.test_cli import no_database


def test_a_model_and_its_page_are_written(tmp_path: Path) -> None:
    for on in (date(2026, 12, 2), date(2026, 12, 3)):
        write_day(replay(scenario_of(namioka(), on, 1), MemoryJournal()), tmp_path / "days" / str(on))
    out = tmp_path / "model.toml"
    done = CliRunner().invoke(
        command(no_database), [str(tmp_path / "days"), "--service", str(NAMIOKA), "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert read_fitted(out).fitted.days == 2
    assert "too few days to check the model" in done.output
    page = out.with_suffix(".html").read_text("utf-8")
    assert "どこまで信じてよいか" in page
    assert page.count("<svg") == 5
    assert "9割の区間" in page
    assert "home_" not in page
    assert "見本の家" not in page, "nobody's home is named"


@pytest.mark.parametrize(
    ("words", "said"),
    [(["{absent}"], "cannot be read"), (["{empty}"], "no events.jsonl in it")],
)
def test_wrong_input_is_said_in_a_line(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    given = [word.format(absent=tmp_path / "absent", empty=tmp_path / "empty") for word in words]
    out = tmp_path / "model.toml"
    refused = CliRunner().invoke(command(no_database), [*given, "--service", str(NAMIOKA), "--out", str(out)])
    assert refused.exit_code == 2
    assert said in refused.output
    assert not out.exists()
