"""Rides kept on a vehicle or given to one by hand; nothing is broken silently."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, AdoptRoutes, Ask, AssignRide, Cancel, PinRide, UnpinRide
from dispatch.domain.events import OffersMade, PromiseOverridden, RouteChanged
from dispatch.domain.fleet import Break, VehicleId
from dispatch.domain.pins import RidePinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, StaffId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.improving import Improvement
from dispatch.engine.journal import fold
from dispatch.engine.strategy import Strategy
from dispatch.search.repair import Effort
from dispatch.search.stopping import after_rounds
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.town import Town

NINE = 9 * HOUR_S
ONE, TWO = VehicleId("van-1"), VehicleId("van-2")
SATO = StaffId("sato")
TIGHT = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)


def two_vans(rules: ServiceRules | None = None, seats: int = 9) -> Town:
    """One van at each end of the line; who boards near one is carried by it."""
    return Town(a_dispatcher(a_van("van-1", seats=seats), a_van("van-2", at=9, seats=seats), rules=rules))


def carrier(town: Town, ride: RideId) -> VehicleId:
    return next(name for name, state in town.day.vehicles.items() if ride in state.route.ride_ids())


def test_a_ride_is_given_to_another_vehicle_and_stays_there() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    before = town.day.promises[ride]
    assert carrier(town, ride) == ONE
    events = town.tell(AssignRide(ride, TWO, SATO), EIGHT + 60)
    assert [type(event) for event in events] == [RouteChanged, RouteChanged, RidePinned]
    assert (carrier(town, ride), town.day.carried_by[ride]) == (TWO, TWO)
    assert town.day.promises[ride] == before
    assert ride in town.day.pinned


def test_what_would_break_is_listed_and_nothing_changes() -> None:
    town = two_vans(TIGHT)
    west = town.book("west", 2, 0, NINE, EIGHT)
    east = town.book("east", 7, 9, NINE, EIGHT)
    assert (carrier(town, west), carrier(town, east)) == (ONE, TWO)
    routes = {name: state.route for name, state in town.day.vehicles.items()}
    breaks = town.dispatcher.preview_assignment(town.day, east, ONE, EIGHT + 60)
    assert breaks
    with pytest.raises(CommandRefused, match=r"would break promises: \w+ by \d+ min") as refused:
        town.tell(AssignRide(east, ONE, SATO, "van-2 has a flat tyre"), EIGHT + 60)
    assert refused.value.breaks == breaks
    assert {name: state.route for name, state in town.day.vehicles.items()} == routes


def test_a_forced_assignment_says_whose_promise_it_breaks_by_whom_and_why() -> None:
    town = two_vans(TIGHT)
    town.book("west", 2, 0, NINE, EIGHT)
    east = town.book("east", 7, 9, NINE, EIGHT)
    (late,) = town.dispatcher.preview_assignment(town.day, east, ONE, EIGHT + 60)
    before = town.day.promises[late.ride_id]
    with pytest.raises(CommandRefused, match="say why"):
        town.tell(AssignRide(east, ONE, SATO, force=True), EIGHT + 60)
    events = town.tell(AssignRide(east, ONE, SATO, "a flat tyre", force=True), EIGHT + 60)
    overridden = events[0]
    assert isinstance(overridden, PromiseOverridden)
    assert (overridden.by, overridden.reason, overridden.late_s) == (SATO, "a flat tyre", late.late_s)
    after = town.day.promises[late.ride_id]
    assert after == overridden.promise
    assert after.limits.pickup.from_s == before.limits.pickup.from_s
    assert after.limits.pickup.until_s >= before.limits.pickup.until_s + late.late_s
    assert carrier(town, east) == ONE
    assert town.dispatcher.preview_assignment(town.day, east, ONE, EIGHT + 60) == ()
    assert [event_from_json(event_to_json(event)) for event in town.events] == town.events
    assert fold(town.events) == town.day


def test_a_reserve_gives_way_before_a_promise_does() -> None:
    """Ten minutes' window, of which plans use five: a ride that needs eight is nobody's loss."""
    town = two_vans()
    town.book("west", 3, 4, NINE, EIGHT)
    east = town.book("east", 8, 9, NINE + 2 * MINUTE_S, EIGHT)
    assert carrier(town, east) == TWO
    assert town.dispatcher.preview_assignment(town.day, east, ONE, EIGHT + 60) == ()
    town.tell(AssignRide(east, ONE, SATO), EIGHT + 60)
    assert carrier(town, east) == ONE


def test_seats_breaks_and_the_end_of_a_shift_never_give_way() -> None:
    full = two_vans(seats=2)
    town = Town(a_dispatcher(a_van("van-1", seats=2), a_van("van-2", seats=4, at=9)))
    party = town.book("party", 6, 8, NINE, EIGHT, seats=4)
    with pytest.raises(CommandRefused, match="no room"):
        town.tell(AssignRide(party, ONE, SATO, "please", force=True), EIGHT + 60)
    rest = Break(TimeWindow(NINE - 5 * MINUTE_S, NINE), 4 * HOUR_S, PlaceIndex(0))
    town = Town(a_dispatcher(a_van("van-1", breaks=(rest,)), a_van("van-2", at=9)))
    ride = town.book("a", 4, 8, NINE, EIGHT)
    breaks = town.dispatcher.preview_assignment(town.day, ride, ONE, EIGHT)
    assert breaks[0].ride_id == ride
    assert breaks[0].late_s > 3 * HOUR_S, "it would have to wait for the end of the rest"
    evening = full.book("evening", 8, 7, 17 * HOUR_S + 50 * MINUTE_S, EIGHT)
    with pytest.raises(CommandRefused, match="no time"):
        full.tell(AssignRide(evening, ONE, SATO, "please", force=True), EIGHT)


def test_wrong_hands_are_told_what_is_wrong() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    with pytest.raises(CommandRefused, match="van-3 does not serve"):
        town.tell(AssignRide(ride, VehicleId("van-3"), SATO), EIGHT)
    with pytest.raises(CommandRefused, match="b is not promised"):
        town.tell(PinRide(RideId("b"), SATO), EIGHT)
    with pytest.raises(CommandRefused, match="a is not pinned"):
        town.tell(UnpinRide(ride, SATO), EIGHT)
    town.tell(PinRide(ride, SATO), EIGHT)
    assert town.tell(PinRide(ride, SATO), EIGHT) == ()
    town.tell(UnpinRide(ride, SATO), EIGHT)
    assert not town.day.pinned


def test_a_ride_given_up_is_no_longer_pinned() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    town.tell(PinRide(ride, SATO, "knows the driver"), EIGHT)
    town.tell(Cancel(ride), EIGHT + 1)
    assert not town.day.pinned


def test_a_proposal_found_before_a_ride_was_pinned_does_not_move_it() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    here, there = (town.day.vehicles[name].route for name in (ONE, TWO))
    board, alight, end = here.visits
    moved = (
        type(here)(ONE, (end,)),
        type(here)(TWO, (board, alight, *there.visits)),
    )
    proposal = AdoptRoutes(moved, town.day.version, EIGHT)
    town.tell(PinRide(ride, SATO), EIGHT + 1)
    assert town.tell(proposal, EIGHT + 2) == ()
    assert carrier(town, ride) == ONE


def restless() -> Strategy:
    """Searches that move rides whenever that saves a second."""
    return Strategy(
        repair=Effort(lambda version: np.random.default_rng(version), rounds=60),
        improvement=Improvement(lambda version: np.random.default_rng(version), lambda: after_rounds(60)),
    )


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_pinned_ride_never_changes_the_vehicle_and_no_promise_breaks_unforced(data: st.DataObject) -> None:
    """Vans, riders, operators and searches at random; only PromiseOverridden changes a promise."""
    strategy = restless()
    town = Town(
        a_dispatcher(
            a_van("van-1", seats=3),
            a_van("van-2", seats=3, at=9),
            a_van("van-3", seats=3, at=5),
            strategy=strategy,
        )
    )
    pinned: dict[RideId, VehicleId] = {}
    place = st.integers(0, 9)
    for n in range(10):
        now_s = EIGHT + 60 * n
        origin = data.draw(place)
        destination = data.draw(place.filter(lambda at, here=origin: at != here))
        wish_s = EIGHT + data.draw(st.integers(2, 10)) * 15 * MINUTE_S
        answer = town.tell(Ask(a_request(f"r{n}", origin, destination, wish_s)), now_s)[-1]
        offers = answer.offers if isinstance(answer, OffersMade) else answer.refusal.alternatives
        if offers:
            town.tell(Accept(offers[0].offer_id), now_s)
        riding = sorted(town.day.promises)
        promises = dict(town.day.promises)
        deed = data.draw(st.sampled_from(("nothing", "pin", "assign", "force", "improve")))
        overridden: dict[RideId, object] = {}
        if deed == "improve" or not riding:
            found = town.dispatcher.look_for_improvement(town.day, now_s)
            assert found is not None
            proposal = found.search(after_rounds(60))
            if proposal is not None:
                town.tell(proposal, now_s)
        elif deed != "nothing":
            ride = RideId(data.draw(st.sampled_from(riding)))
            vehicle = VehicleId(data.draw(st.sampled_from(("van-1", "van-2", "van-3"))))
            command = AssignRide(ride, vehicle, SATO, "because", force=deed == "force")
            try:
                events = town.tell(PinRide(ride, SATO) if deed == "pin" else command, now_s)
            except CommandRefused:
                continue
            pinned[ride] = carrier(town, ride)
            overridden = {e.promise.ride_id: e.promise for e in events if isinstance(e, PromiseOverridden)}
            assert not overridden or deed == "force"
        assert town.day.promises == promises | overridden
        for ride, vehicle in pinned.items():
            assert carrier(town, ride) == vehicle
    assert fold(event_from_json(event_to_json(event)) for event in town.events) == town.day
    again = fold(town.events)
    request = Ask(a_request("last", 1, 8, NINE))
    other = a_dispatcher(
        a_van("van-1", seats=3),
        a_van("van-2", seats=3, at=9),
        a_van("van-3", seats=3, at=5),
        strategy=restless(),
    )
    assert other.decide(again, request, EIGHT + 700) == town.dispatcher.decide(town.day, request, EIGHT + 700)
