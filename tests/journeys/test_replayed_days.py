"""Days that a running service recorded, read from its database: unchanged, they are decided as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.clock import moment
from api.desk.town import town_of
from api.recorded_days import read_recorded_days
from dispatch.domain.events import PromiseMade
from dispatch.engine.strategy import Strategy
from gtfs.service import read_service
from simulations.measures import measure
from simulations.recorded.decided_anew import DecidedAnew, decide_anew
from simulations.recorded.on_ground import scenario_on_record
from simulations.recorded.recorded_day import RecordedDay
from simulations.recorded.replaying import ready_to_replay
from simulations.scenario import Scenario, scenario_of_service
from simulations.variants.variant import variant_of
from tests.api.machine.run import run_machine, sqlite_addresses
from tests.api.served import a_database, serving
from tests.journeys.test_promises_kept import NAMIOKA
from tests.journeys.test_same_engine import OverHttp, by_phone, registered


def kept_days(database: Path) -> Iterator[RecordedDay]:
    for day in read_recorded_days(str(database), NAMIOKA, None, None, None):
        yield RecordedDay(day.service_date, day.events, day.source, rules=day.rules)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> RecordedDay:
    """A day of 20 riders over HTTP, with repair and improvement, as its database has it."""
    service = by_phone(read_service(NAMIOKA), "repair=100,improvement=100")
    scenario = scenario_of_service(service, seed=5, riders=20)
    folder, ids = tmp_path_factory.mktemp("lived"), list[str]()
    database, town = a_database(folder), town_of(service, lambda *_: scenario.strategy)
    with serving(town, database, moment(scenario.service_date, 0, town.zone), ids.pop) as served:
        OverHttp(served, registered(scenario, served), ids).run()
    database.close()
    (day,) = (day for day in kept_days(folder / "noriai.db") if len(day.events) > 20)
    return replace(day, seed=5, riders=20)


def test_a_day_lived_over_http_is_decided_again_as_it_was(lived: RecordedDay) -> None:
    anew = decide_anew(lived, _on(lived, "dispatch.repair=100"))
    assert anew.difference is None, anew.difference
    assert anew.events == len(lived.events) > 150


def test_such_a_day_is_replayed_with_another_fleet(lived: RecordedDay) -> None:
    (day,) = ready_to_replay([lived], variant_of(NAMIOKA, ["fleet.vehicles=1"]))
    assert day.changed is not None
    assert len(day.changed.vehicles) == 1
    promised = {e.promise.rider_id for e in day.changed.events if isinstance(e, PromiseMade)}
    asked = {attempt.request.rider_id for attempt in day.read.facts.attempts.values()}
    assert promised <= asked, "nobody rides who never asked"
    before, after = (measure(each).get_value("shift_min_mean") for each in (day.unchanged, day.changed))
    assert after is not None
    assert before is not None
    assert after > before, "with one van rides are farther from the wishes"


def test_whatever_people_do_to_a_service_its_days_are_decided_as_they_were(tmp_path: Path) -> None:
    """Anybody at random: disruptions, undone ones too, pins, open returns, the waitlist."""
    town = town_of(read_service(NAMIOKA))
    run_machine(town, sqlite_addresses(tmp_path), examples=2, steps=40, seed_=11)
    found: list[DecidedAnew] = []
    for database in sorted(tmp_path.glob("[0-9]*.db")):
        for recorded in kept_days(database):
            scenario = replace(_on(recorded), strategy=Strategy())
            found.append(decide_anew(recorded, scenario))
    assert not [each.difference for each in found if not each.whole]
    assert sum(each.events for each in found) > 200


def _on(recorded: RecordedDay, *changes: str) -> Scenario:
    return scenario_on_record(recorded, variant_of(NAMIOKA, list(changes)))
