"""One dial-a-ride problem, and the reader of the Cordeau format it is published in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

COLUMNS = ("id", "x", "y", "service", "load", "early", "late")
PUBLISHED_NAME = re.compile(r"([ab])(\d+)-(\d+)")
PUBLISHED_LIMITS = {"a": (3.0, 30.0), "b": (6.0, 45.0)}
"""Capacity and longest ride of the two families; one mirror carries a-files that are copies of b-files."""


class NotAnInstance(Exception):
    """A file that cannot be read as a dial-a-ride problem; the message names file and line."""


@dataclass(frozen=True, eq=False)
class Instance:
    """A dial-a-ride problem: request i boards at node i and alights at node n + i; node 0 is the depot.

    Distance, minutes and cost are one unit. Node 2n + 1 is the end depot: the file's own row where it has
    one, otherwise a copy of node 0. Windows are the given ones; nothing is tightened here.
    """

    name: str
    vehicles: int
    capacity: float
    max_ride: float
    max_duration: float
    x: Doubles  # (2n + 2,), and so are all that follow
    y: Doubles
    service: Doubles
    load: Doubles
    early: Doubles
    late: Doubles

    @property
    def requests(self) -> int:
        return len(self.x) // 2 - 1

    @property
    def end(self) -> int:
        return len(self.x) - 1

    @cached_property
    def distance(self) -> Doubles:  # (2n + 2, 2n + 2)
        """Euclidean, not rounded."""
        return np.hypot(self.x[:, None] - self.x, self.y[:, None] - self.y)


def read_instance(path: Path) -> Instance:
    """The problem in a file of the form `K 2n T Q L`, then `id x y service load early late` for each node."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAnInstance(f"{path}: cannot be read as text ({error})") from None
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise NotAnInstance(f"{path}: is empty; expected a header 'vehicles nodes duration capacity ride'")
    (header_line, header), rows = lines[0], lines[1:]
    vehicles, nodes, duration, capacity, ride = _numbers(path, header_line, header, 5)
    where = f"{path} line {header_line}"
    if min(vehicles, nodes, duration, capacity, ride) <= 0 or vehicles % 1 or nodes % 1:
        raise NotAnInstance(f"{where}: every number of the header must be positive, vehicles and nodes whole")
    requests = _requests(where, int(nodes), len(rows))
    name = path.name.removesuffix(".txt")
    _check_published(where, name, int(vehicles), requests, (capacity, ride))
    table = np.array([_numbers(path, number, fields, len(COLUMNS)) for number, fields in rows])
    _check_nodes(path, [number for number, _ in rows], table, requests, capacity)
    if len(table) == 2 * requests + 1:
        table = np.vstack([table, table[0]])
    columns = np.ascontiguousarray(table.T)
    return Instance(name, int(vehicles), capacity, ride, duration, *columns[1:])


def _numbers(path: Path, number: int, fields: list[str], count: int) -> list[float]:
    try:
        values = [float(field) for field in fields]
    except ValueError:
        values = []
    if len(values) != count or not np.isfinite(values).all():
        raise NotAnInstance(
            f"{path} line {number}: expected {count} numbers, found {' '.join(fields)[:60]!r}"
        )
    return values


def _requests(where: str, nodes: int, rows: int) -> int:
    """How many requests: the header counts nodes (2n) as published, or requests (n) as some copies do."""
    for requests in (nodes / 2, nodes):
        if requests % 1 == 0 and rows in (2 * requests + 1, 2 * requests + 2):
            return int(requests)
    raise NotAnInstance(
        f"{where}: announces {nodes} nodes, but {rows} rows follow;"
        f" expected {nodes + 1} or {nodes + 2} (the depot before, and perhaps again after the nodes)"
    )


def _check_published(
    where: str, name: str, vehicles: int, requests: int, limits: tuple[float, float]
) -> None:
    published = PUBLISHED_NAME.fullmatch(name)
    if published is None:
        return
    family, *counts = published.groups()
    if [vehicles, requests] != [int(count) for count in counts] or limits != PUBLISHED_LIMITS[family]:
        capacity, ride = PUBLISHED_LIMITS[family]
        raise NotAnInstance(
            f"{where}: not the published {name}, which has {counts[0]} vehicles, {counts[1]} requests,"
            f" capacity {capacity:g} and rides up to {ride:g}; rename the file if it is your own"
        )


def _check_nodes(path: Path, numbers: list[int], table: Doubles, requests: int, capacity: float) -> None:
    """Refuse the first row that cannot be what its place in the file says."""
    for node, (line, row) in enumerate(zip(numbers, table, strict=True)):
        ident, x, y, service, load, early, late = row
        is_depot = node in (0, 2 * requests + 1)
        wrong = None
        if ident != node:
            wrong = f"expected node {node}, found {ident:g}"
        elif early > late:
            wrong = f"the window opens at {early:g}, after it closes at {late:g}"
        elif service < 0:
            wrong = f"service takes {service:g}"
        elif is_depot and (load or service):
            wrong = "the depot has a load or a service time"
        elif is_depot and (x, y) != (table[0, 1], table[0, 2]):
            wrong = "the end depot stands elsewhere than node 0"
        elif 1 <= node <= requests and not 0 < load <= capacity:
            wrong = f"a pickup loads {load:g}; expected more than 0 and at most the capacity {capacity:g}"
        elif requests < node <= 2 * requests and load != -table[node - requests, 4]:
            wrong = f"the drop-off unloads {load:g}, its pickup loads {table[node - requests, 4]:g}"
        if wrong:
            raise NotAnInstance(f"{path} line {line}: {wrong}")
