"""Replay a day in virtual time: one queue of commands, one dispatcher, one world that reacts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from dispatch.domain.commands import Ask, AskTogether, Cancel, Command, Wake
from dispatch.domain.events import Event, PromiseMade
from dispatch.domain.request import Request
from dispatch.engine.dispatcher import CommandRefused, Decision, Dispatcher
from dispatch.engine.journal import Journal
from dispatch.engine.service_day import ServiceDay, apply
from simulations.day_record import DayRecord
from simulations.scenario import Scenario
from simulations.world import DRIVER_COMMANDS, World

Progress = Callable[[int, int], None]
"""Told after every answered request: virtual time, and how many requests were answered."""


def _unwatched(_now_s: int, _answered: int) -> None:
    pass


@dataclass(slots=True)
class _Queue:
    """Commands by time; at one moment drivers before riders before wake-ups, then first come first served.

    With a batch of so many seconds, requests wait for its end and are asked together.
    """

    batch_s: int | None = None
    _together: dict[int, list[Request]] = field(default_factory=dict)
    _waiting: list[tuple[int, int, int, Command]] = field(default_factory=list)
    _put_in: int = 0
    _wakes: set[int] = field(default_factory=set)

    def put(self, at_s: int, command: Command) -> None:
        if isinstance(command, Wake):
            if at_s in self._wakes:
                return
            self._wakes.add(at_s)
        if self.batch_s is not None and isinstance(command, Ask):
            at_s = -(-at_s // self.batch_s) * self.batch_s
            batch = self._together.setdefault(at_s, [])
            batch.append(command.request)
            if len(batch) > 1:
                return
        heappush(self._waiting, (at_s, _priority(command), self._put_in, command))
        self._put_in += 1

    def take(self) -> tuple[int, Command] | None:
        if not self._waiting:
            return None
        at_s, _, _, command = heappop(self._waiting)
        if isinstance(command, Ask) and at_s in self._together:
            return at_s, AskTogether(tuple(self._together.pop(at_s)))
        return at_s, command


def replay(
    scenario: Scenario,
    journal: Journal,
    watch: Progress = _unwatched,
    disruptions: Sequence[tuple[int, Command]] = (),
) -> DayRecord:
    """Replay a day until nothing more happens; the same scenario gives the same events to the byte.

    Disruptions come at their times, before whatever riders say then.

    A driver's report or an acceptance that the engine refuses is a program error and stops the run.
    """
    dispatcher = Dispatcher(
        scenario.area, scenario.rules, scenario.vehicles, scenario.travel, scenario.strategy
    )
    world, queue, day = World(scenario), _Queue(scenario.strategy.batch_s), ServiceDay()
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
    carry_out(dispatcher.open_day(), 0)
    while (popped := queue.take()) is not None:
        now_s, command = popped
        if not world.is_due(command):
            continue
        asked = _count_requests(command)
        began_s = time.process_time() if asked else 0.0  # asking the clock is itself slow on some machines
        try:
            decision = dispatcher.decide(day, command, now_s)
        except CommandRefused:
            if isinstance(command, Cancel):  # too late: the rider is on board
                continue
            raise
        if asked:
            decision_cpu_s.extend([(time.process_time() - began_s) / asked] * asked)
            watch(now_s, len(decision_cpu_s))
        carry_out(decision, now_s)
        if any(isinstance(event, PromiseMade) for event in decision.events):
            carry_out(_improved(dispatcher, day, now_s), now_s)
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
        asked=world.asked,
        decision_cpu_s=tuple(decision_cpu_s),
    )


def _improved(dispatcher: Dispatcher, day: ServiceDay, now_s: int) -> Decision:
    """What a search for a better plan changes, where the strategy wants one."""
    found = dispatcher.look_for_improvement(day, now_s)
    improvement = dispatcher.strategy.improvement
    proposal = found.search(improvement.progress()) if found and improvement else None
    return dispatcher.decide(day, proposal, now_s) if proposal else Decision(())


def _count_requests(command: Command) -> int:
    return len(command.requests) if isinstance(command, AskTogether) else int(isinstance(command, Ask))


def _priority(command: Command) -> int:
    if isinstance(command, DRIVER_COMMANDS):
        return 0
    return 2 if isinstance(command, Wake) else 1
