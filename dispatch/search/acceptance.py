"""Which plan a search goes on from: simulated annealing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.kernel.compiling import borrowing_jit


@borrowing_jit
def accepts(total: int, current: int, heat: float, rng: np.random.Generator) -> bool:
    """Whether to go on from a plan: one that costs `heat` more is accepted with probability 1/e."""
    return bool(total < current - heat * np.log(1.0 - rng.random()))


@dataclass(frozen=True, slots=True)
class Cooling:
    """The heat falls from hot to cold by equal factors over the search, in the currency of the cost."""

    hot: float
    cold: float

    def heat(self, done: float) -> float:
        """The heat when this share of the search is done.

        >>> [Cooling(100, 1).heat(done) for done in (0, 0.5, 1)]
        [100.0, 10.0, 1.0]
        """
        return float(self.hot * (self.cold / self.hot) ** done)
