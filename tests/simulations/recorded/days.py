"""Days that were simulated, to be taken for recorded ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import MemoryJournal
from gtfs.service_changes import parse_changes
from simulations.recorded.recorded_day import RecordedDay, recorded_day
from simulations.runner import replay
from simulations.variants.ground import scenario_of, weather_of
from simulations.variants.variant import Variant

NAMIOKA = Path(__file__).parents[3] / "examples" / "namioka"
DAY = date(2026, 12, 2)


def namioka(*changes: str) -> Variant:
    """The demo service with settings put differently."""
    return Variant("namioka", NAMIOKA).changed(parse_changes(changes))


def a_recorded_day(variant: Variant, seed: int, on: date = DAY) -> RecordedDay:
    """A day of a service as its journal has it."""
    made = replay(scenario_of(variant, on, seed), MemoryJournal(), disruptions=weather_of(variant))
    events = [event_from_json(event_to_json(event)) for event in made.events]
    return recorded_day(events, f"{variant.name} {on}", seed)
