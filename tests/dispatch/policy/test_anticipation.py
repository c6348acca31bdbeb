"""What later riders lose by a ride is what they cost with it, less what they cost without it."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import Accept, Ask
from dispatch.domain.events import OffersMade, PromiseMade
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.insertion import AskedRide, cheapest_insertions
from dispatch.kernel.longer_row import plan_with, put_in
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, copy_plan, empty_plan
from dispatch.policy.anticipation import LaterRide, SampledRiders
from dispatch.policy.objective import BALANCED
from tests.builders import EIGHTEEN, a_dispatcher, a_line_of_stops, a_request, a_van

NINE = 9 * HOUR_S
ROADS = a_line_of_stops()
ROAD = ROADS.tensor()


def two_vans(first_at: int, second_at: int) -> PlanArrays:
    """Two empty vans on the line of stops."""
    vans = [a_van("near", at=first_at), a_van("far", at=second_at)]
    plan = empty_plan(vans)
    for row, van in enumerate(vans):
        route = Route(van.vehicle_id, (Visit(VisitKind.END, van.shift.end, EIGHTEEN, 0),))
        encode_route(plan, row, route, Anchor(van.shift.start, NINE), {}, ROAD)
    return plan


def a_ride(origin: int, destination: int, from_s: int = NINE, wait_s: int = 10 * MINUTE_S) -> AskedRide:
    window = TimeWindow(from_s, from_s + wait_s)
    limits = RideLimits(window, from_s + 2 * HOUR_S, 2 * HOUR_S)
    return AskedRide(PlaceIndex(origin), PlaceIndex(destination), Load(1), 60, 30, limits)


def best_cost(plan: PlanArrays, ride: AskedRide, refused_s: int) -> int:
    found = cheapest_insertions(plan, ride, ROAD, BALANCED, now_s=NINE, keep=1)
    return min(found[0].cost, refused_s) if found else refused_s


@pytest.mark.parametrize("vans", [(2, 8), (0, 0), (5, 5)])
def test_the_loss_is_the_difference_that_a_plan_with_the_ride_makes(vans: tuple[int, int]) -> None:
    plan = two_vans(*vans)
    later = [a_ride(1, 6, NINE + 600), a_ride(7, 2, NINE + 900), a_ride(3, 0, NINE + 1200)]
    future = SampledRiders(tuple(LaterRide(NINE + 60 * k, ride) for k, ride in enumerate(later, 1)), days=2)
    asked = a_ride(4, 9)
    candidates = cheapest_insertions(plan, asked, ROAD, BALANCED, now_s=NINE, keep=4)
    assert len(candidates) == 2
    lost = future.opportunity_cost_s(plan, asked, candidates, ROAD, NINE)
    for found, given in zip(candidates, lost, strict=True):
        changed = copy_plan(plan)
        put_in(changed, RideId("x"), asked, found, ROAD, now_s=NINE)
        more = [best_cost(changed, r, future.refused_s) - best_cost(plan, r, future.refused_s) for r in later]
        assert given == pytest.approx(sum(more) / 2)


def test_only_riders_of_the_hours_ahead_count_and_a_sample_stands_for_all() -> None:
    rides = tuple(LaterRide(NINE + 60 * k, a_ride(1, 2, NINE + 60 * k)) for k in range(-5, 100))
    few = SampledRiders(rides, days=1, ahead_s=HOUR_S, most=10)
    chosen, worth = few._upcoming(NINE)
    assert len(chosen) == 10
    assert len(chosen) * worth == pytest.approx(60)
    assert few._upcoming(20 * HOUR_S)[0] == []


def test_a_plan_with_a_ride_that_does_not_fit_there_is_refused() -> None:
    plan = two_vans(0, 9)
    found = cheapest_insertions(plan, a_ride(4, 9), ROAD, BALANCED, now_s=NINE, keep=1)[0]
    with pytest.raises(ValueError, match="does not fit into row"):
        plan_with(plan, a_ride(4, 9, NINE, 0), found, ROAD, now_s=NINE)


def test_a_van_is_kept_for_whom_no_other_could_serve() -> None:
    """The nearer van alone can carry the wheelchair that is asked for every day at twenty past nine."""
    vans = (a_van("wheelchairs", at=5, wheelchairs=1), a_van("plain", at=3))
    window = TimeWindow(NINE + 20 * MINUTE_S, NINE + 22 * MINUTE_S)
    wheelchair = AskedRide(
        PlaceIndex(0), PlaceIndex(1), Load(0, 1), 60, 30, RideLimits(window, NINE + 2 * HOUR_S, HOUR_S)
    )
    future = SampledRiders((LaterRide(NINE + 60, wheelchair),), days=1)
    taken = {}
    for name, strategy in (("plain", PLAIN), ("anticipating", Strategy(anticipation=future))):
        dispatcher, day = a_dispatcher(*vans, strategy=strategy), ServiceDay()
        for event in dispatcher.open_day().events:
            apply(day, event)
        made = dispatcher.decide(day, Ask(a_request("a", 4, 9, NINE)), NINE).events
        for event in made:
            apply(day, event)
        assert isinstance(made[-1], OffersMade)
        nearest = made[-1].offers[0]
        (promise, *_) = dispatcher.decide(day, Accept(nearest.offer_id), NINE + 10).events
        assert isinstance(promise, PromiseMade)
        taken[name] = promise.vehicle_id
    assert taken == {"plain": VehicleId("wheelchairs"), "anticipating": VehicleId("plain")}
