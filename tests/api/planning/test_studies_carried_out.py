"""Every kind of study, as the page orders it, carried out on the demo town and on a day it has driven."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from api.office_facts import KeptOffice
from api.planning.laboratory import DrivenDay, StudyOrder
from api.wire.studies import StudyIn
from gtfs.service import read_service
from gtfs.service_changes import NO_CHANGES
from simulations.file_journal import write_journal
from simulations.scenario import ScenarioError
from simulations.studies.study import KINDS, study_into
from simulations.variants.day import DayOfVariant, replay_day
from simulations.variants.variant import variant_of

NAMIOKA = Path(__file__).parents[3] / "examples" / "namioka"
ON = date(2026, 12, 2)
FEW = {"riders": 15}
ASKED: list[dict[str, Any]] = [
    {"kind": "comparison", "first": FEW, "second": FEW | {"vehicles": 1}, "days": 2, "seeds": 1},
    {"kind": "sweep", "vehicles": [1, 3], "growth": [0.2], "days": 2, "seeds": 1},
    {"kind": "winter", "summer": "2026-12-02", "winter": "2027-01-20", "levers": FEW, "seeds": 1},
    {"kind": "shifts", "success_within_30": 0.6, "levers": FEW, "days": 2},
    {"kind": "replay", "dates": [ON.isoformat()], "levers": {"vehicles": 2}},
    {"kind": "fit", "dates": [ON.isoformat()]},
    {"kind": "council", "dates": [ON.isoformat()]},
]


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> DrivenDay:
    """A day of the demo town with few riders, as its journal keeps it."""
    journal = tmp_path_factory.mktemp("driven") / "day.jsonl"
    record = replay_day(DayOfVariant(variant_of(NAMIOKA, ["demand.riders_per_day=30"]), ON, 0))
    write_journal(record.events, journal)
    return DrivenDay(journal, record.rules)


def order(asked: dict[str, Any], driven: DrivenDay) -> StudyOrder:
    study = TypeAdapter[Any](StudyIn).validate_python(asked)
    office = KeptOffice({}, {}, 12, 3000)
    return StudyOrder(NAMIOKA, NO_CHANGES, study, ON, {ON: driven}, office)


def test_every_kind_is_tried_here() -> None:
    assert tuple(each["kind"] for each in ASKED) == KINDS


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked["kind"])
def test_a_study_leaves_a_report_and_all_its_data_and_names_no_home(
    asked: dict[str, Any], driven: DrivenDay, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    study_into(order(asked, driven), tmp_path, lambda _, done, total: told.append((done, total)))
    assert told, "progress is told"
    assert told[-1][0] == told[-1][1]
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<html" in report
    homes = [
        place.place_id for place in read_service(NAMIOKA).doors.places if place.place_id.startswith("home_")
    ]
    with zipfile.ZipFile(tmp_path / "all.zip") as taken:
        assert taken.namelist()
        texts = [taken.read(name).decode("utf-8", "ignore") for name in taken.namelist()]
    assert not [home for home in homes if any(home in text for text in (report, *texts))]


def test_a_sweep_of_too_many_days_is_refused_with_the_number(driven: DrivenDay, tmp_path: Path) -> None:
    asked = {"kind": "sweep", "vehicles": [1, 2, 3, 4], "growth": [1, 2, 3], "days": 60, "seeds": 20}
    with pytest.raises(ScenarioError, match="14,400 days in all, 5,000 at most"):
        study_into(order(asked, driven), tmp_path, lambda *_: None)
