"""Large neighbourhood search: rounds of ruin and recreate improve a plan (Shaw 1998)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.kernel.ride_table import DESTINATION, ORIGIN
from dispatch.search.acceptance import Cooling
from dispatch.search.lent_draws import lent_draws
from dispatch.search.recombination import recombine
from dispatch.search.rounds import Habits, search_rounds
from dispatch.search.search_rows import BEST
from dispatch.search.search_space import SearchSpace, go_back_to_best

Progress = Callable[[int], float]
"""From the rounds done to the share of the search that is done; 1 or more ends it."""

ROUNDS_AT_A_TIME = 100
"""Between two looks at the clock and at the heat."""
NEIGHBOURS = 6


def cooling_of(space: SearchSpace, hot: float = 4.0, cold: float = 0.6) -> Cooling:
    """A cooling in proportion to the driving between places that lie next to each other."""
    places = np.unique(space.task.rides[:, [ORIGIN, DESTINATION]])
    apart = np.sort(space.roads.fastest[np.ix_(places, places)], axis=1)[:, 1:NEIGHBOURS]
    leg = space.cost.drive * max(float(apart.mean()) if apart.size else 0.0, 1.0)
    return Cooling(hot * leg, cold * leg)


def improve(
    space: SearchSpace,
    progress: Progress,
    cooling: Cooling,
    rng: np.random.Generator,
    *,
    habits: Habits | None = None,
    band: float = 0.0,
    until_served: bool = False,
) -> int:
    """Search from the present plan of a space; its best plan is never worse. Returns the rounds done.

    Routes of plans within `band` of the best are remembered for a recombination.
    """
    if not len(space.best.row_of):
        return 0  # nobody may be moved
    ways, rounds = habits or Habits(), 0
    with lent_draws(rng) as draws:
        while (done := progress(rounds)) < 1:
            search_rounds(
                *(space.now, space.trial, space.best, space.memory, space.pool, space.task, space.roads),
                *(space.desk, space.totals, ROUNDS_AT_A_TIME, cooling.heat(done)),
                *(int(band * abs(space.totals[BEST])), until_served, ways, draws),
            )
            rounds += ROUNDS_AT_A_TIME
            if until_served and not space.unplaced:
                break
    return rounds


@dataclass(frozen=True, slots=True)
class Turn:
    """One annealing of several, up to a share of the whole search."""

    until: float
    cooling: Cooling


def improve_in_turns(
    space: SearchSpace,
    progress: Progress,
    turns: Sequence[Turn],
    rng: np.random.Generator,
    *,
    recombine_limit_s: float = 2.0,
    band: float = 0.03,
) -> int:
    """Anneal again and again, each time from the best plan; returns the rounds done.

    Between two turns, routes of all good plans so far are recombined, which needs the extra `optimizer`:
    annealings end in different valleys, and what each does best goes together.
    """
    rounds, begun = 0, 0.0
    for n, turn in enumerate(turns):
        if n > 0:
            recombine(space, recombine_limit_s)
            go_back_to_best(space)

        def share(more: int, before: int = rounds, begun: float = begun, until: float = turn.until) -> float:
            return (progress(before + more) - begun) / (until - begun)

        rounds += improve(space, share, turn.cooling, rng, band=band)
        begun = turn.until
    return rounds
