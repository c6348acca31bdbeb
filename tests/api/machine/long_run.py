"""The long form of the machine: `python -m tests.api.machine.long_run`, 20,000 steps on each database."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from api.desk.town import Town, town_of
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.machine.run import NewAddress, postgres_addresses, run_machine, sqlite_addresses
from tests.api.storage.private_postgres import QUICK, private_postgres

NAMIOKA = Path(__file__).parents[3] / "examples" / "namioka"
EXAMPLES, STEPS = 10, 100
"""Of one seed: so many days of so many steps."""
DATABASES = ("sqlite", "postgresql")


@contextmanager
def addresses(database: str) -> Iterator[NewAddress]:
    """New databases of a kind."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield sqlite_addresses(Path(folder))
    else:
        with private_postgres(QUICK) as server, postgres_addresses(server) as new_address:
            yield new_address


def walk(town: Town, database: str, steps: int, first_seed: int) -> None:
    """Go on from seed to seed until so many steps are done; raises what is found."""
    done, heard, began_s, began_cpu_s = 0, Counter[str](), time.monotonic(), time.process_time()
    seed = first_seed
    while done < steps:
        with addresses(database) as new_address:
            run = run_machine(town, new_address, EXAMPLES, STEPS, seed)
        done, seed = done + run.steps, seed + 1
        heard += run.heard
        taken_s, cpu_s = time.monotonic() - began_s, time.process_time() - began_cpu_s
        print(
            f"{database}: {done} steps, seeds {first_seed}-{seed - 1}, {done / taken_s:.1f} steps/s, "
            f"{done / cpu_s:.1f} steps per CPU second",
            flush=True,
        )
    for what, times in sorted(heard.items()):
        print(f"  {times:6} {what}")


def main() -> None:
    """Walk on one database or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("NORIAI_SEED", "1000")))
    parser.add_argument("--database", choices=DATABASES, action="append")
    given = parser.parse_args()
    warm_up()
    warm_up_search(np.random.default_rng(0))
    town = town_of(read_service(NAMIOKA))
    for database in given.database or DATABASES:
        walk(town, database, given.steps, given.seed)


if __name__ == "__main__":
    main()
