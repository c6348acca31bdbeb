"""Where a committed figure comes from: commit, machine, Python and package versions."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Provenance:
    """What has to be known to measure again."""

    commit: str
    machine: str
    python: str
    packages: tuple[tuple[str, str], ...]

    def markdown(self) -> str:
        packages = ", ".join(f"{name} {number}" for name, number in self.packages)
        return f"Commit {self.commit}; {self.machine}, Python {self.python}; {packages}."


def provenance(packages: Sequence[str]) -> Provenance:
    """This checkout, machine and Python, with the versions of the packages that matter to the figures."""
    return Provenance(
        _commit(),
        f"{os.cpu_count()}-core {platform.machine().replace('_', '-')}",
        platform.python_version(),
        tuple((name, version(name)) for name in packages),
    )


def _commit() -> str:
    """The short commit; changes in the checkout since then are said, a copy without git is too."""
    head = _git("rev-parse", "--short", "HEAD")
    if head is None:
        return "unknown (no git checkout)"
    return head + (" with changes" if _git("status", "--porcelain") else "")


def _git(*arguments: str) -> str | None:
    try:
        told = subprocess.run(
            ["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()
