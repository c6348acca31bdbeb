"""Studies over HTTP: ordered, followed, read, removed; each told the rules in force and the days driven."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.desk.town import Town
from api.people.roles import Role
from tests.api.planning.laboratories import TOLD
from tests.api.routes.booked import book
from tests.api.routes.subscribed import subscribed
from tests.api.routes.test_planning import planned
from tests.api.served import DAY, Served

STUDIES = "/planning/studies"
COMPARISON = {"kind": "comparison", "second": {"vehicles": 4}}


@pytest.fixture
def told(town: Town, tmp_path: Path) -> Iterator[Served]:
    """A service whose laboratory writes down what it was told."""
    yield from planned(town, tmp_path, TOLD)


def studied(served: Served, study: dict[str, Any]) -> dict[str, Any]:
    """A study that was ordered, once it is over."""
    answer = served.post(STUDIES, {"name": "試し", "study": study})
    assert answer.status_code == 201, answer.text
    with subscribed(served, f"{STUDIES}/{answer.json()['study_id']}/live") as events:
        *_, (_, last) = events
    return dict(last)


def report(served: Served, study: dict[str, Any]) -> str:
    answer = served.get(f"{STUDIES}/{study['study_id']}/files/report.html")
    assert "sandbox" in answer.headers["content-security-policy"]
    return str(answer.text)


def test_a_study_is_followed_read_taken_home_and_removed(told: Served) -> None:
    study = studied(told, COMPARISON)
    assert (study["state"], study["progress"]["total"]) == ("done", 1)
    assert study["study"]["second"]["vehicles"] == 4
    assert report(told, study).startswith("comparison")
    home = told.get(f"{STUDIES}/{study['study_id']}/files/all.zip")
    assert home.headers["content-disposition"].startswith("attachment")
    assert [each["study_id"] for each in told.get(STUDIES).json()["studies"]] == [study["study_id"]]
    assert told.get("/planning/runs").json() == []
    assert told.get(f"/planning/runs/{study['study_id']}").status_code == 404
    assert told.delete(f"/planning/runs/{study['study_id']}").status_code == 404
    for _ in range(2):  # who asks again under the same key is told the same
        assert told.delete(f"{STUDIES}/{study['study_id']}", key="remove-a-study").status_code == 204
    assert told.get(f"{STUDIES}/{study['study_id']}").status_code == 404


def test_days_that_were_driven_are_studied_from_their_events(told: Served) -> None:
    book(told)
    assert told.get(STUDIES).json()["recorded"] == [DAY.isoformat()]
    study = studied(told, {"kind": "fit", "dates": [DAY.isoformat()]})
    assert f"{DAY} {DAY}.jsonl" in report(told, study)


def test_only_planners_come_in(told: Served) -> None:
    assert told.get(STUDIES, told.as_one(Role.OPERATOR)).status_code == 403
    assert told.get(STUDIES, told.as_one(Role.PLANNER)).status_code == 200


@pytest.mark.parametrize(
    ("study", "field"),
    [
        ({"kind": "fit", "dates": ["2026-11-30"]}, "study.dates"),
        ({"kind": "winter", "summer": "2026-12-31", "winter": "2026-12-02"}, "study.summer"),
        ({"kind": "comparison"}, "study.comparison.second"),
        ({"kind": "comparison", "second": {"vehicles": 0}}, "study.comparison.second.vehicles"),
        ({"kind": "sweep", "speed": [1]}, "study.sweep.speed"),
    ],
)
def test_a_wrong_study_names_the_field(told: Served, study: dict[str, Any], field: str) -> None:
    answer = told.post(STUDIES, {"name": "x", "study": study})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert told.get(STUDIES).json()["studies"] == []
