"""How well `noriai fit` recovers a demand and roads that are known: days simulated, recorded, and fitted.

`python -m benchmarks.fit_recovery` writes benchmarks/results/fit_recovery.md.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.provenance import provenance
from dispatch.domain.time import HALF_HOUR_S
from dispatch.engine.journal import MemoryJournal
from gtfs.service_snow import SnowLevel
from simulations.demand import Arrival, sample_demand
from simulations.drivers import MEAN_OF_BELIEVED
from simulations.fitting.counts import count_days, interval_of_counts
from simulations.fitting.driving import fit_driving, list_driven
from simulations.fitting.journeys import observe
from simulations.fitting.places import fit_places, kinds_of
from simulations.recorded.read_day import read_day
from simulations.recorded.recorded_day import RecordedDay, recorded_day
from simulations.runner import replay
from simulations.scenario import demand_model
from simulations.variants.ground import roads_of, scenario_of, service_of, weather_of
from simulations.variants.variant import Variant

NAMIOKA = Variant("namioka", Path(__file__).parents[1] / "examples" / "namioka")
FIRST = date(2026, 9, 1)
DAYS, SEEDS, DRAWN = 60, (1, 2, 3, 4, 5), 3000
SNOWY = {4: SnowLevel.SNOW, 9: SnowLevel.HEAVY_SNOW}
"""By the last digit of a day's number."""
RESULTS = Path(__file__).parent / "results" / "fit_recovery.md"


@dataclass(frozen=True)
class Covered:
    """How many of some intervals hold the truth."""

    inside: int
    of: int

    def __add__(self, other: Covered) -> Covered:
        """Both together."""
        return Covered(self.inside + other.inside, self.of + other.of)

    @property
    def share(self) -> float:
        """Of the intervals, those that hold the truth."""
        return self.inside / max(1, self.of)


@dataclass(frozen=True)
class Recovered:
    """What came of one seed."""

    half_hours: Covered
    origins: Covered
    destinations: Covered
    factors: Mapping[SnowLevel, float]
    """Fitted over true travel factor, by level of snow."""


@dataclass(frozen=True)
class Truth:
    """What the generating demand expects, from many draws of it."""

    per_half_hour: Mapping[int, float]
    origins: NDArray[np.float64]  # (P,) shares
    destinations: NDArray[np.float64]  # (P,)


def simulated_days(seed: int, days: int) -> Iterator[RecordedDay]:
    """Days of the demo service as a journal has them, some of them under snow."""
    service, on, number = service_of(NAMIOKA.folder, NAMIOKA.changes), FIRST, 0
    while number < days:
        if service.runs_on(on):
            level = SNOWY.get(number % 10, SnowLevel.NORMAL)
            variant = Variant(NAMIOKA.name, NAMIOKA.folder, snow=level)
            made = replay(scenario_of(variant, on, seed), MemoryJournal(), disruptions=weather_of(variant))
            yield recorded_day(made.events, f"{on}", seed)
            number += 1
        on += timedelta(days=1)


def true_demand(draws: int) -> Truth:
    """The demand that those days are drawn from; no date is like another only by chance."""
    service = service_of(NAMIOKA.folder, NAMIOKA.changes)
    model = demand_model(service, roads_of(NAMIOKA.folder).times)
    halves: Counter[int] = Counter()
    ends: tuple[Counter[int], Counter[int]] = Counter(), Counter()
    for draw in range(draws):
        for out in _ways_out(sample_demand(model, service.demand.riders_per_day, 100_000 + draw, FIRST)):
            halves[out.request.wish_s // HALF_HOUR_S] += 1
            ends[0][out.request.origin] += 1
            ends[1][out.request.destination] += 1
    shares = [np.array([each[place] for place in range(len(service.places))], float) for each in ends]
    return Truth(
        {half: many / draws for half, many in halves.items()}, *(each / each.sum() for each in shares)
    )


def recover(recorded: Sequence[RecordedDay], truth: Truth) -> Recovered:
    """Fit recorded days, and hold the intervals against the truth."""
    service, built = service_of(NAMIOKA.folder, NAMIOKA.changes), roads_of(NAMIOKA.folder)
    observed = [observe(read_day(day, built.network.places)) for day in recorded]
    counted = count_days(observed)
    told = interval_of_counts(counted, counted.days)
    hit = [
        bool(from_ <= truth.per_half_hour.get(half, 0.0) <= until)
        for half, from_, until in zip(counted.half_hours, told.low, told.high, strict=True)
    ]
    outs = [journey.out.request for day in observed for journey in day.journeys]
    kinds = kinds_of(service)
    driving = fit_driving(list_driven(recorded, built.network, built.times))
    assert driving is not None, "vehicles drive on every day"
    true_factor = {level: MEAN_OF_BELIEVED / service.snow[level].speed for level in driving.snow}
    return Recovered(
        Covered(sum(hit), len(hit)),
        _covered([each.origin for each in outs], kinds, truth.origins),
        _covered([each.destination for each in outs], kinds, truth.destinations),
        {level: factor / true_factor[level] for level, (factor, _, _) in driving.snow.items()},
    )


def _covered(places: Sequence[int], kinds: Sequence[str], truth: NDArray[np.float64]) -> Covered:
    fitted, real = fit_places(places, kinds), truth > 0
    inside = (fitted.low <= truth) & (truth <= fitted.high) & real
    return Covered(int(inside.sum()), int(real.sum()))


def _ways_out(arrivals: Sequence[Arrival]) -> Iterator[Arrival]:
    seen: set[str] = set()
    for arrival in sorted(arrivals, key=lambda each: each.request.wish_s):
        if arrival.request.rider_id not in seen:
            seen.add(arrival.request.rider_id)
            yield arrival


def main() -> None:
    """Recover several seeds, and write what came of it."""
    began_s, truth = time.process_time(), true_demand(DRAWN)
    found = []
    for seed in SEEDS:
        found.append(recover(list(simulated_days(seed, DAYS)), truth))
        print(seed, found[-1], flush=True)
    RESULTS.write_text(_told(found, time.process_time() - began_s), encoding="utf-8")


def _told(found: Sequence[Recovered], cpu_s: float) -> str:
    lines = [
        "# What `fit` recovers of a demand that is known",
        "",
        f"`python -m benchmarks.fit_recovery`: {DAYS} simulated days of Namioka for each seed, every tenth "
        "under snow and every tenth under heavy snow, recorded, and fitted. How many 90 % intervals hold the "
        f"truth (the mean of {DRAWN} more days drawn from the generating demand), and the fitted over the "
        "true travel factor.",
        "",
        f"{provenance(('scikit-learn', 'scipy')).markdown()} {cpu_s:.0f} s CPU in all.",
        "",
        "| seed | half hours | origins | destinations | " + " | ".join(found[0].factors) + " |",
        "|---|---|---|---|" + "---|" * len(found[0].factors),
    ]
    for seed, one in zip(SEEDS, found, strict=True):
        covered = one.half_hours, one.origins, one.destinations
        lines.append(_row(str(seed), covered, one.factors.values()))
    total = [
        sum((getattr(one, name) for one in found), Covered(0, 0))
        for name in ("half_hours", "origins", "destinations")
    ]
    mean = [float(np.mean([one.factors[level] for one in found])) for level in found[0].factors]
    lines.append(_row("all", total, mean))
    every = sum(total, Covered(0, 0))
    lines += ["", f"All intervals together: {every.inside} of {every.of} hold the truth, {every.share:.1%}."]
    return "\n".join(lines) + "\n"


def _row(name: str, covered: Iterable[Covered], factors: Iterable[float]) -> str:
    cells = [f"{each.inside}/{each.of} ({each.share:.1%})" for each in covered]
    return f"| {name} | {' | '.join((*cells, *(f'{each:.4f}' for each in factors)))} |"


if __name__ == "__main__":
    main()
