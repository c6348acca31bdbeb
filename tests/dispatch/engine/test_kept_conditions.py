"""Conditions in a journal: kept whole, and read as written before places had speeds of their own."""

from dispatch.domain.conditions import ClosedRoad, Conditions, LocalSpeed, SpeedWindow
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.place import PlaceIndex
from dispatch.engine.event_codec import event_from_json, event_to_json

HERE, THERE = PlaceIndex(3), PlaceIndex(4)


def test_local_speeds_are_kept() -> None:
    local = LocalSpeed(frozenset({THERE, HERE}), 0.5, (SpeedWindow(3600, 7200, 0.25),))
    changed = ConditionsChanged(60, Conditions("snow", speed=0.75, local_speeds=(local,)), "v", "snow")
    assert event_from_json(event_to_json(changed)) == changed


def test_a_journal_from_before_local_speeds_is_read() -> None:
    written = event_to_json(
        ConditionsChanged(
            60, Conditions("snow", speed=0.75, closed_roads=frozenset({ClosedRoad(HERE, THERE)})), "v", "snow"
        )
    )
    del written["conditions"]["local_speeds"]
    read = event_from_json(written)
    assert isinstance(read, ConditionsChanged)
    assert read.conditions is not None
    assert read.conditions.local_speeds == ()
    assert read.conditions.speed == 0.75
