"""What a day of service costs to run, and what its riders pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from dispatch.policy.fare_table import FareTable, Tariff
from dispatch.policy.fares import quote, settle
from gtfs.service_values import STRICT
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.inquiries import Booking
from simulations.measures.of_driving import shared_rides, vehicle_hours
from simulations.measures.statistics import percent, share

Price = Annotated[float, Field(ge=0, le=1_000_000_000)]


@dataclass(frozen=True, slots=True)
class DayWork:
    """What a day took: vehicles on the road, their hours on shift without breaks, kilometres driven."""

    vehicles: int
    vehicle_hours: float
    km: float


class CostModel(BaseModel):
    """What each thing costs, in yen; the defaults are assumed, no town's books: put your own."""

    model_config = STRICT
    vehicle_hour_yen: Price = 2200
    """A driver's hour on shift without breaks: wage, allowances and the employer's social charges."""
    km_yen: Price = 35
    """Fuel or electricity, tyres, maintenance."""
    vehicle_day_yen: Price = 4500
    """Lease or depreciation, insurance, inspection of a vehicle, for each day it is put out."""
    admin_day_yen: Price = 12_000
    """Telephone reception, the system, management of a day, whatever the number of vehicles."""

    def parts_yen(self, work: DayWork) -> Mapping[str, float]:
        """The cost of a day by what it is for, under the names of the prices without their unit."""
        return {
            "vehicle_hour": self.vehicle_hour_yen * work.vehicle_hours,
            "km": self.km_yen * work.km,
            "vehicle_day": self.vehicle_day_yen * work.vehicles,
            "admin_day": self.admin_day_yen,
        }

    def operating_cost_yen(self, work: DayWork) -> float:
        """What a day costs in all."""
        return sum(self.parts_yen(work).values())


ASSUMED = CostModel()
"""Costs where nobody has said any."""


def money_of(figures: Mapping[str, float | None], costs: CostModel) -> dict[str, float | None]:
    """What a day cost and earned, from its figures (`needs`, `vehicles`... of `figures_of_day`) and prices.

    The definitions are `OF_MONEY`.
    """
    known = {code: value or 0 for code, value in figures.items()}
    work = DayWork(round(known["vehicles"]), known["vehicle_hours"], known["driven_km"])
    cost_yen, earned_yen = costs.operating_cost_yen(work), known["fare_revenue_yen"]
    persons = known["passengers"]
    return {
        "operating_cost_yen": cost_yen,
        "cost_recovery": percent(earned_yen, cost_yen),
        "cost_per_ride": share(cost_yen, persons),
        "public_cost_per_ride": share(cost_yen - earned_yen, persons),
    }


def work_of(record: DayRecord, history: DayHistory) -> DayWork:
    """What a replayed day took."""
    driven_m = sum(history.metres_of(drive) for drive in history.drives())
    return DayWork(len(record.vehicles), vehicle_hours(record, history), driven_m / 1000)


def fare_revenue_yen(record: DayRecord, history: DayHistory, tariff: Tariff) -> int:
    """What the carried riders paid, each at the fare of the first class and without a pass.

    Simulated riders have no fare class, so discounts for children and others are not in it: it is the most
    that could have come in. Raises NoFareTable for a date before the first table.
    """
    table, shared = tariff.on(record.date), shared_rides(history)
    carried = (booking for booking in history.bookings.values() if booking.completed)
    return sum(fare_yen(record, one, table, pooled=one.promise.ride_id in shared) for one in carried)


def fare_yen(record: DayRecord, booking: Booking, table: FareTable, *, pooled: bool) -> int:
    """What the party of a booking pays at drop-off, everybody at the fare of the first class."""
    promise = booking.promise
    metres = record.travel.metres(promise.origin, promise.destination)
    quoted = quote(table, [table.classes[0].fare_class] * booking.persons, metres, record.date)
    return settle(table, quoted, pooled=pooled).yen
