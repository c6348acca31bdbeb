"""What each variant of a sweep costs and whom it refuses, and those that no other betters in both."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulations.comparing.differences import interval_of
from simulations.sweeping.grid import AS_IS
from simulations.sweeping.results import MONEY, Results
from simulations.variants.day import FIGURES

NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over service dates with its 95 % interval; None where it cannot be known."""

    value: float | None
    low: float | None
    high: float | None

    def shown(self, digits: int) -> str:
        """The mean as people read it."""
        return NOT_KNOWN if self.value is None else f"{self.value:,.{digits}f}"


@dataclass(frozen=True)
class Summary:
    """A variant and what came of it."""

    number: int
    name: str
    circumstances: str
    """What nobody chooses, such as snow: a variant is on a frontier of its own circumstances."""
    settings: tuple[tuple[str, str | None], ...]
    """Where it lies on each axis."""
    days: int
    refused_percent: Mean
    """Needs that stayed refused, for whatever reason, of all needs."""
    cost_yen: Mean
    """The operating cost of a day."""
    means: Mapping[str, float | None]
    """Every figure's mean over the days that have it."""
    on_frontier: bool = False

    @property
    def on_axes(self) -> bool:
        """Whether it is a point of the axes, not a variant with a name of its own."""
        return self.name == AS_IS or self.name == ", ".join(f"{key}={value}" for key, value in self.settings)

    def shown(self, code: str, digits: int) -> str:
        """A figure as people read it."""
        value = self.means[code]
        return NOT_KNOWN if value is None else f"{value:,.{digits}f}"


def frontier_of(points: Sequence[tuple[float, float]]) -> list[bool]:
    """Of each point whether none is at most as high in both and lower in one.

    >>> frontier_of([(1, 5), (2, 3), (3, 3), (4, 1)])
    [True, True, False, True]
    """
    return [
        not any(a <= x and b <= y and (a < x or b < y) for a, b in points)  # any other; itself is never
        for x, y in points
    ]


def summaries_of(results: Results) -> tuple[Summary, ...]:
    """Every variant of which a day is done, in the order of the grid."""
    means = ", ".join(f'avg("{code}") AS "{code}"' for code in (*FIGURES, *MONEY))
    of_all = results.sql(
        f"SELECT number, count(*) AS days, {means} FROM days GROUP BY number ORDER BY number"
    )
    variants = {int(row["number"]): row for row in results.sql("FROM variants").to_dict("records")}
    refused, cost = _by_unit(results)
    summaries = [
        Summary(
            number=(number := int(row["number"])),
            name=variants[number]["name"],
            circumstances=variants[number]["circumstances"],
            settings=tuple((key, _text(variants[number][key])) for key in results.told["axes"]),
            days=int(row["days"]),
            refused_percent=_mean(refused[number]),
            cost_yen=_mean(cost[number]),
            means={code: _known(row[code]) for code in (*FIGURES, *MONEY)},
        )
        for row in of_all.to_dict("records")
    ]
    return _with_frontiers(summaries)


def _by_unit(results: Results) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Refused needs in percent and cost of each date, whose seeds are one; of a single date, of each seed."""
    unit = "service_date" if len(results.told["dates"]) > 1 else "seed"
    table = results.sql(
        f"SELECT number, {unit}, 100 * sum(unmet_no_offer) / nullif(sum(needs), 0) AS refused, "
        f"avg(operating_cost_yen) AS cost FROM days GROUP BY number, {unit} ORDER BY number, {unit}"
    )
    refused: dict[int, list[float]] = defaultdict(list)
    cost: dict[int, list[float]] = defaultdict(list)
    for row in table.to_dict("records"):
        number, share = int(row["number"]), _known(row["refused"])
        cost[number].append(float(row["cost"]))
        if share is not None:
            refused[number].append(share)
    return refused, cost


def _with_frontiers(summaries: Sequence[Summary]) -> tuple[Summary, ...]:
    groups: dict[str, list[Summary]] = defaultdict(list)
    for one in summaries:
        if one.cost_yen.value is not None and one.refused_percent.value is not None:
            groups[one.circumstances].append(one)
    chosen = {
        one.number
        for group in groups.values()
        for one, best in zip(group, frontier_of([_point(one) for one in group]), strict=True)
        if best
    }
    return tuple(replace(one, on_frontier=one.number in chosen) for one in summaries)


def _point(one: Summary) -> tuple[float, float]:
    return one.cost_yen.value or 0.0, one.refused_percent.value or 0.0


def _mean(units: Sequence[float]) -> Mean:
    if not units:
        return Mean(None, None, None)
    low, high, _ = interval_of(np.array(units))
    return Mean(float(np.mean(units)), low, high)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
