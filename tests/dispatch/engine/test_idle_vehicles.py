"""An idle vehicle goes to wait where it is sent, visibly, and never at anybody's cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from dispatch.domain.commands import Accept, Arrive, Ask, Cancel, Command, Depart, Wake
from dispatch.domain.events import Event, OffersMade, RouteChanged, VehicleDiverted, VisitDone
from dispatch.domain.fleet import Break, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind, manifest
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import Strategy
from dispatch.engine.verifier import PromiseBroken, verify_route
from dispatch.policy.positioning import Standing
from dispatch.travel.travel_times import TravelTimes
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_line_of_stops, a_request, a_van

NINE = 9 * HOUR_S
VAN = VehicleId("van-1")


@dataclass(frozen=True)
class AlwaysAt:
    """Sends every idle vehicle to one place."""

    place: PlaceIndex
    every_s: int = 10 * MINUTE_S

    def waiting_places(
        self, fleet: Sequence[Standing], travel: TravelTimes, now_s: int
    ) -> Mapping[VehicleId, PlaceIndex]:
        return {standing.vehicle_id: self.place for standing in fleet if standing.idle}


class Village:
    """One van on a line of ten stops two minutes apart, sent to wait at a stop whenever it is idle."""

    def __init__(self, waits_at: int, breaks: tuple[Break, ...] = ()) -> None:
        strategy = Strategy(positioning=AlwaysAt(PlaceIndex(waits_at)))
        self.dispatcher = a_dispatcher(a_van(breaks=breaks), strategy=strategy)
        self.day = ServiceDay()
        opened = self.dispatcher.open_day()
        self.wake_at_s = opened.wake_at_s
        self._keep(opened.events)

    def _keep(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        for event in events:
            apply(self.day, event)
        return events

    def tell(self, command: Command, now_s: int) -> tuple[Event, ...]:
        return self._keep(self.dispatcher.decide(self.day, command, now_s).events)

    def book(self, name: str, origin: int, destination: int, wish_s: int, now_s: int) -> RideId:
        made = self.tell(Ask(a_request(name, origin, destination, wish_s)), now_s)[-1]
        assert isinstance(made, OffersMade)
        self.tell(Accept(made.offers[0].offer_id), now_s)
        return made.offers[0].rides[0].ride_id

    def visits(self) -> tuple[Visit, ...]:
        return self.day.vehicles[VAN].route.visits


def test_the_engine_asks_to_be_woken_at_whole_periods_from_the_first_shift_to_the_last() -> None:
    village = Village(5)
    assert village.wake_at_s == EIGHT
    assert village.dispatcher.decide(village.day, Wake(), EIGHT + 1).wake_at_s == EIGHT + 600
    assert village.dispatcher.decide(village.day, Wake(), EIGHTEEN - 1).wake_at_s is None


def test_an_idle_van_goes_to_wait_and_is_free_again_on_arrival() -> None:
    village = Village(5)
    (sent,) = village.tell(Wake(), EIGHT)
    assert isinstance(sent, RouteChanged)
    assert [visit.kind for visit in sent.route.visits] == [VisitKind.WAIT, VisitKind.END]
    assert sent.route.visits[0].begin_s == EIGHT + 600
    assert sent.leave_s == EIGHT
    assert [call.place for call in manifest(sent.route)] == [5, 0]
    village.tell(Depart(VAN), EIGHT)
    events = village.tell(Arrive(VAN), EIGHT + 590)
    assert [type(event).__name__ for event in events] == ["VehicleArrived", "VisitBegun", "VisitDone"]
    state = village.day.vehicles[VAN]
    assert (state.place, state.arrived, state.heading) == (5, False, None)
    assert [visit.kind for visit in state.route.visits] == [VisitKind.END]
    assert state.leave_s == EIGHTEEN - 600, "it stays until it must go home"
    assert not village.tell(Wake(), EIGHT + 600), "who is there already is not sent again"


def test_a_rider_turns_a_van_on_its_way_to_wait() -> None:
    village = Village(9)
    village.tell(Wake(), EIGHT)
    village.tell(Depart(VAN), EIGHT)
    village.book("a", 4, 1, EIGHT + 130, EIGHT + 130)
    kinds = [visit.kind for visit in village.visits()]
    assert kinds == [VisitKind.BOARD, VisitKind.ALIGHT, VisitKind.END]
    heading = village.day.vehicles[VAN].heading
    assert heading is not None
    assert heading.destination == 4


def test_a_van_somebody_was_offered_stays_until_the_offer_is_answered() -> None:
    village = Village(9)
    village.tell(Ask(a_request("a", 1, 4, NINE)), EIGHT)
    assert not village.tell(Wake(), EIGHT + 60)
    assert village.tell(Wake(), EIGHT + 180), "the offer lapsed, and the van goes"
    assert village.visits()[0].kind is VisitKind.WAIT


@pytest.mark.parametrize(
    ("pickup_s", "goes"), [(EIGHT + 45 * MINUTE_S, True), (EIGHT + 35 * MINUTE_S, False)]
)
def test_a_booked_pickup_is_never_begun_later_for_it(pickup_s: int, goes: bool) -> None:
    village = Village(9)
    village.book("a", 1, 3, pickup_s, EIGHT)  # 18 minutes to stop 9, 16 back to stop 1
    village.tell(Wake(), EIGHT)
    assert (village.visits()[0].kind is VisitKind.WAIT) is goes
    board = next(visit for visit in village.visits() if visit.kind is VisitKind.BOARD)
    assert board.begin_s == pickup_s


def test_a_break_is_never_begun_later_for_it() -> None:
    rest = Break(TimeWindow(EIGHT + 30 * MINUTE_S, NINE), HOUR_S, PlaceIndex(0))
    village = Village(9, breaks=(rest,))
    assert not village.tell(Wake(), EIGHT)


def test_a_van_waits_elsewhere_only_while_it_can_be_home_in_time() -> None:
    village = Village(9)
    assert not village.tell(Wake(), EIGHTEEN - 30 * MINUTE_S)


def test_a_cancelled_ride_leaves_a_van_on_its_way_to_wait() -> None:
    village = Village(9)
    ride = village.book("a", 1, 3, 11 * HOUR_S, EIGHT)
    village.tell(Wake(), EIGHT)
    village.tell(Depart(VAN), EIGHT)
    events = village.tell(Cancel(ride), EIGHT + 200)
    assert not any(isinstance(event, VehicleDiverted) for event in events)
    assert [visit.kind for visit in village.visits()] == [VisitKind.WAIT, VisitKind.END]
    assert isinstance(village.tell(Arrive(VAN), EIGHT + 1080)[-1], VisitDone)


def test_the_verifier_refuses_a_way_to_wait_that_postpones_a_pickup() -> None:
    village = Village(9)
    village.book("a", 1, 3, EIGHT + 30 * MINUTE_S, EIGHT)
    state = village.day.vehicles[VAN]
    wait = Visit(VisitKind.WAIT, PlaceIndex(9), EIGHT + 1080, 0)
    board, alight, end = state.route.visits
    late = [replace(visit, begin_s=visit.begin_s + 300) for visit in (board, alight, end)]
    start = (PlaceIndex(0), EIGHT, dict[RideId, int]())
    route = replace(state.route, visits=(wait, *late))
    with pytest.raises(PromiseBroken, match="begins later because"):
        verify_route(state, route, village.day.promises, a_line_of_stops(), start)
    behind = replace(state.route, visits=(board, wait, alight, end))
    with pytest.raises(PromiseBroken):
        verify_route(state, behind, village.day.promises, a_line_of_stops(), start)
