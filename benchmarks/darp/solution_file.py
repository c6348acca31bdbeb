"""Answers on disk: one JSON file per instance, so that anyone can judge them again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


class NotASolution(Exception):
    """A file that does not hold an answer; the message names file and key."""


@dataclass(frozen=True)
class Solution:
    """An answer to one instance: routes without the depot, judged cost, process CPU seconds spent.

    An answer that leaves riders out or breaks a rule is kept as it is, with `feasible` false.
    """

    instance: str
    cost: float | None
    cpu_s: float
    feasible: bool
    routes: tuple[tuple[int, ...], ...]


def write_solution(folder: Path, solution: Solution) -> Path:
    """Write `<folder>/<instance>.json`, making the folder where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{solution.instance}.json"
    path.write_text(json.dumps(asdict(solution)) + "\n", encoding="utf-8")
    return path


def read_solution(path: Path) -> Solution:
    """The answer in a file as `write_solution` leaves it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotASolution(f"{path}: not readable as JSON ({error})") from None
    try:
        cost = None if found["cost"] is None else float(found["cost"])
        routes = tuple(tuple(_node(node) for node in route) for route in found["routes"])
        return Solution(
            str(found["instance"]), cost, float(found["cpu_s"]), found["feasible"] is True, routes
        )
    except KeyError as error:
        raise NotASolution(f"{path}: {error.args[0]!r} is missing") from None
    except (TypeError, ValueError):
        raise NotASolution(
            f"{path}: expected instance, cost, cpu_s, feasible and routes as lists of nodes"
        ) from None


def _node(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError(value)
    return value
