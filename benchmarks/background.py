"""What a search in a thread costs riders who ask meanwhile, and gains: `python -m benchmarks.background`.

A town of fifteen vans at its busiest moment: riders ask, one every few milliseconds, and nobody books, so
that every answer is about the same plan. They are answered with nothing beside them and, in turns, with a
search that improves a copy of the plan in a thread. What the thread has found is then adopted by the
dispatcher like any other command.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from time import monotonic, perf_counter, process_time, sleep, thread_time

import numpy as np

from benchmarks.promises_kept import a_town, the_service
from benchmarks.provenance import provenance
from dispatch.domain.commands import AdoptRoutes, Ask
from dispatch.domain.events import PromiseMade
from dispatch.domain.request import Request, RequestId
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.improving import Improvement
from dispatch.engine.journal import MemoryJournal, fold
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import Strategy
from dispatch.search.stopping import when_elapsed
from simulations.runner import replay
from simulations.scenario import Scenario

VANS_OF_EACH = 5
RIDERS = 500
SECONDS = (0.5, 2.0, 8.0)
TURNS = 3
PAUSE_S = 0.005
"""Between two requests: far more of them than any town of this size has."""
RESULTS = Path(__file__).parent / "results" / "background.md"


@dataclass(frozen=True)
class Moment:
    """A service day in the midst of things, the dispatcher who looks after it, and riders who will ask."""

    dispatcher: Dispatcher
    day: ServiceDay
    now_s: int
    requests: Sequence[Request]

    def driving_s(self, day: ServiceDay) -> int:
        """Seconds at the wheel that a day's routes still hold."""
        total_s = 0
        for state in day.vehicles.values():
            stops = [state.place, *(visit.place for visit in state.route.visits)]
            total_s += sum(self.dispatcher.travel.seconds(*leg, self.now_s) for leg in pairwise(stops))
        return total_s


@dataclass(frozen=True, slots=True)
class Beside:
    """One search in a thread: what it did, and how long answers took meanwhile."""

    snapshot_ms: float
    rounds: int
    proposal: AdoptRoutes | None
    answers_ms: Sequence[tuple[float, float]]
    """By the wall's clock and by the processor's."""


def busiest_moment(scenario: Scenario, asking: Scenario) -> Moment:
    """The moment of the replayed day with most promises ahead; riders of another day ask."""
    events = replay(scenario, MemoryJournal()).events
    day, most, length = ServiceDay(), 0, 0
    for count, event in enumerate(events, start=1):
        apply(day, event)
        if isinstance(event, PromiseMade) and len(day.promises) >= most:
            most, length = len(day.promises), count
    while length < len(events) and events[length].at_s == events[length - 1].at_s:
        length += 1  # a decision's events belong together
    now_s = events[length - 1].at_s
    draws = np.random.default_rng(20261125)
    improvement = Improvement(lambda _: np.random.default_rng(draws.integers(1 << 60)), lambda: lambda _: 1.0)
    strategy = Strategy(improvement=improvement)
    dispatcher = Dispatcher(scenario.area, scenario.rules, scenario.vehicles, scenario.travel, strategy)
    requests = [
        replace(each.request, request_id=RequestId(f"asks {n}"))
        for n, each in enumerate(asking.arrivals)
        if each.request.wish_s > now_s
    ]
    return Moment(dispatcher, fold(events[:length]), now_s, requests)


def answers_ms(moment: Moment, over: Callable[[], bool]) -> Iterator[tuple[float, float]]:
    """Riders ask until it is over; milliseconds of each answer by the wall's clock and by the processor's."""
    for request in cycle(moment.requests):
        if over():
            return
        wall_s, cpu_s = perf_counter(), thread_time()
        moment.dispatcher.decide(moment.day, Ask(request), moment.now_s)
        yield 1000 * (perf_counter() - wall_s), 1000 * (thread_time() - cpu_s)
        sleep(PAUSE_S)


def search_beside(moment: Moment, seconds: float, threads: ThreadPoolExecutor) -> Beside:
    """Improve the plan in a thread for so long while riders ask."""
    began = perf_counter()
    found = moment.dispatcher.look_for_improvement(moment.day, moment.now_s)
    assert found is not None
    snapshot_ms, rounds, deadline = 1000 * (perf_counter() - began), [0], when_elapsed(monotonic, seconds)

    def progress(done: int) -> float:
        rounds[0] = done
        return deadline(done)

    search: Future[AdoptRoutes | None] = threads.submit(found.search, progress)
    answers = list(answers_ms(moment, search.done))
    return Beside(snapshot_ms, rounds[0], search.result(), answers)


def gain_s(moment: Moment, proposal: AdoptRoutes | None) -> tuple[int, float]:
    """Seconds of driving that a proposal saves once adopted, and the milliseconds adopting takes."""
    if proposal is None:
        return 0, 0.0
    began = perf_counter()
    events = moment.dispatcher.decide(moment.day, proposal, moment.now_s).events
    took_ms = 1000 * (perf_counter() - began)
    better = deepcopy(moment.day)  # the day itself stays as it is: every search starts from the same plan
    for event in events:
        apply(better, event)
    return moment.driving_s(moment.day) - moment.driving_s(better), took_ms


def has_passed(at: float) -> bool:
    """Whether a moment of the wall's clock is over."""
    return monotonic() > at


def times_row(name: str, answers: Sequence[tuple[float, float]]) -> str:
    """How long answers took, as a row of the page."""
    wall, cpu = zip(*answers, strict=True)
    figures = (f"{np.percentile(each, share):.2f}" for each in (wall, cpu) for share in (50, 95, 99))
    return f"| {name} | {len(answers):,} | " + " | ".join(figures) + " |"


def gain_row(moment: Moment, seconds: float, turns: Sequence[Beside]) -> str:
    """What a search of so many seconds did, means over its turns, as a row of the page."""
    gains_s, adopting_ms = zip(*(gain_s(moment, each.proposal) for each in turns), strict=True)
    share = np.mean(gains_s) / moment.driving_s(moment.day)
    rounds = np.mean([each.rounds for each in turns])
    took_ms = np.mean([each.snapshot_ms for each in turns]), np.mean(adopting_ms)
    return (
        f"| {seconds:g} | {rounds:,.0f} | {np.mean(gains_s) / 60:.1f} | {share:.1%} "
        f"| {took_ms[0]:.1f} | {took_ms[1]:.1f} |"
    )


def measure(moment: Moment, seconds: Sequence[float], turns: int) -> Iterator[str]:
    """The tables, as lines of a page."""
    alone: list[tuple[float, float]] = []
    beside: dict[float, list[Beside]] = {each: [] for each in seconds}
    with ThreadPoolExecutor(1) as threads:
        for _ in range(turns):
            for each in seconds:
                alone.extend(answers_ms(moment, partial(has_passed, monotonic() + each)))
                beside[each].append(search_beside(moment, each, threads))
    yield "| an answer, ms | answers | wall p50 | p95 | p99 | CPU p50 | p95 | p99 |"
    yield "|---|" + "--:|" * 7
    yield times_row("nothing beside", alone)
    yield times_row(
        "a search in a thread", [took for each in beside.values() for one in each for took in one.answers_ms]
    )
    yield ""
    yield "| search, s | rounds | driving saved, min | share | snapshot, ms | adopting, ms |"
    yield "|--:|" + "--:|" * 5
    yield from (gain_row(moment, each, found) for each, found in beside.items())


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description="Answers beside a search in a thread.")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    write = parser.parse_args().write
    moment = busiest_moment(*(a_town(the_service(""), VANS_OF_EACH, RIDERS, seed) for seed in (1, 2)))
    vans, ahead = len(moment.day.vehicles), len(moment.day.promises)
    hours = moment.driving_s(moment.day) / 3600
    lines = [
        "# A search in a thread beside the answers",
        "",
        f"`python -m benchmarks.background --write`: {vans} vans of the demo service, {RIDERS} riders a day,",
        f"at the moment with most promises ahead: {ahead}, with {hours:.1f} hours of driving to come.",
        f"A rider asks every {1000 * PAUSE_S:.0f} ms. In each of {TURNS} turns every search comes after as",
        "much time without one.",
        "",
        *measure(moment, SECONDS, TURNS),
        "",
        f"{provenance(('numba', 'numpy')).markdown()} {process_time():.0f} s of CPU in all.",
    ]
    print("\n".join(lines))
    if write:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
