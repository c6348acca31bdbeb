"""Full decisions over a small fleet: the day is one the dispatcher could have led to, and all is counted."""

from __future__ import annotations

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.provenance import provenance
from benchmarks.scale import SEED, VISITS, as_page, booked_day, main, measure, riders
from benchmarks.town import NOW_S, Booked, book_fleet, multiplied, town
from dispatch.domain.commands import Ask
from dispatch.domain.events import PromiseAtRisk, PromiseMissed
from dispatch.engine.strategy import PLAIN
from dispatch.travel.travel_times import MatrixTravelTimes

APP = Typer()
APP.command()(main)


@pytest.fixture(scope="module")
def travel() -> MatrixTravelTimes:
    return town(np.random.default_rng(SEED))


@pytest.fixture(scope="module")
def booked(travel: MatrixTravelTimes) -> list[Booked]:
    return book_fleet(np.random.default_rng(SEED), travel.tensor(), VISITS, 6)


def test_larger_fleets_drive_the_same_routes_with_riders_of_their_own(booked: list[Booked]) -> None:
    fleet = multiplied(booked, 15)
    assert len({each.vehicle.vehicle_id for each in fleet}) == 15
    assert len({ride_id for each in fleet for ride_id in each.promises}) == 15 * VISITS / 2
    for number, each in enumerate(fleet):
        assert each.route.ride_ids() == each.promises.keys()
        places = [visit.place for visit in booked[number % 6].route.visits]
        assert [visit.place for visit in each.route.visits] == places


def test_every_promise_of_the_booked_day_can_be_kept(booked: list[Booked], travel: MatrixTravelTimes) -> None:
    """Punctual drivers keep what stood in the routes before anybody asked, and what came to it."""
    day = booked_day(multiplied(booked, 12), travel, PLAIN)
    assert all(len(state.route.visits) == VISITS + 1 for state in day.day.vehicles.values())
    day.run((at_s, Ask(each)) for at_s, each in riders(np.random.default_rng(1), travel, 12, 40))
    assert day.events[-1].at_s > NOW_S
    assert not [each for each in day.events if isinstance(each, PromiseMissed | PromiseAtRisk)]
    assert not day.day.promises, "everybody was brought home"


@pytest.mark.parametrize("batch_s", [None, 600])
def test_each_request_is_decided_once(
    booked: list[Booked], travel: MatrixTravelTimes, batch_s: int | None
) -> None:
    measured = measure(booked, travel, 12, 40, batch_s)
    assert len(measured.whole_ms) == measured.promised + measured.refused == 40
    assert measured.refused >= 2  # the parties that no vehicle seats
    assert all(
        0 < answer <= whole for answer, whole in zip(measured.answer_ms, measured.whole_ms, strict=True)
    )
    assert measured.line() in as_page([measured], provenance(("numpy",)))


def test_the_command_prints_a_row_for_each_way_of_asking() -> None:
    shown = CliRunner().invoke(APP, ["--vehicles", "5", "--requests", "20"])
    assert shown.exit_code == 0, shown.output
    assert sum(line.startswith("| 5 |") for line in shown.output.splitlines()) == 2
