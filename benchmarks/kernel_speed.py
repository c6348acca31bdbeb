"""How long the best insertion over a fleet takes: `python -m benchmarks.kernel_speed`.

A town of 300 places, routes of 10 and 20 visits spread over the hours ahead, larger fleets made of
the same 300 routes. Each request is timed several times by the CPU clock of its thread and its least time
counts, because a shared machine only ever adds; mean and 95th percentile are over the requests. The call
is the one a search makes: Python to kernel and back, answers in an array.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time_ns

import numpy as np

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide, as_wish, cheapest_insertions
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, empty_plan, encode_route, get_roads
from dispatch.kernel.search_fleet import rank_fleet
from dispatch.kernel.settle_pair import FOUND_FIELDS
from dispatch.policy.objective import BALANCED
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor

PLACES = 300
ROUTES = 300
FLEETS = (3, 30, 300, 1_000, 10_000)
VISITS = (10, 20)
NOW_S = 9 * 3600
HORIZON_S = {10: 3 * 3600, 20: 6 * 3600}
BAR_US = 80.0
KEEP = 8


def town(rng: np.random.Generator) -> TravelTensor:
    """Places in a town of 14 by 14 km, denser in the middle, driven at 30 km/h on roads a third longer."""
    spots_m = np.clip(rng.normal(7_000, 3_500, (PLACES, 2)), 0, 14_000)
    apart_m = np.hypot(*(spots_m[:, None] - spots_m[None]).transpose(2, 0, 1)) * 1.33
    seconds = np.ceil(apart_m / (30 / 3.6)).astype(np.int64)
    return MatrixTravelTimes.of(seconds, np.ceil(apart_m).astype(np.int64)).tensor()


def ask(rng: np.random.Generator, travel: TravelTensor, horizon_s: int) -> AskedRide:
    """A rider who wants to leave at some time within the horizon; one in ten uses a wheelchair."""
    origin, destination = (PlaceIndex(int(place)) for place in rng.choice(PLACES, 2, replace=False))
    direct_s = int(travel.fastest[origin, destination])
    from_s = NOW_S + int(rng.integers(0, horizon_s))
    pickup = TimeWindow(from_s, from_s + int(rng.choice((600, 900, 1_800))))
    longest_s = max(direct_s + 900, direct_s * 3 // 2)
    party = Load(0, 1) if rng.random() < 0.1 else Load(int(rng.integers(1, 3)))
    limits = RideLimits(pickup, pickup.until_s + 60 + longest_s, longest_s)
    return AskedRide(origin, destination, party, 60, 30, limits)


def fleet_of(rng: np.random.Generator, travel: TravelTensor, visits: int) -> PlanArrays:
    """Three hundred vehicles, each with its day filled by cheapest insertion up to so many visits."""
    hours = TimeWindow(NOW_S - 7200, NOW_S + HORIZON_S[visits] + 3 * 3600)
    depots = [PlaceIndex(int(place)) for place in rng.integers(0, PLACES, ROUTES)]
    vehicles = [
        Vehicle(VehicleId(str(n)), Load(8, 2), Shift(hours, depot, depot)) for n, depot in enumerate(depots)
    ]
    filled, promises = empty_plan(vehicles), dict[RideId, Promise]()
    for row, vehicle in enumerate(vehicles):
        alone = empty_plan([vehicle])
        route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, vehicle.shift.end, 0, 0),))
        anchor = Anchor(PlaceIndex(int(rng.integers(PLACES))), NOW_S + int(rng.integers(0, 900)))
        encode_route(alone, 0, route, anchor, promises, travel)
        while len(route.visits) <= visits:
            asked = ask(rng, travel, HORIZON_S[visits])
            for way in cheapest_insertions(alone, asked, travel, BALANCED, now_s=NOW_S):
                ride_id = RideId(f"{row}/{len(route.visits)}")
                promises[ride_id] = Promise(
                    *(ride_id, RequestId(ride_id), RiderId(ride_id), asked.load),
                    *(asked.origin, asked.destination, asked.limits),
                )
                route = with_ride(route, way, ride_id, asked)
                encode_route(alone, 0, route, anchor, promises, travel)
        encode_route(filled, row, route, anchor, promises, travel)
    return filled


def tiled(plan: PlanArrays, count: int) -> PlanArrays:
    """So many vehicles with the routes of the plan, over and over."""
    rows = np.arange(count) % len(plan.length)
    fleet = empty_plan([plan.vehicles[row] for row in rows])
    fleet.block, fleet.length = np.ascontiguousarray(plan.block[rows]), plan.length[rows].copy()
    fleet.travel, fleet.roads = plan.travel, plan.roads
    return fleet


def time_requests_us(
    plan: PlanArrays, travel: TravelTensor, asks: Sequence[AskedRide], keep: int
) -> list[float]:
    """The least CPU time of each request, microseconds."""
    found, roads = np.empty((keep, FOUND_FIELDS), np.int64), get_roads(plan, travel)
    times = []
    for asked in asks:
        wish, least_ns = as_wish(asked, BALANCED, NOW_S), 1 << 60
        for _ in range(7):
            begin_ns = thread_time_ns()
            rank_fleet(plan.block, plan.length, plan.capacity, wish, roads, found)
            least_ns = min(least_ns, thread_time_ns() - begin_ns)
        times.append(least_ns / 1000)
    return times


def main() -> None:
    """Print the table and whether the bar holds."""
    rng = np.random.default_rng(20261123)
    travel = town(rng)
    print("Best insertion over the fleet, µs of CPU a request (least of 7 runs), mean and 95th percentile")
    print(f"{'visits':>6} {'vehicles':>8} | {'best':>7} {'p95':>7} | {f'best {KEEP}':>7} {'p95':>7} | served")
    for visits in VISITS:
        plan = fleet_of(rng, travel, visits)
        for count in FLEETS:
            fleet = tiled(plan, count)
            asks = [ask(rng, travel, HORIZON_S[visits]) for _ in range(300 if count <= 1_000 else 60)]
            one, several = (time_requests_us(fleet, travel, asks, keep) for keep in (1, KEEP))
            served = sum(
                bool(cheapest_insertions(fleet, each, travel, BALANCED, now_s=NOW_S, keep=1)) for each in asks
            )
            figures = [float(f(times)) for times in (one, several) for f in (np.mean, _p95)]
            cells = "{:7.1f} {:7.1f} | {:7.1f} {:7.1f}".format(*figures)
            verdict = ""
            if (visits, count) == (10, 1_000):
                held = max(figures[0], figures[2]) <= BAR_US
                verdict = f"  bar {BAR_US:.0f} µs: " + ("holds" if held else "MISSED")
            print(f"{visits:>6} {count:>8} | {cells} | {served / len(asks):5.0%}{verdict}")


def _p95(times: Sequence[float]) -> float:
    return float(np.percentile(times, 95))


if __name__ == "__main__":
    main()
