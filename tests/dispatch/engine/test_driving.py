"""Drivers' reports: each follows from the one before, and lateness is said aloud."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    BeginVisit,
    Cancel,
    Command,
    Decline,
    Depart,
    FinishVisit,
    ReportNoShow,
    TakeFirst,
)
from dispatch.domain.events import (
    Declined,
    PromiseAtRisk,
    PromiseMissed,
    PromisePart,
    Refused,
    RouteChanged,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import OfferId
from dispatch.domain.reason import Reason
from dispatch.domain.request import RequestId
from dispatch.domain.route import VisitKind
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import UnknownEvent, event_from_json
from tests.builders import EIGHT, a_request
from tests.dispatch.engine.test_dispatcher import NINE, VAN, Town


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Arrive(VAN), "not under way"),
        (BeginVisit(VAN), "does not stand at a visit"),
        (FinishVisit(VAN), "no visit under way"),
        (ReportNoShow(VAN), "does not stand at a pickup"),
        (Depart(VehicleId("van-9")), "does not serve"),
        (Decline(RequestId("who")), "not known"),
        (Accept(OfferId("none")), "not open"),
    ],
)
def test_a_report_out_of_turn_is_refused_and_changes_nothing(command: Command, why: str) -> None:
    town = Town()
    before = len(town.events)
    with pytest.raises(CommandRefused, match=why):
        town.tell(command, EIGHT)
    assert len(town.events) == before


def test_nobody_leaves_twice() -> None:
    town = Town()
    town.book("a", 3, 7, NINE, EIGHT)
    town.tell(Depart(VAN), NINE - 400)
    with pytest.raises(CommandRefused, match="cannot leave"):
        town.tell(Depart(VAN), NINE - 390)


def test_a_late_vehicle_is_announced_and_then_recorded() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    until_s = town.day.promises[ride].limits.pickup.until_s
    town.tell(Depart(VAN), NINE - 400)
    arrived = town.tell(Arrive(VAN), until_s + 120)
    risks = [event for event in arrived if isinstance(event, PromiseAtRisk)]
    assert [(risk.ride_id, risk.expected_late_s) for risk in risks] == [(ride, 120)]
    begun = town.tell(BeginVisit(VAN), until_s + 120)
    missed = [event for event in begun if isinstance(event, PromiseMissed)]
    assert [(event.part, event.late_s) for event in missed] == [(PromisePart.PICKUP, 120)]


def test_a_ride_that_has_begun_is_not_cancelled() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    town.tell(Depart(VAN), NINE - 400)
    town.tell(Arrive(VAN), NINE - 40)
    town.tell(BeginVisit(VAN), NINE)
    with pytest.raises(CommandRefused, match="has begun"):
        town.tell(Cancel(ride), NINE + 10)
    town.tell(FinishVisit(VAN), NINE + 60)
    town.tell(Depart(VAN), NINE + 60)
    town.tell(Arrive(VAN), NINE + 3000)
    late = town.tell(BeginVisit(VAN), NINE + 3000)
    parts = {event.part for event in late if isinstance(event, PromiseMissed)}
    assert parts == {PromisePart.ARRIVAL, PromisePart.RIDE_TIME}


def test_a_rider_may_take_none_of_the_offers() -> None:
    town = Town()
    town.tell(Ask(a_request("a", 3, 7, NINE)), EIGHT)
    assert isinstance(town.tell(Decline(RequestId("a")), EIGHT + 20)[0], Declined)
    assert not town.day.offers
    with pytest.raises(CommandRefused, match="asked before"):
        town.tell(Ask(a_request("a", 3, 7, NINE)), EIGHT + 30)


def test_a_ride_to_where_one_stands_is_no_ride() -> None:
    answer = Town().tell(Ask(a_request("a", 3, 3, NINE)), EIGHT)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.TOO_SHORT


@pytest.mark.parametrize(
    ("line", "why"),
    [({"event": "Nonsense"}, "newer version"), ({"event": "Declined", "at": 1}, "damaged Declined")],
)
def test_a_line_that_is_no_event_is_named(line: dict[str, object], why: str) -> None:
    with pytest.raises(UnknownEvent, match=why):
        event_from_json(line)


def test_riders_of_a_late_vehicle_get_out_in_another_order_and_who_is_later_is_told() -> None:
    town = Town()
    rides = [town.book(name, 3, 7, NINE, EIGHT) for name in ("a", "b")]
    for n in range(2):
        town.tell(Depart(VAN), NINE - 400 + 470 * n)
        town.tell(Arrive(VAN), NINE - 40 + 110 * n)
        town.tell(BeginVisit(VAN), NINE + 70 * n)
        town.tell(FinishVisit(VAN), NINE + 70 * n + 60)
    town.tell(Depart(VAN), NINE + 130)
    out = [visit.ride_id for visit in town.day.vehicles[VAN].route.visits[:2]]
    assert set(out) == set(rides)
    arrive_until_s = min(town.day.promises[ride].limits.arrive_until_s for ride in rides)
    town.tell(Arrive(VAN), arrive_until_s + 5)
    changed, *_ = town.tell(TakeFirst(VAN, VisitKind.ALIGHT, out[1]), arrive_until_s + 10)
    assert isinstance(changed, RouteChanged)
    assert [visit.ride_id for visit in changed.route.visits[:2]] == out[::-1]
    assert set(town.day.at_risk) == set(rides)
    with pytest.raises(CommandRefused, match="where it goes next"):
        town.tell(TakeFirst(VAN, VisitKind.BOARD, out[0]), arrive_until_s + 10)
