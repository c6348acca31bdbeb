"""Compile every kernel on a plan of one vehicle, so that the first rider does not wait for it."""

from __future__ import annotations

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideLimits
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.insertion import AskedRide, CostWeights, cheapest_insertions
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, empty_plan
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor


def warm_up() -> None:
    """Compile the kernels, or load them where they were compiled before; seconds the first time."""
    plan, asked, travel = a_vehicle_and_a_rider()
    cheapest_insertions(plan, asked, travel, CostWeights(), now_s=0)


def a_vehicle_and_a_rider() -> tuple[PlanArrays, AskedRide, TravelTensor]:
    """The least that every kernel can be tried on: two places, one vehicle, one rider who fits."""
    here, there = PlaceIndex(0), PlaceIndex(1)
    travel = MatrixTravelTimes.of([[0, 60], [60, 0]], [[0, 500], [500, 0]]).tensor()
    hours = TimeWindow(0, 3600)
    vehicle = Vehicle(VehicleId("warm-up"), Load(4), Shift(hours, here, here))
    route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, here, 3600, 0),))
    plan = empty_plan([vehicle])
    encode_route(plan, 0, route, Anchor(here, 0), {}, travel)
    asked = AskedRide(here, there, Load(1), 60, 30, RideLimits(hours, 3600, 3600))
    return plan, asked, travel
