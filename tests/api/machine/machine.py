"""The machine: who may do what next, drawn by Hypothesis; after each step the truths are held against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.driving.steps import ReportKind
from gtfs.service_snow import SnowLevel
from tests.api.machine import drivers, office, riders
from tests.api.machine.known import KnownOffer
from tests.api.machine.shadow import Shadow
from tests.api.machine.truths import TRUTHS
from tests.api.machine.world import RIDERS, World, pick

NUMBERS = st.integers(0, 7)
RIDER = st.integers(0, RIDERS - 1)
YES = st.booleans()
SELDOM = st.integers(0, 5).map(lambda drawn: drawn == 5)
ENDS = st.sampled_from([(0, 1), (0, 2), (1, 0), (2, 0), (3, 0), (1, 2), (0, 3)])
AHEAD_MIN = st.sampled_from([5, 15, 30, 60, 90, 180, 400])
KIND = st.sampled_from(["depart_after", "arrive_by", "now"])
PARTY = st.sampled_from(
    [{"seats": 1}, {"seats": 1}, {"seats": 2}, {"seats": 5}, {"seats": 0, "wheelchairs": 1}, {"seats": 9}]
)
CLOSED = st.sampled_from(["place_01", "place_02", "place_05", "home_001", "home_008", "home_015"])
SNOW = st.sampled_from([*SnowLevel, SnowLevel.NORMAL, SnowLevel.NORMAL]).map(str)


class Machine(RuleBasedStateMachine):
    """A town in which everybody does as they like."""

    def __init__(self, make_world: Callable[[], World], count_step: Callable[[World], None]) -> None:
        super().__init__()
        self.world, self.shadow, self.count_step = make_world(), Shadow(), count_step

    def teardown(self) -> None:
        self.world.stop()

    @initialize(booked=st.lists(st.tuples(RIDER, ENDS, AHEAD_MIN), min_size=3, max_size=8))
    def morning_comes(self, booked: list[tuple[int, tuple[int, int], int]]) -> None:
        """Some have booked before: whatever may be done next, there is something to do it to."""
        for rider, ends, ahead in booked:
            wish = riders.wish(self.world, "depart_after", 60 + ahead, tomorrow=False)
            riders.book(self.world, rider, ends, wish=wish, confirmed=["DUPLICATE"])

    # riders, and operators for them

    @rule(rider=RIDER, ends=ENDS, ahead=AHEAD_MIN, party=PARTY)
    def books(self, rider: int, ends: tuple[int, int], ahead: int, party: dict[str, int]) -> None:
        wish = riders.wish(self.world, "depart_after", ahead, tomorrow=False)
        riders.book(self.world, rider, ends, wish=wish, party=party, confirmed=["DUPLICATE"])

    @rule(rider=RIDER, ends=ENDS, kind=KIND, ahead=AHEAD_MIN, party=PARTY, tomorrow=SELDOM, phone=YES)
    def asks(
        self,
        rider: int,
        ends: tuple[int, int],
        kind: str,
        ahead: int,
        party: dict[str, int],
        tomorrow: bool,
        phone: bool,
    ) -> None:
        wish = riders.wish(self.world, kind, ahead, tomorrow)
        riders.ask(self.world, rider, ends, phone, wish=wish, party=party)

    @rule(rider=RIDER, ends=ENDS, ahead=AHEAD_MIN, later=AHEAD_MIN, phone=YES)
    def asks_for_both_ways(
        self, rider: int, ends: tuple[int, int], ahead: int, later: int, phone: bool
    ) -> None:
        out = riders.wish(self.world, "arrive_by", ahead, tomorrow=False)
        back = riders.wish(self.world, "depart_after", ahead + later, tomorrow=False)
        riders.ask(self.world, rider, ends, phone, wish=out, way_back=back, confirmed=["DUPLICATE"])

    @precondition(lambda self: self.world.known.offers)
    @rule(number=NUMBERS, phone=YES)
    def accepts(self, number: int, phone: bool) -> None:
        riders.accept(self.world, [pick(self.world.known.offers, number)], phone)

    @precondition(lambda self: self.world.known.spent)
    @rule(number=NUMBERS, phone=YES)
    def accepts_once_more(self, number: int, phone: bool) -> None:
        riders.accept(self.world, [pick(self.world.known.spent, number)], phone)

    @precondition(lambda self: len(self.world.known.offers) > 1)
    @rule(number=NUMBERS, phone=YES)
    def accepts_two(self, number: int, phone: bool) -> None:
        one = pick(self.world.known.offers, number)
        others = [
            each for each in (*self.world.known.spent, *self.world.known.offers) if _may_go_with(one, each)
        ]
        riders.accept(self.world, [one, *others[-1:]] if one.instead_of is None else [one], phone)

    @precondition(lambda self: self.world.known.requests)
    @rule(number=NUMBERS)
    def declines(self, number: int) -> None:
        riders.decline(self.world, pick(self.world.known.requests, number))

    @precondition(lambda self: self.world.known.rides)
    @rule(number=NUMBERS, kind=KIND, ahead=AHEAD_MIN, party=PARTY, phone=YES)
    def changes(self, number: int, kind: str, ahead: int, party: dict[str, int], phone: bool) -> None:
        key = pick(list(self.world.known.rides), number)
        wish = riders.wish(self.world, kind, ahead, tomorrow=key[0] != self.world.today)
        riders.change(self.world, key, phone, wish=wish, party=party, confirmed=["DUPLICATE"])

    @precondition(lambda self: self.world.known.rides)
    @rule(number=NUMBERS, phone=YES)
    def cancels(self, number: int, phone: bool) -> None:
        riders.cancel(self.world, pick(list(self.world.known.rides), number), phone)

    @rule(rider=RIDER, ahead=AHEAD_MIN, minutes=st.sampled_from([30, 60, 120]), phone=YES)
    def leaves_the_way_back_open(self, rider: int, ahead: int, minutes: int, phone: bool) -> None:
        begins = riders.when(self.world, ahead, tomorrow=False)
        riders.ask_open_return(self.world, rider, begins, minutes, phone)

    @precondition(lambda self: self.world.known.returns)
    @rule(number=NUMBERS)
    def is_finished(self, number: int) -> None:
        riders.call_return(self.world, pick(list(self.world.known.returns), number))

    @precondition(lambda self: self.world.known.returns)
    @rule(number=NUMBERS)
    def gives_the_way_back_up(self, number: int) -> None:
        riders.give_up_return(self.world, pick(list(self.world.known.returns), number))

    @precondition(lambda self: self.world.known.requests)
    @rule(number=NUMBERS, no_longer=SELDOM)
    def waits(self, number: int, no_longer: bool) -> None:
        riders.wait(self.world, pick(self.world.known.requests, number), no_longer=no_longer)

    @precondition(lambda self: self.world.known.requests)
    @rule(number=NUMBERS)
    def looks_again(self, number: int) -> None:
        riders.look_again(self.world, pick(self.world.known.requests, number))

    @precondition(lambda self: self.world.sent)
    @rule(number=NUMBERS)
    def sends_it_again(self, number: int) -> None:
        sent = pick(self.world.sent, number)
        again = self.world.send_again(sent)
        if sent.answer.status_code < 300:
            assert again.status_code == sent.answer.status_code, f"{sent.path}: {again.text}"

    # operators and dispatchers

    @precondition(lambda self: self.world.known.rides)
    @rule(number=NUMBERS, loose=SELDOM)
    def pins(self, number: int, loose: bool) -> None:
        office.pin(self.world, pick(list(self.world.known.rides), number), loose=loose)

    @precondition(lambda self: self.world.known.rides)
    @rule(number=NUMBERS, vehicle=st.integers(0, 2), force=YES)
    def assigns(self, number: int, vehicle: int, force: bool) -> None:
        key = pick(list(self.world.known.rides), number)
        office.assign(self.world, key, self.world.vehicles[vehicle], force=force)

    @rule(vehicle=st.integers(0, 2), back=YES)
    def breaks_down_or_returns(self, vehicle: int, back: bool) -> None:
        kind = "return" if back else "withdraw"
        vehicle_id = self.world.vehicles[vehicle]
        office.disrupt(self.world, self.world.today, [{"kind": kind, "vehicle_id": vehicle_id}])

    @rule(vehicle=st.integers(0, 2), minutes=st.sampled_from([-10, 5, 20, 60]))
    def is_held_up(self, vehicle: int, minutes: int) -> None:
        vehicle_id = self.world.vehicles[vehicle]
        delay = {"kind": "delay", "vehicle_id": vehicle_id, "minutes": minutes}
        office.disrupt(self.world, self.world.today, [delay])

    @rule(place=CLOSED, to=CLOSED, of_road=YES, opens=YES, tomorrow=SELDOM)
    def roads_are_closed(self, place: str, to: str, of_road: bool, opens: bool, tomorrow: bool) -> None:
        what: dict[str, Any] = {"kind": "open" if opens else "close"}
        what |= {"roads": [{"origin": place, "destination": to}]} if of_road else {"places": [place]}
        office.disrupt(self.world, self.world.today + timedelta(days=tomorrow), [what])

    @rule(level=SNOW)
    def it_snows(self, level: str) -> None:
        office.disrupt(self.world, self.world.today, [{"kind": "snow", "level": level}])

    @rule(tomorrow=SELDOM)
    def undoes(self, tomorrow: bool) -> None:
        office.undo(self.world, self.world.today + timedelta(days=tomorrow))

    @rule(number=NUMBERS)
    def looks_after_calls(self, number: int) -> None:
        office.look_at_board(self.world, self.world.today)
        office.finish_call(self.world, self.world.today, number)

    # drivers

    @rule(vehicle=st.integers(0, 2), taps=st.integers(1, 4), late_s=st.sampled_from([0, 0, 30, 240, 900]))
    def drives(self, vehicle: int, taps: int, late_s: int) -> None:
        drivers.drive(self.world, self.world.vehicles[vehicle], taps, late_s)

    @rule(vehicle=st.integers(0, 2), taps=st.integers(1, 8), minutes=st.integers(1, 40), twice=YES)
    def drives_out_of_reach(self, vehicle: int, taps: int, minutes: int, twice: bool) -> None:
        drivers.out_of_reach(self.world, self.world.vehicles[vehicle], taps, minutes, twice)

    @rule(
        vehicle=st.integers(0, 2),
        kind=st.sampled_from(ReportKind),
        number=NUMBERS,
        skew_s=st.sampled_from([-600, 0, 0, 45]),
    )
    def taps_anything(self, vehicle: int, kind: ReportKind, number: int, skew_s: int) -> None:
        drivers.tap_anything(self.world, self.world.vehicles[vehicle], kind, number, skew_s)

    @rule(vehicle=st.integers(0, 2))
    def finds_nobody(self, vehicle: int) -> None:
        drivers.nobody_comes(self.world, self.world.vehicles[vehicle])

    # the clock, and the machine that serves

    @rule(minutes=st.sampled_from([0.02, 0.5, 3, 10, 45]))
    def time_passes(self, minutes: float) -> None:
        self.world.pass_time(timedelta(minutes=minutes))

    @precondition(lambda self: self.world.now_s > 17 * 3600)
    @rule()
    def night_falls(self) -> None:
        until = self.world.served.clock.now().astimezone(self.world.town.zone)
        morning = until.replace(hour=7, minute=30, second=0) + timedelta(days=1)
        self.world.pass_time(morning - until)

    @rule(sure=st.integers(0, 3))
    def is_begun_again(self, sure: int) -> None:
        if sure == 3:
            self.world.heard["restart"] += 1
            self.world.restart()
            self.shadow.begin_again(self.world)

    @invariant()
    def holds(self) -> None:
        self.shadow.follow(self.world)
        for truth in TRUTHS:
            truth(self.world)
        self.count_step(self.world)


def _may_go_with(one: KnownOffer, other: KnownOffer) -> bool:
    return other != one and other.rider == one.rider and other.instead_of is None
