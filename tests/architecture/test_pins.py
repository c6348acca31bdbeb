"""constraints.txt pins everything a set-up installs, by name and version and nothing else."""

import re
from importlib.metadata import distribution

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_files import ROOT

LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in LINES if "==" in line}


def test_each_line_is_a_name_and_a_version() -> None:
    assert not [line for line in LINES if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9a-z.]+", line)]


def test_every_package_that_noriai_needs_is_pinned_to_the_version_installed() -> None:
    needed = _needed_from("noriai", "dev")
    assert sorted(needed - PINS.keys()) == []
    assert {name: distribution(name).version for name in sorted(needed)} == {
        name: PINS[name] for name in sorted(needed)
    }


def _needed_from(root: str, extra: str) -> set[str]:
    """The names of all packages that installing `root[extra]` brings on this Python."""
    seen: set[tuple[str, str]] = set()
    waiting = {(root, extra), (root, "")}
    while waiting:
        name, wanted = waiting.pop()
        seen.add((name, wanted))
        for line in distribution(name).requires or ():
            need = Requirement(line)
            here = {**default_environment(), "extra": wanted}
            if need.marker is None or need.marker.evaluate(here):
                needed = canonicalize_name(need.name)
                waiting |= {(needed, wanted_too) for wanted_too in ("", *need.extras)} - seen
    return {name for name, _ in seen} - {root}
