"""Replay a day in virtual time: one queue of commands, one dispatcher, one world that reacts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from dispatch.domain.commands import Ask, AskTogether, Command, Wake
from dispatch.domain.disruptions import ChangeConditions
from dispatch.domain.events import Event, PromiseMade
from dispatch.domain.request import RequestId
from dispatch.domain.time import clock
from dispatch.engine.dispatcher import CommandRefused, Decision, Dispatcher
from dispatch.engine.journal import Journal
from dispatch.engine.service_day import ServiceDay, apply
from simulations.command_queue import CommandQueue
from simulations.day_record import AskedBy, DayRecord
from simulations.scenario import Scenario, ScenarioError
from simulations.world import World

Progress = Callable[[int, int], None]
"""Told after every answered request: virtual time, and how many requests were answered."""


class Acting(Protocol):
    """Riders and drivers, as the runner meets them."""

    asked: dict[RequestId, AskedBy]

    def open(self) -> Iterator[tuple[int, Command]]:
        """What is known to come."""
        ...

    def react(self, day: ServiceDay, events: tuple[Event, ...], now_s: int) -> Iterator[tuple[int, Command]]:
        """What they will say, and when, now that these events have been told to them."""
        ...

    def is_due(self, command: Command) -> bool:
        """Whether somebody still means what they were to say."""
        ...

    def may_be_refused(self, command: Command) -> bool:
        """Whether the engine may refuse a command; any other refusal is a fault of the program."""
        ...


def _unwatched(_now_s: int, _answered: int) -> None:
    pass


def replay(
    scenario: Scenario,
    journal: Journal,
    watch: Progress = _unwatched,
    disruptions: Sequence[tuple[int, Command]] = (),
    world: Acting | None = None,
    opens_s: int = 0,
) -> DayRecord:
    """Replay a day until nothing more happens; the same scenario gives the same events to the byte.

    Disruptions come at their times, before whatever riders say then. The day is lived by the simulated riders
    and drivers of the scenario, unless another `world` is given.

    Raises ScenarioError for conditions that the day cannot bear, such as a way home that is closed.
    A driver's report or an acceptance that the engine refuses is a program error and stops the run.
    """
    dispatcher = Dispatcher(
        scenario.area, scenario.rules, scenario.vehicles, scenario.travel, scenario.strategy
    )
    world = world or World(scenario)
    queue, day = CommandQueue(scenario.strategy.batch_s), ServiceDay()
    events: list[Event] = []
    decision_cpu_s: list[float] = []

    def carry_out(decision: Decision, now_s: int) -> None:
        if decision.events:
            journal.append(decision.events, expected_version=day.version)
            for event in decision.events:
                apply(day, event)
            events.extend(decision.events)
            for at_s, command in world.react(day, decision.events, now_s):
                queue.put(at_s, command)
        if decision.wake_at_s is not None:
            queue.put(decision.wake_at_s, Wake())

    for at_s, command in (*disruptions, *world.open()):
        queue.put(at_s, command)
    carry_out(dispatcher.open_day(opens_s), opens_s)
    while (popped := queue.take()) is not None:
        now_s, command = popped
        if not world.is_due(command):
            continue
        asked = _count_requests(command)
        began_s = time.process_time() if asked else 0.0  # asking the clock is itself slow on some machines
        try:
            decision = dispatcher.decide(day, command, now_s)
        except CommandRefused as refusal:
            if world.may_be_refused(command):
                continue
            if isinstance(command, ChangeConditions):
                raise ScenarioError(f"{clock(now_s)}, {command.reason}: {refusal}") from refusal
            raise
        if asked:
            decision_cpu_s.extend([(time.process_time() - began_s) / asked] * asked)
            watch(now_s, len(decision_cpu_s))
        carry_out(decision, now_s)
        if any(isinstance(event, PromiseMade) for event in decision.events):
            carry_out(_improved(dispatcher, day, now_s), now_s)
    return record_of(scenario, events, world.asked, decision_cpu_s)


def record_of(
    scenario: Scenario,
    events: Sequence[Event],
    asked: Mapping[RequestId, AskedBy],
    decision_cpu_s: Sequence[float] = (),
) -> DayRecord:
    """A day of these events as figures, tables and reports read it."""
    return DayRecord(
        service_name=scenario.name,
        label=scenario.label,
        date=scenario.service_date.isoformat(),
        seed=scenario.seed,
        events=tuple(events),
        places=scenario.places,
        network=scenario.network,
        travel=scenario.travel,
        rules=scenario.rules,
        vehicles=scenario.vehicles,
        asked=asked,
        decision_cpu_s=tuple(decision_cpu_s),
        fares=scenario.fares,
        public_places=scenario.public_places,
    )


def _improved(dispatcher: Dispatcher, day: ServiceDay, now_s: int) -> Decision:
    """What a search for a better plan changes, where the strategy wants one."""
    found = dispatcher.look_for_improvement(day, now_s)
    improvement = dispatcher.strategy.improvement
    proposal = found.search(improvement.progress()) if found and improvement else None
    return dispatcher.decide(day, proposal, now_s) if proposal else Decision(())


def _count_requests(command: Command) -> int:
    return len(command.requests) if isinstance(command, AskTogether) else int(isinstance(command, Ask))
