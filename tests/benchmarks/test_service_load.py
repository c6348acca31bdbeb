"""The short form of `python -m benchmarks.service_load`: too many ask, and nothing is lost."""

from __future__ import annotations

from collections import Counter

import numpy as np

from benchmarks.service_load.bookings import Bookings, ToldRide, judge
from benchmarks.service_load.population import SomeRider
from benchmarks.service_load.run import Burden, run
from dispatch.domain.events import PromiseMade, RideCancelled
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise, RideLimits
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RiderId
from dispatch.domain.time import TimeWindow

SHORT = Burden(
    bookings=30,
    riders=100,
    per_s=4,  # so few that a machine busy with other tests bears them: how fast it is the benchmark says
    seconds=4,
    subscribers=100,
    overload=100,
    overload_s=3,
    recovery_s=4,
)
A_RIDER = SomeRider("p1", "token", "home_001")


def test_a_service_asked_for_far_too_much_says_so_loses_nothing_and_recovers() -> None:
    found = run(SHORT)
    quiet, followed, crowd, after = found.phases
    assert found.verdict.clean, found.verdict
    assert found.bookings > SHORT.bookings

    for phase in (quiet, followed, after):
        assert {each.status for each in phase.phase.asked} == {200}, phase.name
    statuses = Counter(each.status for each in crowd.phase.asked)
    assert set(statuses) == {200, 429}, statuses
    assert all(each.retry_after for each in crowd.phase.asked if each.status == 429)
    assert {each.status for each in crowd.phase.accepted} <= {200, 201}
    assert np.median([each.took_s for each in after.phase.asked]) < 1.0

    received = found.followed
    assert received is not None
    assert received.events >= 2 * len(followed.phase.asked)
    assert len(received.delays_s) == SHORT.subscribers * received.events
    assert (received.missing, received.out_of_order, received.cut_off) == (0, 0, 0)


def test_the_judge_sees_what_was_lost_doubled_or_never_told() -> None:
    limits = RideLimits(TimeWindow(0, 600), 1800, 1800)
    ride = Promise(
        RideId("r1"), RequestId("q1"), RiderId("p1"), Load(1), PlaceIndex(0), PlaceIndex(1), limits
    )
    made = PromiseMade(at_s=0, promise=ride, vehicle_id=VehicleId("v1"))
    told = Bookings([ToldRide("r1", "2026-12-02", A_RIDER)])
    assert judge(told, [made]).clean
    assert judge(told, []).lost == {"r1"}
    assert judge(told, [made, made]).doubled == {"r1"}
    assert judge(Bookings(), [made]).untold == {"r1"}
    cancelled = RideCancelled(at_s=1, ride_id=RideId("r1"))
    assert judge(told, [made, cancelled]).lost == {"r1"}, "nobody gave it up"
    assert judge(Bookings(told.rides, {"r1"}), [made]).lost == {"r1"}, "it was given up"
    assert judge(Bookings(told.rides, {"r1"}), [made, cancelled]).clean
