"""The service is halted: who is on board is driven home, all others are called; and it is taken up again."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import Accept, Ask
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import CallCause, ChangeConditions, RideUnassigned
from dispatch.domain.events import OfferLapsed, OffersMade, Refused
from dispatch.domain.reason import Reason, sentence
from dispatch.engine.consequences import consequences
from dispatch.engine.service_day import copy_day
from dispatch.engine.undoing import undo_of
from tests.builders import a_request
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.test_changed_conditions import a_busy_morning
from tests.dispatch.engine.test_disruptions import NINE
from tests.dispatch.engine.town import Town

HALT = ChangeConditions(Conditions("halt", halted=True), "blizzard")


def on_the_road() -> tuple[Town, int]:
    """A morning on which somebody is on board, and somebody has yet to be fetched."""
    town = a_busy_morning()
    drive_on(town, NINE + 1500)
    assert any(state.aboard for state in town.day.vehicles.values())
    return town, NINE + 1510


def test_who_is_on_board_is_driven_home_and_all_others_are_called() -> None:
    town, now_s = on_the_road()
    aboard = {ride_id for state in town.day.vehicles.values() for ride_id in state.aboard}
    before = copy_day(town.day)
    told = consequences(before, town.tell(HALT, now_s))
    assert set(told.kept) >= aboard
    assert set(told.needs_call) == set(before.promises) - set(told.kept)
    assert set(told.needs_call.values()) == {CallCause.SERVICE_HALTED}
    assert not told.moved
    assert all(state.route.ride_ids() <= set(told.kept) for state in town.day.vehicles.values())


def test_whoever_asks_is_told_and_an_open_offer_is_not_kept() -> None:
    town, now_s = on_the_road()
    offered = town.tell(Ask(a_request("early", 1, 8, NINE + 9000)), now_s)[-1]
    assert isinstance(offered, OffersMade)
    town.tell(HALT, now_s)
    refused = town.tell(Ask(a_request("late", 1, 8, NINE + 9000)), now_s)[-1]
    assert isinstance(refused, Refused)
    assert refused.refusal.reason is Reason.SERVICE_STOPPED
    assert "waiting list" not in sentence(Reason.SERVICE_STOPPED, refused.refusal.facts, "en")
    lapsed, answered = town.tell(Accept(offered.offers[0].offer_id), now_s)
    assert isinstance(lapsed, OfferLapsed)
    assert isinstance(answered, Refused)


@pytest.mark.parametrize("undone", [True, False])
def test_taken_up_again_it_carries_whoever_can_still_be_carried(undone: bool) -> None:
    town, now_s = on_the_road()
    before = copy_day(town.day)
    events = town.tell(HALT, now_s)
    lost = [event for event in events if isinstance(event, RideUnassigned)]
    assert lost
    usual = undo_of(before, events, "the wind has dropped")
    town.tell(usual if undone else ChangeConditions(None, "the wind has dropped"), now_s + 60)
    assert not town.day.unassigned
    assert {each.promise.ride_id: each.promise for each in lost}.items() <= town.day.promises.items()
