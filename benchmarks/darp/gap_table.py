"""Judged answers beside the best-known costs: lines for the terminal and a table to commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

PRINTED = 0.005
"""Best-known costs are printed with two decimals: an answer this near has reached them."""

FAMILIES = ("a", "b", "R")


@dataclass(frozen=True)
class Judged:
    """One answer of one solver to one instance, as the checker found it."""

    solver: str
    instance: str
    seed: int
    cost: float | None
    cpu_s: float
    broken: str | None
    best_known: float | None
    note: str = ""

    @property
    def gap(self) -> float | None:
        """How much dearer than the best known, as a share; None for a broken answer or an unknown best.

        Below zero it is either a new record or a fault in the judge: somebody has to look.
        """
        if self.broken is not None or self.cost is None or not self.best_known:
            return None
        dearer = self.cost - self.best_known
        return dearer / self.best_known if abs(dearer) > PRINTED else 0.0

    @property
    def family(self) -> str:
        return self.instance[0] if self.instance[:1] in FAMILIES else "other"

    def line(self) -> str:
        """The answer as one line of a terminal."""
        cost = "-" if self.cost is None else f"{self.cost:.2f}"
        verdict = self.broken or (f"gap {self.gap:.2%}" if self.gap is not None else "feasible")
        who = f"{self.instance:8} {self.solver:8} seed {self.seed}"
        return f"{who}  {cost:>8}  {self.cpu_s:5.1f} CPU s  {verdict}  {self.note}".rstrip()


def markdown_summary(answers: Sequence[Judged]) -> str:
    """Means by family and solver, one row each."""
    rows = [
        "| files | solver | runs | feasible | mean gap | worst gap | at best known | below it | mean CPU s |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for family in (*FAMILIES, "other"):
        mine = [answer for answer in answers if answer.family == family]
        for solver, theirs in _grouped(mine, lambda answer: answer.solver):
            gaps = [answer.gap for answer in theirs if answer.gap is not None]
            reached = sum(gap <= 0 for gap in gaps)
            feasible = sum(answer.broken is None for answer in theirs)
            below = sum(gap < 0 for gap in gaps)
            means = (f"{fmean(gaps):.2%}", f"{max(gaps):.2%}") if gaps else ("-", "-")
            cpu_s = fmean(answer.cpu_s for answer in theirs)
            cells = (family, solver, len(theirs), feasible, *means, reached, below, f"{cpu_s:.1f}")
            rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def markdown_details(answers: Sequence[Judged]) -> str:
    """One row for each instance, one column for each solver: best cost and mean gap over its runs."""
    solvers = [solver for solver, _ in _grouped(answers, lambda answer: answer.solver)]
    rows = [
        "| instance | best known | " + " | ".join(solvers) + " |",
        "|---|--:|" + "--:|" * len(solvers),
    ]
    for instance, theirs in _grouped(answers, lambda answer: answer.instance):
        known = theirs[0].best_known
        cells = [_cell([answer for answer in theirs if answer.solver == solver]) for solver in solvers]
        rows.append(
            f"| {instance} | {'-' if known is None else f'{known:.2f}'} | " + " | ".join(cells) + " |"
        )
    return "\n".join(rows)


def _cell(answers: Sequence[Judged]) -> str:
    """`best cost (mean gap)`, and how many of several runs a rule was broken in."""
    costs = [answer.cost for answer in answers if answer.broken is None and answer.cost is not None]
    gaps = [answer.gap for answer in answers if answer.gap is not None]
    broken = len(answers) - len(costs)
    told = f"{min(costs):.2f}" if costs else ""
    told += f" ({fmean(gaps):.2%})" if gaps else ""
    told += f" {broken} of {len(answers)} broken" if broken else ""
    return told.strip() or "-"


def _grouped(answers: Iterable[Judged], word: Callable[[Judged], str]) -> list[tuple[str, list[Judged]]]:
    """The answers by a word of theirs, in the order the words first appear."""
    groups = dict[str, list[Judged]]()
    for answer in answers:
        groups.setdefault(word(answer), []).append(answer)
    return list(groups.items())
