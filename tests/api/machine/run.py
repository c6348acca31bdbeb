"""Runs of the machine: so many steps, from a seed, each example on a database of its own."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import URL

from api.desk.town import Town
from api.storage.database import open_database
from api.storage.schema import migrate
from tests.api.machine.machine import Machine
from tests.api.machine.world import World
from tests.api.storage.private_postgres import PrivatePostgres

NewAddress = Callable[[], str | URL]
"""Makes another database that has all tables and nothing in them."""


@dataclass
class Run:
    """What came of a run."""

    steps: int = 0
    heard: Counter[str] = field(default_factory=Counter)


def run_machine(town: Town, new_address: NewAddress, examples: int, steps: int, seed_: int) -> Run:
    """So many days of so many steps; raises what the machine finds, with the steps that led there."""
    run = Run()

    def make_world() -> World:
        return World(town, new_address(), heard=run.heard)

    def count_step(_: World) -> None:
        run.steps += 1

    @seed(seed_)
    def make_machine() -> Machine:
        return Machine(make_world, count_step)

    run_state_machine_as_test(
        make_machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            phases=(Phase.generate,),  # shrinking takes minutes: the seed shows the same again
            suppress_health_check=list(HealthCheck),
        ),
    )
    return run


def sqlite_addresses(folder: Path) -> NewAddress:
    """Copies of one file."""
    first, numbers = folder / "first.db", count()
    made = open_database(first)
    migrate(made)
    made.close()

    def copy() -> str:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(first, path)
        return str(path)

    return copy


@contextmanager
def postgres_addresses(server: PrivatePostgres) -> Iterator[NewAddress]:
    """Copies of one database; the one before is dropped when another is made."""
    first = server.new_database()
    made = open_database(first)
    migrate(made)
    made.close()
    numbers, kept = count(), list[str]()

    def drop() -> None:
        while kept:
            server.run(f"DROP DATABASE {kept.pop()} WITH (FORCE)")

    def copy() -> URL:
        drop()
        kept.append(f"{first.database}_copy_{next(numbers)}")
        server.run(f"CREATE DATABASE {kept[0]} TEMPLATE {first.database}")
        return server.url(kept[0])

    yield copy
    drop()
    server.run(f"DROP DATABASE {first.database} WITH (FORCE)")
