"""What each policy gains, alone, on the same days: `python -m benchmarks.policy_days CASE`.

CASE is `namioka`, `city` (dense and made up, see synthetic_city) or the path of a GTFS feed. Every policy
replays the same riders on the same true roads as the first one; printed are the means of the first, and the
mean differences of the others with 95 % intervals over the days. Beside the words of [dispatch] a policy may
say `slack=N`: what improvement pays for each second by which a visit may still be put off.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic_city import a_city, city_day
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.journal import MemoryJournal
from dispatch.engine.strategy import Strategy
from dispatch.kernel.warm import warm_up
from gtfs.feed import read_feed
from gtfs.service import read_service
from gtfs.service_words import parse_dispatch
from simulations.feed_scenario import scenario_of_feed
from simulations.measures import measure
from simulations.runner import replay
from simulations.scenario import Scenario, ScenarioError, scenario_of_service

FIGURES = (
    *("booking_success", "wait_now_mean", "wait_adv_mean", "shift_min_mean", "promise_kept"),
    *("passengers", "driven_km", "empty_km", "decision_ms_mean"),
)
POLICIES = ("", "positioning=expected_demand", "anticipation=sampled_riders")
BATCHES = ("batch_s=1", "batch_s=10", "batch_s=30")
DayOf = Callable[[int, int, str], Scenario]
"""The scenario of a day, counted from the first, with a seed and the words of a policy."""


def namioka(riders: int | None) -> DayOf:
    """Days of the demo service."""
    service = read_service(Path(__file__).parents[1] / "examples" / "namioka")

    def day_of(day: int, seed: int, words: str) -> Scenario:
        told = replace(service, dispatch=parse_dispatch(words))
        on = service.demo_date + timedelta(days=day)
        return scenario_of_service(told, on=on, seed=seed, riders=riders)

    return day_of


def from_feed(path: Path, first: date, vehicles: int, riders: int) -> DayOf:
    """Days straight from a feed, 7:00 to 19:00."""
    feed = read_feed(path)

    def day_of(day: int, seed: int, words: str) -> Scenario:
        return scenario_of_feed(
            feed,
            on=first + timedelta(days=day),
            vehicles=vehicles,
            riders=riders,
            hours=TimeWindow(7 * HOUR_S, 19 * HOUR_S),
            seed=seed,
            dispatch=parse_dispatch(words),
        )

    return day_of


def in_city(vehicles: int, riders: int) -> DayOf:
    """Three hours of the made-up city; a day is another seed."""
    network = a_city()
    hours = TimeWindow(8 * HOUR_S, 11 * HOUR_S)

    def day_of(day: int, seed: int, words: str) -> Scenario:
        told = parse_dispatch(words)
        if told != parse_dispatch(f"batch_s={told.batch_s}"):
            raise SystemExit(f"{words}: the city takes batch_s=SECONDS alone")
        strategy = Strategy(batch_s=told.batch_s or None)
        return city_day(network, vehicles, riders, hours, 100 * seed + day, strategy)

    return day_of


def weighing_slack(scenario: Scenario, weight: int) -> Scenario:
    """The scenario whose improvement pays for slack too."""
    improvement = scenario.strategy.improvement
    if improvement is None:
        raise SystemExit("slack=N weighs in an improvement: improvement=ROUNDS expected beside it")
    weighed = replace(improvement, cost=replace(improvement.cost, slack=weight))
    return replace(scenario, strategy=replace(scenario.strategy, improvement=weighed))


def day_with(day_of: DayOf, day: int, seed: int, policy: str) -> Scenario:
    """The scenario of a day under a policy."""
    words = [word for word in policy.split(",") if not word.startswith("slack=")]
    scenario = day_of(day, seed, ",".join(words))
    weights = [int(word.removeprefix("slack=")) for word in policy.split(",") if word not in words]
    return weighing_slack(scenario, weights[0]) if weights else scenario


def figures_of(scenario: Scenario) -> list[float]:
    """The figures of one replayed day, NaN where there was nothing to measure."""
    measures = measure(replay(scenario, MemoryJournal()))
    known = {kpi.code: np.nan if kpi.value is None else kpi.value for kpi in measures.kpis}
    known["empty_km"] = known["driven_km"] * (1 - known["loaded_km_ratio"] / 100)
    return [known[code] for code in FIGURES]


def compare(day_of: DayOf, policies: Sequence[str], days: int, seeds: int) -> NDArray[np.float64]:
    """The figures of every policy on every day that has service, (days, policies, figures)."""
    rows = []
    for seed in range(1, seeds + 1):
        for day in range(days):
            try:
                rows.append([figures_of(day_with(day_of, day, seed, each)) for each in policies])
            except ScenarioError:
                continue  # no service on that date
    return np.array(rows)


def table(found: NDArray[np.float64], policies: Sequence[str]) -> Iterator[str]:
    """The comparison as rows of a page."""
    yield "| figure | " + " | ".join(f"`{words or 'none'}`" for words in policies) + " |"
    yield "|---|" + "--:|" * len(policies)
    for f, code in enumerate(FIGURES):
        if np.isnan(found[:, 0, f]).all():
            continue
        cells = [f"{np.nanmean(found[:, 0, f]):.2f}"]
        for p in range(1, len(policies)):
            more = found[:, p, f] - found[:, 0, f]
            more = more[~np.isnan(more)]
            spread = 1.96 * float(np.std(more, ddof=1)) / np.sqrt(len(more)) if len(more) > 1 else np.nan
            cells.append(f"{more.mean():+.2f} ± {spread:.2f}" if len(more) else "–")
        yield f"| {code} | " + " | ".join(cells) + " |"


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", help="namioka, city or the path of a feed")
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--riders", type=int)
    parser.add_argument("--vehicles", type=int, help="3 with a feed and 300 in the city unless told")
    parser.add_argument("--date", type=date.fromisoformat, help="with a feed, needed: the first day")
    parser.add_argument(
        "--policies", nargs="+", help="words of [dispatch] and slack=N; the first is compared with"
    )
    given = parser.parse_args()
    policies = given.policies or (BATCHES if given.case == "city" else POLICIES)
    if given.case == "namioka":
        day_of = namioka(given.riders)
    elif given.case == "city":
        day_of = in_city(given.vehicles or 300, given.riders or 3000)
    elif given.date is None:
        parser.error("--date: with a feed the first day is needed, as 2019-06-05")
    else:
        day_of = from_feed(Path(given.case), given.date, given.vehicles or 3, given.riders or 120)
    warm_up()
    began_s = time.process_time()
    found = compare(day_of, policies, given.days, given.seeds)
    print("\n".join(table(found, policies)))
    print(f"\n{len(found)} days, {time.process_time() - began_s:.0f} CPU s in all")


if __name__ == "__main__":
    main()
