"""A fitted model drives the days drawn from it: boarding, snow, behaviour, and who stays at home."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import mean, stdev

import pytest

from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import PromiseMade, RideCancelled, RiderNoShow, VisitBegun, VisitDone
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.journal import MemoryJournal
from gtfs.service_changes import parse_changes
from gtfs.service_snow import SnowLevel
from simulations.day_record import DayRecord
from simulations.fitting.applied import as_fitted, fitted_snow
from simulations.fitting.drawn_days import FittedRiders
from simulations.fitting.fitted_model import FittedDemand, FittedFrom, FittedModel, FittedTravel, write_fitted
from simulations.recorded.decided_anew import decide_anew
from simulations.recorded.on_ground import scenario_on_record
from simulations.runner import replay
from simulations.variants.ground import scenario_of, service_of, weather_of
from simulations.variants.variant import Variant
from tests.simulations.recorded.days import NAMIOKA, a_recorded_day, namioka

ON = date(2026, 12, 2)
SERVICE = service_of(NAMIOKA, namioka().changes)
Made = Callable[..., Variant]


def a_model(travel: FittedTravel | None = None, **demand: object) -> FittedModel:
    """Eighty journeys a day between the station and the hospital, as told."""
    told = {
        "half_hours": list(range(16, 36)),
        "per_day": [4.0] * 20,
        "weekdays": [1.0] * 7,
        "purposes": [[0.25] * 4] * 20,
        "origins": {"1_01": 0.5, "place_01": 0.5},
        "destinations": {"place_02": 0.5, "place_03": 0.5},
        "return_share": 0.0,
        "stays_min": [60.0, 120.0],
        "notices_min": [60.0, 600.0],
        "ride_now_share": 0.3,
        "arrive_by": [0.0] * 4,
        "phone_share": 0.5,
        "seats": [1.0],
        "wheelchair_share": 0.0,
        "walker_share": 0.0,
        "cancel_share": 0.0,
        "no_show_share": 0.0,
        "late_share": 0.0,
    }
    fitted = FittedFrom(service="浪岡", first=ON, last=ON, days=60, needs=4800, riders_per_day=82)
    return FittedModel(
        fitted=fitted, demand=FittedDemand.model_validate(told | demand), travel=travel or FittedTravel()
    )


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The demo service on a model."""

    def on_model(model: FittedModel, *changes: str) -> Variant:
        write_fitted(model, tmp_path / "model.toml")
        return namioka().changed(parse_changes([f"demand.model={tmp_path / 'model.toml'}", *changes]))

    return on_model


def a_day(variant: Variant, seed: int = 1) -> DayRecord:
    return replay(scenario_of(variant, ON, seed), MemoryJournal(), disruptions=weather_of(variant))


def counts(day: DayRecord) -> tuple[int, int, int]:
    """Promises, cancelled ones, and riders who did not come."""
    kinds = (PromiseMade, RideCancelled, RiderNoShow)
    promised, cancelled, away = (sum(isinstance(event, kind) for event in day.events) for kind in kinds)
    return promised, cancelled, away


def test_riders_cancel_stay_away_and_come_late_as_the_model_says(made: Made) -> None:
    promised, cancelled, away = counts(a_day(made(a_model())))
    assert promised > 40
    assert (cancelled, away) == (0, 0), "service.toml says otherwise, the model knows better"
    promised, cancelled, away = counts(a_day(made(a_model(no_show_share=1.0))))
    assert (cancelled, away) == (0, promised)
    assert counts(a_day(made(a_model(cancel_share=1.0))))[1] > 0.5 * promised


def test_what_is_said_besides_holds_against_the_model(made: Made) -> None:
    away = counts(a_day(made(a_model(no_show_share=1.0), "demand.no_show_share=0")))[2]
    assert away == 0


def test_who_is_late_is_as_late_as_was_recorded(made: Made) -> None:
    late = made(a_model(late_share=1.0, late_min=[6.0, 6.0]))
    day = a_day(late)
    from_s = {
        e.promise.ride_id: e.promise.limits.pickup.from_s for e in day.events if isinstance(e, PromiseMade)
    }
    begun = [e for e in day.events if isinstance(e, VisitBegun) and e.kind is VisitKind.BOARD]
    assert begun
    assert all(event.at_s >= from_s[event.ride_id] + 360 for event in begun if event.ride_id is not None)


def visits_s(day: DayRecord, kind: VisitKind) -> list[int]:
    begun = {(e.ride_id, e.kind): e.at_s for e in day.events if isinstance(e, VisitBegun)}
    return [
        e.at_s - begun[e.ride_id, kind] for e in day.events if isinstance(e, VisitDone) and e.kind is kind
    ]


def test_boarding_is_planned_and_lasts_as_recorded(made: Made) -> None:
    travel = FittedTravel(board_more_s={"anybody": 45.0}, alight_more_s={"anybody": -10.0})
    day = a_day(made(a_model(travel)))
    assert set(visits_s(day, VisitKind.BOARD)) == {SERVICE.rules.board_s + 45}
    assert set(visits_s(day, VisitKind.ALIGHT)) == {SERVICE.rules.alight_s - 10}


def test_single_visits_vary_as_they_did(made: Made) -> None:
    variant = made(a_model(FittedTravel(visit_spread_s=15.0)))
    lasted = visits_s(a_day(variant), VisitKind.BOARD)
    assert stdev(lasted) == pytest.approx(15, rel=0.35)
    assert mean(lasted) == pytest.approx(SERVICE.rules.board_s, abs=6)
    assert lasted == visits_s(a_day(variant), VisitKind.BOARD), "the same day twice is the same day"


def test_snow_is_as_slow_as_recorded_and_people_stay_at_home(made: Made) -> None:
    travel = FittedTravel(snow={"normal": 1.1, "snow": 1.54}, dwell={"normal": 1.0, "snow": 1.8})
    model = a_model(travel, snow={"snow": 0.5})
    usual, snowy = made(model), made(model, "snow.level=snow")
    asked = [
        {a.request.request_id: a.request for a in scenario_of(each, ON, 1).arrivals}
        for each in (usual, snowy)
    ]
    assert asked[1].items() <= asked[0].items(), "those who go out are the same"
    assert 0.3 < len(asked[1]) / len(asked[0]) < 0.7
    (changed,) = (e.conditions for e in a_day(snowy).events if isinstance(e, ConditionsChanged))
    assert changed is not None
    agreed = SERVICE.snow[SnowLevel.SNOW]
    assert changed.speed == pytest.approx(1.1 / 1.54, abs=1e-3)
    assert (changed.dwell, changed.pickup_window_s) == (1.8, agreed.pickup_window_s)


def test_more_people_may_ask_in_snow_and_the_others_ask_as_before() -> None:
    riders = FittedRiders(a_model(snow={"snow": 1.5}), SERVICE)
    usual, snowy = riders.draw(1, ON), riders.draw(1, ON, snow=SnowLevel.SNOW)
    assert 1.2 < len(snowy) / len(usual) < 1.8
    assert {each.request.request_id: each for each in usual}.items() <= {
        each.request.request_id: each for each in snowy
    }.items()
    assert [each.asked_s for each in snowy] == sorted(each.asked_s for each in snowy)


def test_levels_of_which_no_day_was_recorded_stay_as_agreed() -> None:
    travel = FittedTravel(snow={"normal": 1.1, "snow": 1.54}, dwell={"normal": 1.0, "snow": 1.8})
    found = fitted_snow(SERVICE.snow, travel)
    for level in (SnowLevel.NORMAL, SnowLevel.HEAVY_SNOW, SnowLevel.HALT):
        assert found[level] == SERVICE.snow[level]
    said = fitted_snow(SERVICE.snow, travel, {"snow.snow.speed"})
    assert said[SnowLevel.SNOW].speed == SERVICE.snow[SnowLevel.SNOW].speed


def test_usual_conditions_are_in_the_recorded_drives_already() -> None:
    winter = replace(SERVICE, conditions=replace(SERVICE.snow[SnowLevel.SNOW], closed_places=frozenset()))
    told = as_fitted(winter, a_model())
    assert told.conditions is not None
    assert told.conditions.speed == 1
    assert as_fitted(winter, None) is winter
    assert isinstance(told.rules, ServiceRules)


def test_recorded_days_are_decided_as_they_were_whether_by_the_model_or_by_the_network(
    tmp_path: Path,
) -> None:
    """A running service believes its network and rules, whatever model its folder names for simulations."""
    folder = tmp_path / "town"
    shutil.copytree(NAMIOKA, folder)
    settings = folder / "service.toml"
    told = settings.read_text("utf-8").replace("[demand]\n", '[demand]\nmodel = "model.toml"\n')
    settings.write_text(told, encoding="utf-8")
    travel = FittedTravel(factor=1.3, board_more_s={"anybody": 45.0})
    write_fitted(a_model(travel), folder / "model.toml")
    town = Variant("town", folder)
    for lived in (namioka(), town):
        recorded = a_recorded_day(lived, 1)
        assert decide_anew(recorded, scenario_on_record(recorded, town)).whole
