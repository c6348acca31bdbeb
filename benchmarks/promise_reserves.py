"""What a reserve before every promise buys and costs.

`python -m benchmarks.promise_reserves SERVICE_OR_FEED DATE` replays ten working days from the date on, three
seeds each, under every reserve. Riders, their tempers and the true roads are the same under all of them as
far as the answers allow. A feed is replayed with 3 vehicles and 120 riders from 7:00 to 19:00.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from dispatch.domain.events import PromiseMissed, PromisePart
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.journal import MemoryJournal
from gtfs.feed import read_feed
from gtfs.service import read_service
from simulations.feed_scenario import scenario_of_feed
from simulations.measures import measure
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service

RESERVES_MIN = (0, 1, 2, 3, 4, 5, 6, 7, 8)
DAYS = 10
SEEDS = (1, 2, 3)
FEED_HOURS = TimeWindow(7 * HOUR_S, 19 * HOUR_S)
FIGURES = ("booking_success", "promise_kept", "promise_kept_vehicle")


def list_scenarios(path: Path, first: date) -> list[Scenario]:
    """The days of a service folder, or of a feed."""
    days = [(day, seed) for day in _working_days(first) for seed in SEEDS]
    if (path / "service.toml").is_file():
        service = read_service(path)
        return [scenario_of_service(service, on=day, seed=seed) for day, seed in days]
    feed = read_feed(path)
    return [
        scenario_of_feed(feed, on=day, vehicles=3, riders=120, hours=FEED_HOURS, seed=seed)
        for day, seed in days
    ]


def print_row(name: str, scenarios: Sequence[Scenario]) -> None:
    """The mean of each figure over the days, and how many promises reality broke, by part."""
    missed: Counter[PromisePart] = Counter()
    days: list[list[float]] = []
    for scenario in scenarios:
        record = replay(scenario, MemoryJournal())
        measures = measure(record)
        days.append([measures.get_value(code) or 0.0 for code in FIGURES])
        missed.update(event.part for event in record.events if isinstance(event, PromiseMissed))
    booked, kept, by_vehicle = (sum(values) / len(days) for values in zip(*days, strict=True))
    parts = " ".join(f"{missed[part]:{len(part) + 2}}" for part in PromisePart)
    print(f"{name:23} | {booked:6.1f} | {kept:5.1f} | {by_vehicle:19.1f} | {parts}", flush=True)


def with_reserve(scenario: Scenario, reserve_s: int) -> Scenario:
    """The same day under another reserve."""
    return replace(scenario, rules=replace(scenario.rules, reserve_s=reserve_s))


def with_riders(scenario: Scenario, **shares: float) -> Scenario:
    """The same day with riders who behave otherwise."""
    return replace(scenario, behaviour=scenario.behaviour.model_copy(update=shares))


def main() -> None:
    """Print what each reserve gives, then what the usual one gives with riders who keep their word."""
    scenarios = list_scenarios(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
    print(f"{len(scenarios)} days; booked needs and kept promises in %, promises broken by reality")
    parts = " ".join(f"{part:>{len(part) + 2}}" for part in PromisePart)
    print(f"{'':23} | booked |  kept | kept by the vehicle | {parts}")
    for minutes in RESERVES_MIN:
        careful = [with_reserve(each, minutes * MINUTE_S) for each in scenarios]
        print_row(f"reserve {minutes} min", careful)
    print_row("no rider late", [with_riders(each, late_share=0.0) for each in scenarios])
    print_row("nobody stays away", [with_riders(each, no_show_share=0.0) for each in scenarios])
    punctual = [with_riders(each, late_share=0.0, no_show_share=0.0) for each in scenarios]
    print_row("neither", punctual)


def _working_days(first: date) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range(2 * DAYS))
    yield from [day for day in days if day.weekday() < 5][:DAYS]


if __name__ == "__main__":
    main()
