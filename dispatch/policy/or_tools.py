"""OR-Tools comes with the extra `optimizer`: it is imported here, when first needed, and nowhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
