"""OR-Tools comes with the extra `optimizer`: it is imported here, when first needed, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


class OptimizerMissing(RuntimeError):
    """OR-Tools is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "OR-Tools is not installed; it comes with the extra `optimizer`: "
            '.venv/bin/python -m pip install -c constraints.txt -e ".[optimizer]"'
        )


def require_optimizer() -> None:
    """Raise OptimizerMissing where OR-Tools is not installed."""
    try:
        import ortools.graph.python.min_cost_flow
    except ImportError as problem:
        raise OptimizerMissing from problem
    del ortools


def cheapest_flow(
    supply: NDArray[np.int64],  # (S,)
    demand: NDArray[np.int64],  # (D,)
    cost: NDArray[np.int64],  # (S, D)
) -> NDArray[np.int64]:  # (S, D)
    """What each source sends to each sink at the least cost, so that every demand is met.

    Supply and demand are whole and of one sum; raises ValueError where they are not.
    """
    if supply.sum() != demand.sum():
        raise ValueError(f"supply {supply.sum()} and demand {demand.sum()} must be equal")
    require_optimizer()
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    sources, sinks = cost.shape
    tails = np.repeat(np.arange(sources), sinks)
    heads = sources + np.tile(np.arange(sinks), sources)
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tails, heads, np.minimum(supply[tails], demand[heads - sources]), cost.ravel()
    )
    flow.set_nodes_supplies(np.arange(sources + sinks), np.concatenate([supply, -demand]))
    if flow.solve() != flow.OPTIMAL:
        raise ValueError("no flow meets every demand")
    return np.asarray(flow.flows(arcs), np.int64).reshape(sources, sinks)


def cheapest_cover(
    cost: NDArray[np.float64],  # (C,)
    member: NDArray[np.int64],  # (N,) what a column covers, column after column
    column: NDArray[np.int64],  # (N,)
    room: NDArray[np.float64],  # (G,) how many columns of each group may be chosen
    group: NDArray[np.int64],  # (C,)
    ceiling: float,
    limit_s: float,
) -> NDArray[np.int64] | None:
    """The cheapest columns that cover every member once and cost less than the ceiling; None for none.

    Columns whose reduced cost in the linear relaxation closes the gap to the ceiling cannot be part of a
    cheaper cover and are dropped, so the result is exact unless the time limit ends the search.
    """
    require_optimizer()
    from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper

    columns, members, groups = len(cost), int(member.max()) + 1, len(room)
    rows = np.concatenate([member, members + group])
    table = csr_matrix(
        (np.ones(len(rows)), (rows, np.concatenate([column, np.arange(columns)]))),
        shape=(members + groups, columns),
    )
    least = np.concatenate([np.ones(members), np.zeros(groups)])
    most = np.concatenate([np.ones(members), room])
    relaxed: Any = ModelBuilderHelper()  # its stubs misread arrays
    relaxed.fill_model_from_sparse_data(np.zeros(columns), np.full(columns, np.inf), cost, least, most, table)
    linear = ModelSolverHelper("glop")
    linear.solve(relaxed)
    if not linear.has_solution() or linear.objective_value() >= ceiling:
        return None
    kept = np.flatnonzero(np.asarray(linear.reduced_costs()) < ceiling - linear.objective_value())
    whole: Any = ModelBuilderHelper()
    whole.fill_model_from_sparse_data(
        np.zeros(len(kept)), np.ones(len(kept)), cost[kept], least, most, csr_matrix(table[:, kept])
    )
    for n in range(len(kept)):
        whole.set_var_integrality(n, True)
    exact = ModelSolverHelper("scip")
    exact.set_time_limit_in_seconds(limit_s)
    exact.solve(whole)
    if not exact.has_solution() or exact.objective_value() >= ceiling:
        return None
    return np.asarray(kept[np.asarray(exact.variable_values()) > 0.5], np.int64)
