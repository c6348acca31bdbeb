"""CP-SAT, imported only where shifts are planned."""

from __future__ import annotations

from typing import Any

from dispatch.policy.or_tools import OptimizerMissing

SEARCH_S = 30.0
"""Seconds of a search, deterministic: the same on every machine."""


def cp_model() -> Any:
    """The module; raises OptimizerMissing, one line, where it is not installed."""
    try:
        from ortools.sat.python import cp_model as module
    except ImportError as missing:
        raise OptimizerMissing from missing
    return module


def solver_of(cp: Any) -> Any:
    """A solver that finds the same on every machine."""
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = SEARCH_S
    return solver
