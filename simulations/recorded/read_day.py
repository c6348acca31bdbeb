"""A recorded day, read once: its facts, and whose need each request is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.domain.request import RequestId
from gtfs.places import Places
from simulations.day_record import AskedBy
from simulations.recorded.facts import Attempt, DayFacts, facts_of
from simulations.recorded.needs import needs_of
from simulations.recorded.recorded_day import RecordedDay


@dataclass(frozen=True)
class ReadDay:
    """What a day tells of its riders and drivers."""

    recorded: RecordedDay
    facts: DayFacts
    asked: Mapping[RequestId, AskedBy]

    def need_of(self, attempt: Attempt) -> str:
        """The need that a request is about."""
        return self.asked[attempt.request.request_id].need


def read_day(recorded: RecordedDay, places: Places) -> ReadDay:
    """Read a day on the places of its service."""
    return ReadDay(recorded, facts_of(recorded.events), needs_of(recorded.events, places))
