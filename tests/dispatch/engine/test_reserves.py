"""Whoever will get less than promised is known, and by how much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.reserves import list_late
from dispatch.kernel.plan_arrays import Anchor, OnBoard

NINE = 9 * HOUR_S
RIDE = RideId("a")
ENDS = PlaceIndex(3), PlaceIndex(7)
LIMITS = RideLimits(TimeWindow(NINE, NINE + 600), NINE + 1500, 900)
PROMISE = Promise(RIDE, RequestId("a"), RiderId("r"), Load(1), *ENDS, LIMITS)
BOARD = Visit(VisitKind.BOARD, ENDS[0], NINE, 60, RIDE)
ALIGHT = Visit(VisitKind.ALIGHT, ENDS[1], NINE + 960, 30, RIDE)
END = Visit(VisitKind.END, PlaceIndex(0), NINE + 2000, 0)


@pytest.mark.parametrize(
    ("board_s", "alight_s", "late"),
    [
        (0, 960, {}),
        (601, 1500, {RIDE: 1}),
        (600, 1530, {RIDE: 30}),
        (0, 961, {RIDE: 1}),
        (620, 1510, {RIDE: 20}),
    ],
)
def test_a_ride_is_late_by_its_worst_limit(board_s: int, alight_s: int, late: dict[RideId, int]) -> None:
    visits = replace(BOARD, begin_s=NINE + board_s), replace(ALIGHT, begin_s=NINE + alight_s), END
    route = Route(VehicleId("van-1"), visits)
    assert list_late(route, Anchor(PlaceIndex(0), NINE), {RIDE: PROMISE}) == late


def test_who_is_on_board_has_ridden_since_then() -> None:
    route = Route(VehicleId("van-1"), (replace(ALIGHT, begin_s=NINE + 1000), END))
    for boarded_s, late in ((NINE + 100, {}), (NINE + 90, {RIDE: 10})):
        anchor = Anchor(PlaceIndex(3), NINE + 500, (OnBoard(RIDE, boarded_s),))
        assert list_late(route, anchor, {RIDE: PROMISE}) == late
