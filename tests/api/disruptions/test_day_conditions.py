"""What a dispatcher closed by hand stays closed, whatever the level of snow does."""

from __future__ import annotations

from dataclasses import replace

from api.desk.town import Town
from api.disruptions.day_conditions import DayConditions
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.place import PlaceIndex
from dispatch.engine.event_codec import event_from_json, event_to_json
from gtfs.service_snow import SnowLevel

HERE, THERE = PlaceIndex(3), PlaceIndex(4)


def snowed_in(town: Town) -> Town:
    """A town in which heavy snow closes a place."""
    heavy = replace(town.service.snow[SnowLevel.HEAVY_SNOW], closed_places=frozenset({HERE}))
    levels = {**town.service.snow, SnowLevel.HEAVY_SNOW: heavy}
    return replace(town, service=replace(town.service, snow=levels))


def test_a_place_closed_by_hand_stays_closed_when_the_snow_that_closed_it_too_is_over(town: Town) -> None:
    town, conditions = snowed_in(town), None
    by_hand = DayConditions.of(conditions, town).closing(frozenset({HERE}), frozenset())
    conditions = by_hand.conditions(town)
    for level, closed in ((SnowLevel.HEAVY_SNOW, {HERE}), (SnowLevel.NORMAL, {HERE})):
        conditions = replace(DayConditions.of(conditions, town), level=level).conditions(town)
        assert conditions is not None
        assert conditions.closed_places == closed
    kept = event_from_json(event_to_json(ConditionsChanged(0, conditions, "v", "snow")))
    assert kept == ConditionsChanged(0, conditions, "v", "snow")
    opened = DayConditions.of(conditions, town).opening(frozenset({HERE}), frozenset())
    assert opened.conditions(town) is None


def test_what_the_snow_alone_closed_opens_with_it(town: Town) -> None:
    town = snowed_in(town)
    heavy = replace(DayConditions.of(None, town), level=SnowLevel.HEAVY_SNOW)
    both = DayConditions.of(heavy.conditions(town), town).closing(frozenset({THERE}), frozenset())
    conditions = both.conditions(town)
    assert conditions is not None
    assert conditions.closed_places == {HERE, THERE}
    after = replace(DayConditions.of(conditions, town), level=SnowLevel.NORMAL).conditions(town)
    assert after is not None
    assert after.closed_places == {THERE}
