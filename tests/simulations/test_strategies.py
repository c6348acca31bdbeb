"""A scenario names its policies; what they know comes from days before, never from the day itself."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

import noriai
from dispatch.engine.strategy import PLAIN
from dispatch.policy.anticipation import SampledRiders
from dispatch.policy.demand_shares import DemandShares
from dispatch.policy.or_tools import OptimizerMissing
from gtfs import service_words
from gtfs.service import ServiceError, read_service
from gtfs.service_words import DispatchSection, parse_dispatch
from simulations.demand import sample_demand
from simulations.scenario import demand_model, scenario_of_service
from simulations.strategies import ANTICIPATIONS, POSITIONINGS, Outlook, expected_pickups, later_rides
from tests.gtfs.service_folders import SETTINGS, a_service_folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORIAI_CACHE", str(tmp_path / "cache"))


def test_every_name_a_service_may_say_is_a_policy() -> None:
    assert set(POSITIONINGS) == set(get_args(service_words.Positioning))
    assert set(ANTICIPATIONS) == set(get_args(service_words.Anticipation))


def test_a_service_that_says_nothing_is_plain(tmp_path: Path) -> None:
    assert scenario_of_service(read_service(a_service_folder(tmp_path / "s")), seed=1).strategy == PLAIN


def test_a_service_chooses_its_policies_by_name(tmp_path: Path) -> None:
    words = '[dispatch]\npositioning = "expected_demand"\nanticipation = "sampled_riders"\nbatch_s = 10\n'
    service = read_service(a_service_folder(tmp_path / "s", SETTINGS + words))
    strategy = scenario_of_service(service, seed=1).strategy
    assert isinstance(strategy.positioning, DemandShares)
    assert isinstance(strategy.anticipation, SampledRiders)
    assert strategy.batch_s == 10


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'positioning = "expected"',
            "dispatch.positioning: must be 'none' or 'expected_demand', not \"expected\"",
        ),
        ("batch_s = 61", "dispatch.batch_s: must be less than or equal to 60"),
        ('position = "none"', "dispatch.position is not a key of a service (did you mean positioning"),
    ],
)
def test_a_wrong_policy_is_named_with_what_was_expected(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        read_service(a_service_folder(tmp_path / "s", f"{SETTINGS}[dispatch]\n{line}\n"))
    assert said in str(refusal.value)


def test_policies_are_chosen_on_the_command_line_of_a_feed() -> None:
    assert parse_dispatch("") == DispatchSection()
    assert parse_dispatch("positioning=expected_demand, batch_s=10") == DispatchSection(
        positioning="expected_demand", batch_s=10
    )
    for wrong in ("positioning", "speed=3", "positioning=most", "batch_s=ten"):
        with pytest.raises(ValueError, match=r"KEY=NAME expected|must be"):
            parse_dispatch(wrong)


def test_expected_riders_are_those_who_left_at_once_on_the_days_before(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path / "s"))
    scenario = scenario_of_service(service, seed=3)

    outlook = Outlook(
        demand_model(service, scenario.travel), 10, 3, scenario.service_date, scenario.travel, scenario.rules
    )
    days = [
        sample_demand(outlook.model, 10, 3, scenario.service_date - timedelta(days=ago))
        for ago in range(1, 29)
    ]
    assert list(outlook.earlier_days()) == days
    pickups = expected_pickups(outlook)
    left_at_once = [each for day in days for each in day if each.asked_by.ride_now]
    assert pickups.sum() == pytest.approx(len(left_at_once) / 28)
    first = left_at_once[0]
    assert pickups[first.asked_s // 3600, first.request.origin] > 0
    rides = later_rides(outlook)
    assert [ride.asked_s for ride in rides] == sorted(ride.asked_s for ride in rides)
    assert 0 < len(rides) <= sum(len(day) for day in days)


def test_a_policy_without_its_package_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ortools.graph.python.min_cost_flow", None)
    folder = a_service_folder(tmp_path / "s", SETTINGS + '[dispatch]\npositioning = "expected_demand"\n')
    with pytest.raises(OptimizerMissing):
        scenario_of_service(read_service(folder), seed=1)
    told = CliRunner().invoke(noriai.app, ["simulate", str(folder), "--out", str(tmp_path / "out")])
    assert told.exit_code == 2
    assert "extra `optimizer`" in told.output
