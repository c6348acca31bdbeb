"""What is promised around a foreseen pickup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.policy.offering import TripFacts, pickups_within, promised, to_plan_with

NINE = 9 * HOUR_S
FACTS = TripFacts(
    direct_s=10 * MINUTE_S,
    board_s=60,
    alight_s=30,
    max_ride_s=25 * MINUTE_S,
    earliest_s=8 * HOUR_S,
    last_s=18 * HOUR_S,
)


def window(found_s: int, wait_s: int, reserve_s: int) -> TimeWindow:
    """The window promised to who asked for nine o'clock, where the pickup is foreseen at this moment."""
    limits = pickups_within(FACTS, NINE, NINE + wait_s)
    assert limits is not None
    return promised(limits, found_s, FACTS, ServiceRules(reserve_s=reserve_s)).pickup


def test_a_window_ends_within_what_was_asked_for() -> None:
    assert window(NINE + 5 * MINUTE_S, 30 * MINUTE_S, reserve_s=0).width_s == 10 * MINUTE_S
    assert window(NINE + 25 * MINUTE_S, 30 * MINUTE_S, reserve_s=0).until_s == NINE + 30 * MINUTE_S


def test_a_window_leaves_room_for_the_reserve_however_late_the_pickup() -> None:
    assert window(NINE + 28 * MINUTE_S, 30 * MINUTE_S, reserve_s=300).width_s == 5 * MINUTE_S


@given(
    found_s=st.integers(NINE, NINE + HOUR_S),
    spare_s=st.integers(0, HOUR_S),
    reserve_s=st.integers(0, 20 * MINUTE_S),
)
def test_a_foreseen_pickup_can_be_planned_as_promised(found_s: int, spare_s: int, reserve_s: int) -> None:
    rules = ServiceRules(reserve_s=reserve_s)
    limits = pickups_within(FACTS, NINE, found_s + spare_s)
    assert limits is not None
    limits = promised(limits, found_s, FACTS, rules)
    assert limits.pickup.width_s <= rules.pickup_window_s
    planned = to_plan_with(limits, rules).pickup
    assert limits.pickup.from_s <= planned.until_s <= limits.pickup.until_s
