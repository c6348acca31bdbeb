"""Recorded days replayed: as they were, and as they would have been with other settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dispatch.engine.journal import MemoryJournal
from simulations.day_record import DayRecord
from simulations.recorded.choice import ChoiceModel, learn_choices
from simulations.recorded.counterparts import Counterparts
from simulations.recorded.decided_anew import DecidedAnew, decide_anew
from simulations.recorded.on_ground import (
    disruptions_on_record,
    require_recorded_demand,
    scenario_elsewhere,
    scenario_on_record,
)
from simulations.recorded.pace import RecordedPace, pace_of
from simulations.recorded.read_day import ReadDay, read_day
from simulations.recorded.recorded_day import RecordedDay
from simulations.recorded.recorded_world import RecordedWorld
from simulations.recorded.resited import Resited, resite
from simulations.runner import record_of, replay
from simulations.scenario import Scenario
from simulations.variants.from_stops import RidesFrom
from simulations.variants.ground import network_on, service_of
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
    resited: Resited | None = None
    """Where it was changed on; None: on the places of then."""


@dataclass(frozen=True)
class Replaying:
    """Recorded days of one service, read and ready; `choices` is learnt from all of them."""

    days: tuple[ReadDay, ...]
    usual: Variant
    changed: Variant
    choices: ChoiceModel
    counterparts: Counterparts | None = None
    """Where riders are fetched on other places; None: on those of the record."""

    def __iter__(self) -> Iterator[ReplayedDay]:
        """The days one after the other, so that only one is in memory."""
        for day in self.days:
            yield self.replay(day)

    def replay(self, day: ReadDay) -> ReplayedDay:
        """Replay one day; the same day gives the same events."""
        recorded = day.recorded
        usual = scenario_on_record(recorded, self.usual)
        pace = pace_of(recorded.events, usual.travel, day.facts.rides, recorded.seed, recorded.service_date)
        resited, changed = None, None
        if self.counterparts is not None:
            resited = resite(day, self.counterparts)
            there = scenario_elsewhere(recorded, self.usual, self.changed, self.counterparts, resited)
            changed = self._lived(resited.day, there, self.changed, pace.on_places(resited.here))
        elif self.changed != self.usual:
            here = scenario_on_record(recorded, self.changed)
            changed = self._lived(day, here, self.changed, pace)
        return ReplayedDay(
            day,
            decide_anew(recorded, usual),
            record_of(usual, recorded.events, day.asked),
            self._lived(day, usual, self.usual, pace),
            changed,
            resited,
        )

    def _lived(self, day: ReadDay, scenario: Scenario, variant: Variant, pace: RecordedPace) -> DayRecord:
        recorded = day.recorded
        return replay(
            scenario,
            MemoryJournal(),
            disruptions=disruptions_on_record(day.facts, variant),
            world=RecordedWorld(day, scenario, pace, self.choices),
            opens_s=recorded.opened.at_s,
        )


def ready_to_replay(
    days: Sequence[RecordedDay], variant: Variant, recorded_by: Path | None = None
) -> Replaying:
    """Read recorded days for a variant of the service that recorded them, or of another one.

    `recorded_by` is the folder of the service that did; None: that of the variant. Raises RecordedElsewhere,
    LearningMissing, ServiceError and ScenarioError, all ValueErrors.
    """
    require_recorded_demand(variant)
    usual = Variant(variant.name, recorded_by or variant.folder)
    counterparts = _counterparts(usual, variant)
    places = network_on(usual).network.places
    read = []
    for recorded in days:
        scenario_on_record(recorded, usual)  # what cannot be replayed is said before anything is
        read.append(read_day(recorded, places))
        if counterparts is None:
            scenario_on_record(recorded, variant)
        else:
            resited = resite(read[-1], counterparts)
            scenario_elsewhere(recorded, usual, variant, counterparts, resited)
    return Replaying(tuple(read), usual, variant, learn_choices(read), counterparts)


def _counterparts(usual: Variant, variant: Variant) -> Counterparts | None:
    then, now = service_of(usual.folder, usual.changes), service_of(variant.folder, variant.changes)
    if usual.folder == variant.folder and then.places == now.places and variant.rides_from is RidesFrom.DOORS:
        return None
    walk_m = now.rules.walk_max_m
    return Counterparts(then.places, now.places, now.public_places, walk_m, variant.rides_from)
