"""Planning over HTTP: a day is ordered, followed and read, and no home is told anywhere."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.desk.town import Town
from api.people.roles import Role
from api.planning.planning import planning_in
from simulations.measures.definitions import DEFINITIONS
from tests.api.planning.laboratories import REAL, TOLD
from tests.api.planning.told_replays import ENDLESS_SEED
from tests.api.routes.booked import book
from tests.api.routes.subscribed import subscribed
from tests.api.served import DAY, HOME, Served, a_database, at, serving

RUNS = "/planning/runs"


def planned(town: Town, folder: Path, laboratory: Any) -> Iterator[Served]:
    database = a_database(folder)
    with serving(town, database, at(town, 7), planning=planning_in(folder / "runs", laboratory)) as running:
        yield running
    database.close()


@pytest.fixture
def told(town: Town, tmp_path: Path) -> Iterator[Served]:
    """A service whose laboratory does as it is told."""
    yield from planned(town, tmp_path, TOLD)


@pytest.fixture(scope="module")
def real(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with its own laboratory."""
    yield from planned(town, tmp_path_factory.mktemp("planned"), REAL)


def usual(served: Served) -> dict[str, Any]:
    answer = served.get("/planning")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["usual"])


def order(served: Served, name: str, **changes: Any) -> dict[str, Any]:
    answer = served.post(RUNS, {"name": name, "day": usual(served) | changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def end_of(served: Served, run_id: str) -> dict[str, Any]:
    until = time.monotonic() + 120
    while (run := served.get(f"{RUNS}/{run_id}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < until, run
        time.sleep(0.1)
    return dict(run)


@pytest.fixture(scope="module")
def run(real: Served) -> dict[str, Any]:
    """A busy day of one vehicle."""
    ordered = order(real, "1台", vehicles=1, riders=60)
    run = end_of(real, ordered["run_id"])
    assert run["state"] == "done", run
    return run


def test_a_planner_begins_from_the_service_as_it_is(told: Served) -> None:
    shown = told.get("/planning").json()
    service = told.town.service
    assert shown["usual"]["vehicles"] == len(service.vehicles)
    assert shown["usual"]["max_wait_min"] * 60 == service.rules.max_wait_s
    assert shown["usual"]["service_date"] == DAY.isoformat()


def test_only_planners_come_in(told: Served) -> None:
    for role in (Role.OPERATOR, Role.DISPATCHER, Role.ADMINISTRATOR):
        assert told.get(RUNS, told.as_one(role)).status_code == 403
    assert told.get(RUNS, told.as_one(Role.PLANNER)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vehicles": 0}, "day.vehicles"),
        ({"riders": 10**6}, "day.riders"),
        ({"snow": "halt"}, "day.snow"),
        ({"service_date": "2026-12-31"}, "day.service_date"),
        ({"speed": 3}, "day.speed"),
    ],
)
def test_a_wrong_order_names_the_field(told: Served, changes: dict[str, Any], field: str) -> None:
    answer = told.post(RUNS, {"name": "x", "day": usual(told) | changes})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert told.get(RUNS).json() == []


def test_a_run_is_followed_until_it_is_cancelled_and_gone_when_removed(told: Served) -> None:
    run_id = order(told, "endless", seed=ENDLESS_SEED)["run_id"]
    assert told.get(f"{RUNS}/{run_id}/figures").status_code == 404
    with subscribed(told, f"{RUNS}/{run_id}/live") as events:
        states = [next(events)[1]["state"]]
        while states[-1] != "running":
            states.append(next(events)[1]["state"])
        assert told.post(f"{RUNS}/{run_id}/cancellation").json()["state"] == "cancelled"
        states += [event["state"] for _, event in events]  # the stream ends by itself
    assert states[-1] == "cancelled"
    assert told.delete(f"{RUNS}/{run_id}").status_code == 204
    assert told.get(f"{RUNS}/{run_id}").status_code == 404


def test_every_figure_comes_with_its_written_definition(real: Served, run: dict[str, Any]) -> None:
    figures = real.get(f"{RUNS}/{run['run_id']}/figures").json()
    told = [(each["code"], each["definition"]["ja"]) for each in figures["kpis"]]
    assert told == [(each.code, each.definition_ja) for each in DEFINITIONS]
    by_code = {each["code"]: each["value"] for each in figures["kpis"]}
    assert sum(each["n"] for each in figures["refusals"]) == by_code["refusals_raw"] > 0
    assert all(square["needs"] >= figures["unmet"]["least"] for square in figures["unmet"]["squares"])


def test_another_vehicle_refuses_fewer_of_the_same_riders(real: Served, run: dict[str, Any]) -> None:
    more = end_of(real, order(real, "3台", vehicles=3, riders=60)["run_id"])
    refused = []
    for each in (run, more):
        figures = real.get(f"{RUNS}/{each['run_id']}/figures").json()
        refused.append({kpi["code"]: kpi["value"] for kpi in figures["kpis"]}["unmet_needs"])
    assert refused[0] > refused[1]


def positions(film: dict[str, Any]) -> set[tuple[float, float]]:
    ways = {tuple(way[end]) for way in film["ways"] for end in (0, -1)}
    riders = {tuple(rider["at"]) for rider in film["riders"]}
    return ways | riders | {tuple(each["start"]) for each in film["vehicles"]}


def public_positions(town: Town) -> set[tuple[float, float]]:
    places = [town.service.places[index] for index in town.service.public_places]
    return {(round(place.lon, 5), round(place.lat, 5)) for place in places}


def test_a_film_stands_still_at_public_places_only_and_loses_nobody(
    real: Served, run: dict[str, Any], town: Town
) -> None:
    film = real.get(f"{RUNS}/{run['run_id']}/film").json()
    assert positions(film) <= public_positions(town)
    figures = real.get(f"{RUNS}/{run['run_id']}/figures").json()
    by_code = {kpi["code"]: kpi["value"] for kpi in figures["kpis"]}
    carried = [rider for rider in film["riders"] if rider["alights_s"] is not None]
    assert sum(rider["persons"] for rider in carried) == by_code["passengers"] > 0
    assert all(rider["waits_s"] <= rider["boards_s"] < rider["alights_s"] for rider in carried)


def test_tables_and_report_name_no_home(real: Served, run: dict[str, Any], town: Town) -> None:
    homes = [place.place_id for place in town.service.doors.places if place.place_id.startswith("home_")]
    assert HOME in homes
    for file in ("requests.csv", "visits.csv", "report.html", "figures.csv"):
        answer = real.get(f"{RUNS}/{run['run_id']}/files/{file}")
        assert answer.status_code == 200, file
        assert not [home for home in homes if home in answer.text], file
    rows = list(csv.DictReader(io.StringIO(real.get(f"{RUNS}/{run['run_id']}/files/requests.csv").text)))
    assert len(rows) >= 40
    report = real.get(f"{RUNS}/{run['run_id']}/files/report.html")
    assert "sandbox" in report.headers["content-security-policy"]


def test_a_day_that_is_being_driven_is_a_film_that_grows(told: Served, town: Town) -> None:
    assert told.get(f"/planning/days/{DAY + timedelta(days=1)}/film").status_code == 404
    ride = book(told)
    with subscribed(told, f"/planning/days/{DAY}/live") as events:
        version = next(events)[1]["version"]
        day = told.get(f"/planning/days/{DAY}/film").json()
        assert (day["version"], day["now_s"]) == (version, 7 * 3600)
        film = day["film"]
        (rider,) = film["riders"]
        assert (rider["boards_s"], rider["gone_s"]) == (None, None)
        assert positions(film) <= public_positions(town)
        assert ride["rider_id"] not in str(film)
        book(told, rider="second")
        assert next(events)[1]["version"] > version
    assert len(told.get(f"/planning/days/{DAY}/film").json()["film"]["riders"]) == 2
    assert told.get("/planning").json()["days"] == [DAY.isoformat()]
