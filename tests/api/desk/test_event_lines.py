"""What happens on a day is put into words once for all who follow it."""

from __future__ import annotations

import json

from api.desk.event_lines import LATEST, EventLines
from dispatch.domain.events import Event, RideCancelled
from dispatch.domain.request import RideId
from dispatch.engine.event_codec import event_from_json


def test_every_follower_gets_the_same_words_and_no_event_twice() -> None:
    events: list[Event] = [RideCancelled(at_s=n, ride_id=RideId(f"乗車 {n}")) for n in range(5)]
    lines = EventLines(events)
    told = lines.after(0, 100)
    assert all(one is other for one, other in zip(told[2:], lines.after(2, 100), strict=True))
    assert lines.after(1, 2) == told[1:3]
    assert lines.after(5, 100) == []
    events.append(RideCancelled(at_s=9, ride_id=RideId("r9")))
    assert len(lines.after(5, 100)) == 1, "the day has gone on"
    for number, line in enumerate(told, start=1):
        fields = dict(each.split(": ", 1) for each in line.decode().strip().split("\n"))
        assert (fields["event"], fields["id"]) == ("RideCancelled", str(number))
        assert event_from_json(json.loads(fields["data"])) == events[number - 1]


def test_what_is_long_past_is_told_again_where_somebody_asks() -> None:
    events: list[Event] = [RideCancelled(at_s=n, ride_id=RideId("r")) for n in range(LATEST + 10)]
    lines = EventLines(events)
    everything = lines.after(0, len(events))
    assert lines.after(0, 3) == everything[:3]
