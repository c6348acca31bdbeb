"""What a day costs and what its riders pay, reckoned by hand beside."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from dispatch.domain.saying import Said
from dispatch.policy.fare_table import ClassFare, FareTable, Tariff
from simulations.costs import ASSUMED, CostModel, DayWork, fare_revenue_yen, work_of
from simulations.measures import measure
from simulations.measures.history import read_history
from tests.simulations.made_up_days import a_full_day

ADULT, CHILD = Said("大人", "Adult"), Said("小人", "Child")


def test_a_day_costs_its_hours_its_kilometres_its_vehicles_and_the_reception() -> None:
    prices = CostModel(vehicle_hour_yen=2000, km_yen=30, vehicle_day_yen=4000, admin_day_yen=10_000)
    work = DayWork(vehicles=3, vehicle_hours=27.75, km=200.0)
    assert prices.operating_cost_yen(work) == 2000 * 27.75 + 30 * 200 + 4000 * 3 + 10_000
    assert sum(prices.parts_yen(work).values()) == prices.operating_cost_yen(work)


def test_more_work_never_costs_less() -> None:
    work = DayWork(2, 18.5, 150.0)
    for more in (DayWork(3, 18.5, 150.0), DayWork(2, 19.5, 150.0), DayWork(2, 18.5, 151.0)):
        assert ASSUMED.operating_cost_yen(more) > ASSUMED.operating_cost_yen(work)


@pytest.mark.parametrize("wrong", [{"km_yen": -1}, {"km_yen": float("nan")}, {"kilometre": 3}])
def test_a_price_is_a_number_of_yen(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        CostModel.model_validate(wrong)


def test_the_work_of_a_day_is_what_its_figures_say() -> None:
    record = a_full_day()
    history = read_history(record)
    measures, work = measure(record, history), work_of(record, history)
    assert work.vehicles == len(record.vehicles)
    assert work.km == pytest.approx(measures.get_value("driven_km"))
    persons, per_hour = measures.get_value("passengers"), measures.get_value("pax_per_vehicle_hour")
    assert persons is not None
    assert per_hour is not None
    assert persons / work.vehicle_hours == pytest.approx(per_hour)


def test_everybody_carried_pays_the_first_class_of_their_distance() -> None:
    record = a_full_day()
    history = read_history(record)
    flat = Tariff((FareTable("1", None, "2019-01-01", (), (_fare(ADULT, 300, 300), _fare(CHILD, 1, 1))),))
    carried = [one for one in history.bookings.values() if one.completed]
    assert fare_revenue_yen(record, history, flat) == 300 * sum(one.persons for one in carried)


def test_who_shared_pays_the_pooled_fare() -> None:
    record = a_full_day()
    history = read_history(record)
    table = FareTable("1", None, "2019-01-01", (), (_fare(ADULT, 300, 200),))
    persons, shared = (measure(record, history).get_value(code) for code in ("passengers", "pooling_riders"))
    assert persons is not None
    assert shared is not None
    assert 0 < shared < 100
    paid = persons * (300 - 100 * shared / 100)
    assert fare_revenue_yen(record, history, Tariff((table,))) == pytest.approx(paid)


def _fare(name: Said, alone: int, pooled: int) -> ClassFare:
    return ClassFare(name.en.lower(), name, (alone,), (pooled,))
