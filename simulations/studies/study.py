"""Carry out a study of any kind in a folder: a report to read, and everything in one file to take home."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from simulations.studies.ordered import Ordered, Watch

KINDS = ("comparison", "sweep", "winter", "shifts", "replay", "fit", "council")
"""Each is a module here with a function `carry_out`; imported when asked for, for some draw and some fit."""
RESULTS = "results"
REPORT, ALL = "report.html", "all.zip"


def study_into(order: Ordered, out: Path, watch: Watch) -> None:
    """Carry out a study, then write report.html and all.zip.

    Raises ServiceError, ScenarioError and their like, all ValueErrors, where it cannot be done.
    """
    results = out / RESULTS
    results.mkdir(parents=True, exist_ok=True)
    carry_out: Callable[[Ordered, Path, Watch], Path] = import_module(
        f"simulations.studies.{order.asked.kind}"
    ).carry_out
    report = carry_out(order, results, watch)
    (out / REPORT).write_bytes(report.read_bytes())
    _pack({file.relative_to(results).as_posix(): file for file in sorted(results.rglob("*"))}, out / ALL)


def _pack(files: Mapping[str, Path], into: Path) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as together:
        for name, file in files.items():
            if file.is_file():
                together.write(file, name)
