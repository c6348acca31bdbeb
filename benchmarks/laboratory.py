"""What a comparison says of services that are alike and of one vehicle more, on days of Namioka.

    python -m benchmarks.laboratory [--tries 100] [--days 10] [--workers 2]

Each try has riders of its own. A service is set against itself under another chance (the same riders; other
tempers, true roads and draws of the dispatcher), and against itself under other riders; both should be
silent. One vehicle more, under the same riders, should be found.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.provenance import CHECKOUT, provenance
from simulations.comparing.comparison import Comparison, PairOfDays, compare, comparison_of
from simulations.variants.dates import service_days
from simulations.variants.executors import on_processes
from simulations.variants.ground import service_of
from simulations.variants.variant import variant_of

NAMIOKA = CHECKOUT / "examples" / "namioka"
ANOTHER_CHANCE = 100_000
RESULT = Path(__file__).parent / "results" / "laboratory.md"


def main() -> None:
    """Measure, print and write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tries", type=int, default=100)
    options.add_argument("--days", type=int, default=10)
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    plain, more = variant_of(NAMIOKA, []), variant_of(NAMIOKA, ["fleet.vehicles=4"])
    dates = service_days([service_of(plain.folder, plain.changes)], asked.days)
    seeds, began_s = range(1, asked.tries + 1), time.monotonic()
    with on_processes(asked.workers) as executor:
        luck = compare(plain, plain, dates, seeds, executor=executor, chance_of_b=ANOTHER_CHANCE)
        fleet = compare(plain, more, dates, seeds, executor=executor)
    alike, found = _tries(luck), _tries(fleet)
    table = "\n".join(
        [
            "# A service against its like\n",
            f"`python -m benchmarks.laboratory --tries {asked.tries} --days {asked.days}`\n",
            provenance(("numpy", "scipy", "numba")).markdown() + "\n",
            f"{asked.days} days x 1 seed a try, {time.monotonic() - began_s:,.0f} s in all.\n",
            "| B is | tries | no difference shown | mean number of figures shown |",
            "|---|--:|--:|--:|",
            _row("A under another chance, the same riders", alike),
            _row("A under other riders", _other_riders(luck)),
            _row("A with one vehicle more, the same riders", found),
            "",
        ]
    )
    print(table)
    RESULT.write_text(table, encoding="utf-8")


def _tries(whole: Comparison) -> list[Comparison]:
    """One comparison for each seed."""
    return [
        comparison_of(whole.a, whole.b, [day for day in whole.days if day.seed == seed])
        for seed in whole.seeds
    ]


def _other_riders(whole: Comparison) -> list[Comparison]:
    """The A sides of each seed against those of the next."""
    sides = {(day.service_date, day.seed): day.a for day in whole.days}
    return [
        comparison_of(
            whole.a,
            whole.a,
            [
                PairOfDays(on, seed, sides[on, seed], sides[on, seed % len(whole.seeds) + 1])
                for on in whole.dates
            ],
        )
        for seed in whole.seeds
    ]


def _row(what: str, tries: Sequence[Comparison]) -> str:
    silent = sum(not one.shown for one in tries)
    shown = sum(len(one.shown) for one in tries) / len(tries)
    return f"| {what} | {len(tries)} | {silent} | {shown:.1f} |"


if __name__ == "__main__":
    main()
