"""Recorded days replayed: as they were, and as they would have been with other settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dispatch.engine.journal import MemoryJournal
from simulations.day_record import DayRecord
from simulations.recorded.choice import ChoiceModel, learn_choices
from simulations.recorded.decided_anew import DecidedAnew, decide_anew
from simulations.recorded.on_ground import (
    disruptions_on_record,
    require_recorded_demand,
    scenario_on_record,
)
from simulations.recorded.pace import pace_of
from simulations.recorded.read_day import ReadDay, read_day
from simulations.recorded.recorded_day import RecordedDay
from simulations.recorded.recorded_world import RecordedWorld
from simulations.runner import record_of, replay
from simulations.scenario import Scenario
from simulations.variants.variant import Variant

Watch = Callable[[int, int], None]
"""Told how many of the replays are done, and how many there are."""


@dataclass(frozen=True)
class ReplayedDay:
    """One recorded day, and the same day with other settings."""

    read: ReadDay
    anew: DecidedAnew
    """How far the engine decides as it did, told what it was told then."""
    recorded: DayRecord
    unchanged: DayRecord
    """The day with nothing changed, its riders and drivers answered for as on the changed one."""
    changed: DayRecord | None
    """None where nothing was to be changed."""


@dataclass(frozen=True)
class Replaying:
    """Recorded days of one service, read and ready; `choices` is learnt from all of them."""

    days: tuple[ReadDay, ...]
    usual: Variant
    changed: Variant
    choices: ChoiceModel

    def __iter__(self) -> Iterator[ReplayedDay]:
        """The days one after the other, so that only one is in memory."""
        for day in self.days:
            yield self.replay(day)

    def replay(self, day: ReadDay) -> ReplayedDay:
        """Replay one day; the same day gives the same events."""
        usual = scenario_on_record(day.recorded, self.usual)
        return ReplayedDay(
            day,
            decide_anew(day.recorded, usual),
            record_of(usual, day.recorded.events, day.asked),
            self._lived(day, usual, self.usual),
            self._lived(day, scenario_on_record(day.recorded, self.changed), self.changed)
            if self.changed != self.usual
            else None,
        )

    def _lived(self, day: ReadDay, scenario: Scenario, variant: Variant) -> DayRecord:
        recorded = day.recorded
        pace = pace_of(
            recorded.events, scenario.travel, day.facts.rides, recorded.seed, recorded.service_date
        )
        return replay(
            scenario,
            MemoryJournal(),
            disruptions=disruptions_on_record(day.facts, variant),
            world=RecordedWorld(day, scenario, pace, self.choices),
            opens_s=recorded.opened.at_s,
        )


def ready_to_replay(days: Sequence[RecordedDay], variant: Variant) -> Replaying:
    """Read recorded days for a variant of the service that recorded them.

    Raises RecordedElsewhere, LearningMissing, ServiceError and ScenarioError, all ValueErrors.
    """
    require_recorded_demand(variant)
    usual = Variant(variant.name, variant.folder)
    read = []
    for recorded in days:
        scenario_on_record(recorded, variant)  # what cannot be replayed is said before anything is
        read.append(read_day(recorded, scenario_on_record(recorded, usual).places))
    return Replaying(tuple(read), usual, variant, learn_choices(read))
