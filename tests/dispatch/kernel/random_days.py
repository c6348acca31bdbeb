"""Random fleets in the middle of a day whose every promise can be kept, and riders who ask."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

import numpy as np

from dispatch.domain.fleet import Break, Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.fields import NO_LIMIT_S
from dispatch.kernel.insertion import AskedRide, CostWeights
from dispatch.kernel.plan_arrays import Anchor, OnBoard, PlanArrays, empty_plan
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor
from tests.dispatch.kernel.plain_checker import Day, Drive, earliest_times, loads_fit, route_of, with_rider

SHIFT_S = 9000
WEIGHTS = (
    CostWeights(),
    CostWeights(2, 1, 1, 1),
    CostWeights(0, 1, 0, 0),
    CostWeights(1, 0, 3, 2),
    CostWeights(0, 0, 0, 1),
    CostWeights(5, 2, 0, 0),
    CostWeights(0, 0, 0, 0),
)


@dataclass(frozen=True)
class Case:
    """A fleet, its promises, the roads, and one rider who asks."""

    days: tuple[Day, ...]
    promises: dict[RideId, Promise]
    travel: TravelTensor
    asked: AskedRide
    weights: CostWeights
    now_s: int
    keep: int


def random_case(seed: int, vehicles: int | None = None) -> Case:
    """A case that is always the same for a seed; one to three vehicles unless more are wanted."""
    rng = Random(seed)
    travel = _travel(rng)
    drive = plain_drive(travel)
    promises: dict[RideId, Promise] = {}
    count = vehicles or rng.choice((1, 2, 3, 3))
    days = tuple(_day(rng, row, travel, drive, promises) for row in range(count))
    asked = _asked(rng, travel)
    now_s = rng.choice((0, 0, rng.randrange(3000), rng.randrange(SHIFT_S)))
    return Case(days, promises, travel, asked, rng.choice(WEIGHTS), now_s, rng.choice((1, 1, 2, 3, 8)))


def encoded(case: Case) -> PlanArrays:
    """The fleet of a case as arrays; every route must be in time."""
    plan = empty_plan([day.vehicle for day in case.days])
    for row, day in enumerate(case.days):
        plan.max_duration_s[row] = min(day.longest_s, NO_LIMIT_S)
        assert encode_route(plan, row, route_of(day), day.anchor, case.promises, case.travel) == ()
    return plan


def plain_drive(travel: TravelTensor) -> Drive:
    """Driving seconds from nested lists: linear between departures, constant outside, rounded up."""
    tables, knots = travel.seconds.tolist(), travel.knot_s.tolist()

    def drive(origin: int, destination: int, leave_s: int) -> int:
        k = bisect_right(knots, leave_s)
        if k in (0, len(knots)):
            return int(tables[max(k - 1, 0)][origin][destination])
        left, right = tables[k - 1][origin][destination], tables[k][origin][destination]
        share, whole = leave_s - knots[k - 1], knots[k] - knots[k - 1]
        return int(-(-(left * (whole - share) + right * share) // whole))

    return drive


def _travel(rng: Random) -> TravelTensor:
    places = rng.randrange(4, 11)
    grid = rng.choice((1, 60, 300))  # coarse towns have many ties
    spots = [(rng.randrange(0, 900, grid), rng.randrange(0, 900, grid)) for _ in range(places)]
    apart = [[int(np.ceil(np.hypot(a - c, b - d))) for c, d in spots] for a, b in spots]
    if rng.random() < 0.2:  # roads on which a way round may be the shorter one
        apart = [[0 if a == b else rng.randrange(1, 700) for b in range(places)] for a in range(places)]
    if rng.random() < 0.25:  # a way round may be shorter, though by less than it takes to board
        crooked_s = rng.choice((15, 60, 200))
        apart = [[each and each + rng.randrange(crooked_s) for each in line] for line in apart]
    knots = [0] if rng.random() < 0.6 else [0, rng.randrange(1500, 4000), rng.randrange(5500, 8000)]
    factors = [rng.choice((1.0, 1.3, 1.6, 2.0)) for _ in knots]
    tables = [np.ceil(np.array(apart) * factor).astype(np.int64) for factor in factors]
    return MatrixTravelTimes.of(np.array(tables), np.array(apart), knot_s=knots).tensor()


def _day(rng: Random, row: int, travel: TravelTensor, drive: Drive, promises: dict[RideId, Promise]) -> Day:
    day = _empty_day(rng, row, travel, drive)
    for n in range(rng.randrange(3)):
        day = _with_rider_on_board(rng, day, RideId(f"{row} on board {n}"), travel, drive, promises)
    for n in range(rng.choice((0, 1, 2, 3, 4, 6))):
        ride_id = RideId(f"{row} booked {n}")
        for _ in range(8):
            asked = _asked(rng, travel)
            i = rng.randrange(len(day.visits))
            longer = with_rider(day, i, rng.randrange(i, len(day.visits)), ride_id, asked)
            known = {**promises, ride_id: promise_of(ride_id, asked)}
            if loads_fit(longer, known) and earliest_times(longer, known, drive, 0):
                promises[ride_id], day = known[ride_id], longer
                break
    return day


def _empty_day(rng: Random, row: int, travel: TravelTensor, drive: Drive) -> Day:
    places = range(len(travel.metres))
    capacity = Load(rng.randrange(1, 5), rng.randrange(3), rng.randrange(3))
    while True:
        opens_s = rng.randrange(2000, 6000)
        rest = Break(
            TimeWindow(opens_s, opens_s + rng.randrange(1200)), rng.randrange(1, 900), _place(rng, places)
        )
        rests = (rest,) if rng.random() < 0.3 else ()
        shift = Shift(TimeWindow(0, SHIFT_S), _place(rng, places), _place(rng, places), rests)
        visits = tuple(Visit(VisitKind.BREAK, each.place, 0, each.duration_s) for each in rests)
        end = Visit(VisitKind.END, shift.end, 0, 0)
        anchor = Anchor(_place(rng, places), rng.randrange(2500))
        longest_s = rng.randrange(3000, SHIFT_S) if rng.random() < 0.15 else 10**8
        day = Day(Vehicle(VehicleId(f"vehicle {row}"), capacity, shift), anchor, (*visits, end), longest_s)
        if earliest_times(day, {}, drive, 0):
            return day


def _with_rider_on_board(
    rng: Random,
    day: Day,
    ride_id: RideId,
    travel: TravelTensor,
    drive: Drive,
    promises: dict[RideId, Promise],
) -> Day:
    asked = _asked(rng, travel)
    rider = OnBoard(ride_id, day.anchor.free_from_s - rng.randrange(900))
    anchor = Anchor(day.anchor.place, day.anchor.free_from_s, (*day.anchor.aboard, rider))
    alight = Visit(VisitKind.ALIGHT, asked.destination, 0, asked.alight_s, ride_id)
    at = rng.randrange(min(len(day.visits), 3))
    longer = day._replace(anchor=anchor, visits=(*day.visits[:at], alight, *day.visits[at:]))
    known = {**promises, ride_id: promise_of(ride_id, asked)}
    if not loads_fit(longer, known) or not earliest_times(longer, known, drive, 0):
        return day
    promises[ride_id] = known[ride_id]
    return longer


def _asked(rng: Random, travel: TravelTensor) -> AskedRide:
    places = range(len(travel.metres))
    origin, destination = _place(rng, places), _place(rng, places)
    direct_s = int(travel.seconds[:, origin, destination].max())
    from_s = rng.randrange(SHIFT_S - 1500)
    pickup = TimeWindow(from_s, from_s + rng.choice((0, 300, 600, 1800, 4000, 6000)))
    longest_s = direct_s + rng.choice((0, 60, 300, 900, 3000))
    arrive_s = rng.choice((10**9, pickup.until_s + direct_s + rng.randrange(1200)))
    party = rng.choice((Load(1), Load(1), Load(1), Load(2), Load(0, 1), Load(1, 0, 1), Load(1, 1, 0)))
    board_s, alight_s = rng.choice((0, 0, 30, 270)), rng.choice((0, 0, 30, 270))
    opens_s = pickup.from_s + direct_s + rng.randrange(2400) if rng.random() < 0.25 else None
    if opens_s is not None and opens_s > arrive_s:
        opens_s = arrive_s
    limits = RideLimits(pickup, arrive_s, longest_s, opens_s)
    return AskedRide(origin, destination, party, board_s, alight_s, limits)


def promise_of(ride_id: RideId, asked: AskedRide) -> Promise:
    """What was asked, promised."""
    request, rider = RequestId(ride_id), RiderId(ride_id)
    return Promise(ride_id, request, rider, asked.load, asked.origin, asked.destination, asked.limits)


def _place(rng: Random, places: range) -> PlaceIndex:
    return PlaceIndex(rng.choice(places))
