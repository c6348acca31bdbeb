"""Small numbers are not shown (小さい数の秘匿), nor can they be worked out from the sums that are.

Counts of 1 to 4 persons are hidden first. As long as what is shown still pins one of them down, another count
beside it is hidden too. What could be worked out is reckoned exactly, by linear programming over all sums.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

LEAST = 5
"""Fewer persons than this are not shown."""
_WIDTH = 3
"""A hidden count must be possible over at least so many, and up to LEAST: so nobody knows it to be of few."""
_TRIED = 30
"""Of so many counts nearby one is looked for that helps."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Sum:
    """A count that is the sum of others."""

    whole: str
    parts: tuple[str, ...]


def is_small(count: int) -> bool:
    """Whether so few persons could be known.

    >>> is_small(4), is_small(5), is_small(0)
    (True, False, False)
    """
    return 0 < count < LEAST


def hidden_counts(
    counts: Mapping[str, int], sums: Sequence[Sum], kept: Collection[str] = ()
) -> frozenset[str]:
    """The codes of the counts that must not be shown.

    Where there is a choice, counts of `kept` are hidden last, then the smallest first.
    """
    small = sorted(code for code, count in counts.items() if is_small(count))
    hidden = set(small)
    for code in small:
        beside = _candidates(code, counts, sums, kept)
        while not _is_safe(code, counts, sums, hidden):
            left = [one for one in beside if one not in hidden]
            if not left:
                break  # it stands in no sum: hidden itself, nothing tells it
            hidden.add(_best(code, left, counts, sums, hidden))
    return frozenset(hidden)


def _candidates(
    code: str, counts: Mapping[str, int], sums: Sequence[Sum], kept: Collection[str]
) -> list[str]:
    """What may be hidden for the sake of a count: from nearby to far away, zeros and `kept` last."""
    order: list[str] = []
    near, reached = {code}, {code}
    while near:
        ring = {
            one for total in sums for one in (total.whole, *total.parts)
            if near & {total.whole, *total.parts}
        } - reached  # fmt: skip
        wholes = {total.whole for total in sums}
        order += sorted(ring, key=lambda one: (one in wholes, counts[one], one))
        reached |= ring
        near = ring
    return sorted(order, key=lambda one: (one in kept, counts[one] == 0))


def _best(
    code: str, left: Sequence[str], counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]
) -> str:
    """The first that leaves more possible; where none does alone, the first of all."""
    known = possible_range(code, counts, sums, hidden)
    for one in left[:_TRIED]:
        least, most = possible_range(code, counts, sums, {*hidden, one})
        if most - least > known[1] - known[0] + 0.5:
            return one
    return left[0]


def _is_safe(code: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]) -> bool:
    least, most = possible_range(code, counts, sums, hidden)
    return most >= LEAST and most - least >= _WIDTH


def possible_range(
    code: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]
) -> tuple[float, float]:
    """Between which values a hidden count must lie, for somebody who sees all the others."""
    unknown = _linked(code, sums, hidden)
    place = {one: i for i, one in enumerate(unknown)}
    rows, right = [], []
    for total in sums:
        row, known = np.zeros(len(unknown)), 0
        for one, sign in [(total.whole, -1), *((part, 1) for part in total.parts)]:
            if one in hidden:
                if one in place:
                    row[place[one]] += sign
            else:
                known += sign * counts[one]
        if row.any():
            rows.append(row)
            right.append(-known)
    lowest = 0 if any(counts[one] == 0 for one in hidden) else 1  # a zero that is shown is no secret
    if not rows:
        return lowest, float("inf")
    goal = np.zeros(len(unknown))
    goal[place[code]] = 1
    ends = []
    for sign in (1, -1):
        found = linprog(sign * goal, A_eq=np.array(rows), b_eq=right, bounds=(lowest, None), method="highs")
        ends.append(float("inf") if found.status == 3 else float(sign * found.fun))
    return ends[0] - _TOLERANCE, abs(ends[1]) + _TOLERANCE


def _linked(code: str, sums: Sequence[Sum], hidden: Collection[str]) -> list[str]:
    """The hidden counts that stand with this one in a sum, or with one that does."""
    linked, waiting = {code}, [code]
    while waiting:
        one = waiting.pop()
        for total in sums:
            members = {total.whole, *total.parts}
            if one in members:
                waiting += sorted((members & set(hidden)) - linked)
                linked |= members & set(hidden)
    return sorted(linked)
