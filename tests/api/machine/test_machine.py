"""The short form of the machine, on each database; `python -m tests.api.machine.long_run` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.desk.town import Town
from tests.api.machine.run import postgres_addresses, run_machine, sqlite_addresses

EXAMPLES, STEPS = 4, 50
OUTCOMES = 20
"""So many different things come about in any run: a machine that does nothing finds nothing."""


def test_people_do_as_they_like_and_the_service_keeps_its_word(town: Town, tmp_path: Path) -> None:
    run = run_machine(town, sqlite_addresses(tmp_path), EXAMPLES, STEPS, seed_=4)
    assert run.steps >= EXAMPLES * STEPS
    assert run.heard["accept: 201"] >= EXAMPLES
    assert len(run.heard) >= OUTCOMES, run.heard


def test_so_it_does_on_postgresql(town: Town, request: pytest.FixtureRequest) -> None:
    with postgres_addresses(request.getfixturevalue("postgres")) as new_address:
        run = run_machine(town, new_address, EXAMPLES, STEPS, seed_=5)
    assert run.steps >= EXAMPLES * STEPS
    assert run.heard["accept: 201"] >= EXAMPLES
    assert len(run.heard) >= OUTCOMES, run.heard
