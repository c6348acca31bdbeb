"""Small towns, fleets and requests for tests, said in domain words."""

from __future__ import annotations

import numpy as np

from dispatch.domain.fleet import Break, Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.travel.travel_times import MatrixTravelTimes

EIGHT, EIGHTEEN = 8 * HOUR_S, 18 * HOUR_S


def a_line_of_stops(count: int = 10, apart_s: int = 120) -> MatrixTravelTimes:
    """Places along one road, each so many seconds from the next; 10 m/s."""
    at = np.arange(count) * apart_s
    seconds = np.abs(at[:, None] - at[None, :]).astype(np.int32)
    return MatrixTravelTimes.of(seconds, seconds * 10)


def a_van(
    name: str = "van-1",
    *,
    seats: int = 9,
    wheelchairs: int = 0,
    at: int = 0,
    hours: tuple[int, int] = (EIGHT, EIGHTEEN),
    breaks: tuple[Break, ...] = (),
) -> Vehicle:
    """A vehicle on its shift, starting and ending at one place."""
    shift = Shift(TimeWindow(*hours), PlaceIndex(at), PlaceIndex(at), breaks)
    return Vehicle(VehicleId(name), Load(seats, wheelchairs, 2), shift)


def a_request(
    name: str,
    origin: int,
    destination: int,
    wish_s: int,
    *,
    seats: int = 1,
    wheelchairs: int = 0,
    arrive_by: bool = False,
) -> Request:
    """A rider's wish."""
    return Request(
        RequestId(name),
        RiderId(f"rider-{name}"),
        PlaceIndex(origin),
        PlaceIndex(destination),
        WishKind.ARRIVE_BY if arrive_by else WishKind.DEPART_AFTER,
        wish_s,
        Load(seats, wheelchairs),
        Channel.PHONE,
    )


def a_dispatcher(
    *vehicles: Vehicle,
    travel: MatrixTravelTimes | None = None,
    rules: ServiceRules | None = None,
    area: Area | None = None,
    strategy: Strategy = PLAIN,
) -> Dispatcher:
    """A dispatcher of a town on a line of ten stops."""
    hours = TimeWindow(EIGHT, EIGHTEEN)
    return Dispatcher(
        area or Area("見本", "2026-12-02", hours),
        rules or ServiceRules(),
        vehicles or (a_van(),),
        travel or a_line_of_stops(),
        strategy,
    )
