"""How sure a fitted figure is: from and to where it lies in nine of ten cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scipy.stats import beta

NINE_OF_TEN = 1.645
"""Standard deviations to either side."""
LOW, HIGH = 0.05, 0.95
UNDECIDED = 0.5
"""Jeffreys' prior: half a case to either side."""
Interval = tuple[float, float]


@dataclass(frozen=True)
class CountedShare:
    """How many of some recorded cases."""

    cases: float
    of: float

    @property
    def share(self) -> float:
        """The recorded share; 0 where nothing was recorded."""
        return self.cases / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        """Where the true share lies, if every case is one for itself."""
        a, b = self.cases + UNDECIDED, self.of - self.cases + UNDECIDED
        low = 0.0 if self.cases == 0 else float(beta.ppf(LOW, a, b))
        return low, 1.0 if self.cases == self.of else float(beta.ppf(HIGH, a, b))


def share_of(told: Iterable[bool]) -> CountedShare:
    """How many of some cases are so."""
    known = list(told)
    return CountedShare(sum(known), len(known))
