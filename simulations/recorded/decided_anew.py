"""A recorded day decided anew: what was said is said again, and the engine must answer as it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from dispatch.domain.commands import Command
from dispatch.domain.events import Event
from dispatch.engine.decision import CommandRefused
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.undoing import NothingToUndo
from simulations.recorded.causes import list_causes
from simulations.recorded.disrupted import Disruptions
from simulations.recorded.recorded_day import RecordedDay
from simulations.scenario import Scenario

Watch = Callable[[int, int, int], None]
"""Told the time of the day, how many events are done, and how many there are."""


@dataclass(frozen=True)
class Difference:
    """The first event that is not decided again as it was recorded."""

    number: int
    """From 1, as a line of a journal."""
    recorded: Event | None
    """None where the engine goes on and the record does not."""
    decided: Event | None
    """What the likeliest cause leads to now; None where no cause is found, or nothing more comes of it."""


@dataclass(frozen=True)
class DecidedAnew:
    """How far a recorded day is reproduced."""

    events: int
    of: int
    difference: Difference | None

    @property
    def whole(self) -> bool:
        """Whether every event is."""
        return self.events == self.of


def dispatcher_of(recorded: RecordedDay, scenario: Scenario) -> Dispatcher:
    """The dispatcher of a recorded day, on the fleet with which it was opened."""
    opened = recorded.opened
    area = replace(scenario.area, name=opened.area)
    return Dispatcher(area, scenario.rules, opened.vehicles, scenario.travel, scenario.strategy)


def decide_anew(recorded: RecordedDay, scenario: Scenario, watch: Watch = lambda *_: None) -> DecidedAnew:
    """Decide a recorded day again, command by command, until the engine decides otherwise.

    What searches in the background found is taken as recorded, and checked like any proposal.
    """
    events, dispatcher = recorded.events, dispatcher_of(recorded, scenario)
    day, disruptions, done = ServiceDay(), Disruptions(), 0
    together = scenario.strategy.batch_s is not None
    while done < len(events):
        ahead = _at_one_moment(events, done)
        watch(ahead[0].at_s, done, len(events))
        likeliest: tuple[Event, ...] | None = None
        for decided in _decisions(dispatcher, day, ahead, disruptions, together=together):
            if decided and decided == ahead[: len(decided)]:
                break
            likeliest = likeliest or decided
        else:
            return DecidedAnew(done, len(events), _difference(done, ahead, likeliest or ()))
        disruptions.remember(day, decided)
        for event in decided:
            apply(day, event)
        done += len(decided)
    watch(events[-1].at_s, done, len(events))
    return DecidedAnew(done, len(events), None)


def _decisions(
    dispatcher: Dispatcher,
    day: ServiceDay,
    ahead: tuple[Event, ...],
    disruptions: Disruptions,
    *,
    together: bool,
) -> Iterator[tuple[Event, ...]]:
    now_s = ahead[0].at_s
    if not day.version:
        yield dispatcher.open_day(now_s).events
        return
    said = list_causes(day, ahead, dispatcher.area.hours, together=together)
    for command in chain(disruptions.list_causes(ahead), said):
        decided = _find_decision(dispatcher, day, command, now_s)
        if decided is not None:
            yield decided


def _find_decision(
    dispatcher: Dispatcher, day: ServiceDay, command: Command, now_s: int
) -> tuple[Event, ...] | None:
    try:
        return dispatcher.decide(day, command, now_s).events
    except (CommandRefused, NothingToUndo):
        return None


def _at_one_moment(events: Sequence[Event], start: int) -> tuple[Event, ...]:
    end = start + 1
    while end < len(events) and events[end].at_s == events[start].at_s:
        end += 1
    return tuple(events[start:end])


def _difference(done: int, ahead: tuple[Event, ...], decided: tuple[Event, ...]) -> Difference:
    for n, (recorded, now) in enumerate(zip_longest(ahead, decided), start=done + 1):
        if recorded != now:
            return Difference(n, recorded, now)
    raise AssertionError("what is the same differs nowhere")
