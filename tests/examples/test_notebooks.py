"""Every notebook runs from its first cell to its last in a fresh process, and is kept without outputs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT

NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")
RUN = """
import json, sys
for number, cell in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))["cells"]):
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), globals())
"""


def read(notebook: Path) -> list[dict]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def test_there_are_notebooks_for_each_room() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "1-a-day",
        "2-compare-and-sweep",
        "3-winter",
        "4-report-pack",
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_in_order(notebook: Path, tmp_path: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(notebook)],
        cwd=notebook.parent,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_speaks_both_languages_and_keeps_no_outputs(notebook: Path) -> None:
    cells = read(notebook)
    told = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert JAPANESE.search(told)
    assert ENGLISH.search(told)
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
