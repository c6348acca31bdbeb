"""The best costs known for the published instances, from a table `instance,best_known,status`."""

from __future__ import annotations

import csv
from pathlib import Path

TABLE = "best_known.csv"


class NotATable(Exception):
    """A table of best-known costs that cannot be read; the message names file and line."""


def read_best_known(path: Path) -> dict[str, float]:
    """Best-known cost by instance name."""
    costs = dict[str, float]()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"instance", "best_known"} <= set(rows.fieldnames or ()):
            raise NotATable(f"{path} line 1: expected the columns instance and best_known")
        for row in rows:
            try:
                costs[row["instance"]] = float(row["best_known"])
            except (TypeError, ValueError):
                raise NotATable(f"{path} line {rows.line_num}: {row['best_known']!r} is not a cost") from None
    return costs


def best_known_beside(instance_path: Path) -> dict[str, float]:
    """The table in the folder of an instance file; empty where there is none."""
    path = instance_path.parent / TABLE
    return read_best_known(path) if path.exists() else {}
