"""Whether two services differ in a figure, and by how much: intervals over paired days.

What is compared is one number for each date: the mean over the seeds of the figure of B less that of A, for
the same riders on the same day. Seeds of one date share all that is particular to the date, so they are not
independent of each other and count as one. Over dates the interval is Student's t. As dozens of figures are
looked at, a difference counts as shown only where Holm's procedure over all of them says so: of services
that are alike, at most 5 comparisons in 100 then show any difference at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulations.measures.definitions import Definition

CONFIDENCE = 0.95
FEWEST = 2
"""With fewer dates nothing can be said of chance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two services; what cannot be known is None."""

    definition: Definition
    mean_a: float | None
    mean_b: float | None
    """Both over the days on which either side has the figure."""
    difference: float | None
    """B less A, over dates of equal weight."""
    low: float | None
    high: float | None
    """The 95 % interval of this figure alone."""
    p: float | None
    """How likely a difference as large is by chance alone."""
    p_of_all: float | None
    """The same, raised for having looked at all figures at once (Holm)."""
    pairs: int
    """Days on which both sides have the figure."""
    units: int
    """What counts as independent: dates; where there is but one date, its seeds."""

    @property
    def shown(self) -> bool:
        """Whether a difference can be shown."""
        return self.p_of_all is not None and self.p_of_all < 1 - CONFIDENCE

    @property
    def seems(self) -> bool:
        """Whether it would look like one to who looked at this figure alone."""
        return not self.shown and self.p is not None and self.p < 1 - CONFIDENCE


Pair = tuple[object, float | None, float | None]
"""The date of a pair of days, and the figure of A and of B."""


def difference_of(definition: Definition, pairs: Iterable[Pair]) -> Difference:
    """The difference in one figure; pairs in which a side does not have it are left out."""
    known = [(on, a, b) for on, a, b in pairs if a is not None and b is not None]
    by_unit = _units(known)
    if not known:
        return Difference(definition, None, None, None, None, None, None, None, 0, 0)
    middle = float(by_unit.mean())
    low, high, p = interval_of(by_unit)
    return Difference(
        definition,
        float(np.mean([a for _, a, _ in known])),
        float(np.mean([b for _, _, b in known])),
        middle,
        low,
        high,
        p,
        None,
        len(known),
        len(by_unit),
    )


def with_chance_of_all(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same with p raised by Holm's procedure over all figures of which something can be said."""
    ranked = sorted((one.p, at) for at, one in enumerate(differences) if one.p is not None)
    raised: dict[int, float] = {}
    highest = 0.0
    for rank, (p, at) in enumerate(ranked):
        highest = max(highest, min(1.0, p * (len(ranked) - rank)))
        raised[at] = highest
    return tuple(replace(one, p_of_all=raised.get(at)) for at, one in enumerate(differences))


def _units(known: Sequence[tuple[object, float, float]]) -> NDArray[np.float64]:
    """One difference for each date; where all are of one date, one for each seed."""
    by_date: dict[object, list[float]] = {}
    for on, a, b in known:
        by_date.setdefault(on, []).append(b - a)
    each = list(by_date.values())
    return np.array(each[0] if len(each) == 1 else [np.mean(of_date) for of_date in each], np.float64)


def interval_of(units: NDArray[np.float64]) -> tuple[float | None, float | None, float | None]:
    """Low, high and p of the mean; of a single unit nothing is known."""
    count, middle = len(units), float(units.mean())
    if count < FEWEST:
        return None, None, None
    error = float(units.std(ddof=1)) / math.sqrt(count)
    if error <= 1e-12 * max(1.0, abs(middle)):  # the same on every date: only the signs can tell of chance
        return middle, middle, 1.0 if abs(middle) <= 1e-12 else 2.0 ** (1 - count)
    low, high = stats.t.interval(CONFIDENCE, count - 1, loc=middle, scale=error)
    return float(low), float(high), float(2 * stats.t.sf(abs(middle) / error, count - 1))


def differences_of(
    definitions: Sequence[Definition],
    days: Sequence[tuple[object, Mapping[str, float | None], Mapping[str, float | None]]],
) -> tuple[Difference, ...]:
    """Every figure's difference, from the date and the figures of A and B of each day."""
    return with_chance_of_all(
        [
            difference_of(one, ((on, a.get(one.code), b.get(one.code)) for on, a, b in days))
            for one in definitions
        ]
    )
