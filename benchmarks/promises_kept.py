"""Promises that repair and improvement break: `python -m benchmarks.promises_kept [--requests N] [--write]`.

Crowded days of the demo service, on which rides are rearranged all the time, are replayed until so many
requests have been asked. An audit looks at every decision (see promise_audit); the count to reach is 0.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import process_time

from benchmarks.promise_audit import PromiseAudit
from benchmarks.provenance import CHECKOUT, provenance
from dispatch.domain.fleet import VehicleId
from dispatch.engine.verifier import PromiseBroken
from gtfs.service import Service, read_service
from gtfs.service_words import parse_dispatch
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service

SEARCH = "repair=100,improvement=100"
TOWNS = ((1, 220), (1, 150), (2, 440))
"""How many of each van of the demo service, which has three, and riders a day; taken in turns."""
SEEDS = (1, 2, 3)
RESULTS = Path(__file__).parent / "results" / "promises_kept.md"


@dataclass(frozen=True, slots=True)
class Tally:
    """What the days of one seed came to."""

    seed: int
    days: int
    asked: int
    promised: int
    moved: int
    missed: int
    """Promises that late riders and slow roads broke."""
    broken: tuple[str, ...]
    """What decisions did to promises."""


def a_town(service: Service, vans_of_each: int, riders: int, seed: int) -> Scenario:
    """A day of a service with more vans and more riders than it has."""
    fleet = tuple(
        replace(van, vehicle_id=VehicleId(f"{van.vehicle_id}/{n}"))
        for n in range(1, vans_of_each + 1)
        for van in service.vehicles
    )
    return scenario_of_service(replace(service, vehicles=fleet), seed=seed, riders=riders)


def the_service(words: str) -> Service:
    """The demo service with these words of [dispatch]."""
    return replace(read_service(CHECKOUT / "examples" / "namioka"), dispatch=parse_dispatch(words))


def tally_days(requests: int, seed: int, words: str = SEARCH) -> Tally:
    """Replay days, each from a seed of its own, until so many requests have been asked."""
    service = the_service(words)
    days = asked = promised = moved = missed = 0
    broken: list[str] = []
    for number in count():
        if asked >= requests:
            break
        scenario = a_town(service, *TOWNS[number % len(TOWNS)], seed=10_000 * seed + number)
        audit = PromiseAudit(scenario.travel)
        try:
            replay(scenario, audit)
        except PromiseBroken as fault:
            audit.broken.append(f"stopped by the verifier: {fault}")
        days, asked, promised = days + 1, asked + audit.asked, promised + audit.promised
        moved, missed = moved + audit.moved, missed + audit.missed
        broken += [f"day {scenario.seed}: {what}" for what in audit.broken]
    return Tally(seed, days, asked, promised, moved, missed, tuple(broken))


def page(tallies: list[Tally], requests: int) -> Iterator[str]:
    """The count as a page to commit, with where it comes from."""
    towns = ", ".join(f"{3 * vans} vans and {riders} riders" for vans, riders in TOWNS)
    yield "# Promises broken by a decision"
    yield ""
    yield f"`python -m benchmarks.promises_kept --requests {requests} --write`: days of the demo service with"
    yield f"`{SEARCH}`, in turns with"
    yield f"{towns}. Every decision is looked at by"
    yield "an audit that shares no code with kernels, search and verifier."
    yield ""
    yield "| seed | days | asked | promised | changed vans | missed on the road | broken by a decision |"
    yield "|--:|" + "--:|" * 6
    for each in tallies:
        figures = (each.days, each.asked, each.promised, each.moved, each.missed, len(each.broken))
        yield f"| {each.seed} | " + " | ".join(f"{figure:,}" for figure in figures) + " |"
    yield ""
    asked, broken = sum(each.asked for each in tallies), [words for each in tallies for words in each.broken]
    yield f"{len(broken)} promises broken by a decision in {asked:,} requests."
    yield from (f"- {words}" for words in broken[:20])
    yield ""
    yield f"{provenance(('numba', 'numpy')).markdown()} {process_time():.0f} s of CPU in all."


def main() -> None:
    """Replay, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description="Count the promises that decisions break.")
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    given = parser.parse_args()
    tallies = []
    for seed in SEEDS:
        tallies.append(tally_days(-(-given.requests // len(SEEDS)), seed))
        print(tallies[-1], flush=True)
    told = "\n".join(page(tallies, given.requests))
    print(told)
    if given.write:
        RESULTS.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
