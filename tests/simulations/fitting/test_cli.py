"""The command `fit`: days in, a model and its page out; one line for wrong input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import PromiseMade, RiderNoShow
from dispatch.engine.journal import MemoryJournal
from simulations.cli import simulate
from simulations.file_journal import read_journal
from simulations.fitting.cli import command
from simulations.fitting.fitted_model import FittedTravel, read_fitted, write_fitted
from simulations.recorded.written import write_day
from simulations.runner import replay
from simulations.variants.ground import scenario_of
from tests.simulations.fitting.test_applied import a_model
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


def test_a_snowy_day_of_a_model_is_simulated(tmp_path: Path) -> None:
    travel = FittedTravel(snow={"normal": 1.0, "snow": 1.6}, dwell={"normal": 1.0, "snow": 1.25})
    write_fitted(a_model(travel, no_show_share=1.0), tmp_path / "model.toml")
    app = typer.Typer()
    app.command()(simulate)
    words = [NAMIOKA, "--demand", tmp_path / "model.toml", "--snow", "snow", "--out", tmp_path / "day"]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    events = tuple(read_journal(tmp_path / "day" / "events.jsonl"))
    (changed,) = (event.conditions for event in events if isinstance(event, ConditionsChanged))
    assert changed is not None
    assert (changed.speed, changed.dwell) == (pytest.approx(1 / 1.6), 1.25)
    promised = sum(isinstance(event, PromiseMade) for event in events)
    assert sum(isinstance(event, RiderNoShow) for event in events) == promised > 0
