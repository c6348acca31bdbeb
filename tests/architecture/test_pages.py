"""A page that points at a missing page sends a newcomer into the wall."""

import re
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT, list_source_files

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)")
CODE = re.compile(r"`((?:dispatch|gtfs|simulations|benchmarks|tests|docs|examples)/[\w./-]+)`")
NAME = re.compile(r"`([A-Za-z_][\w.]*)`")
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_points_at_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [page.parent / target for target in LINK.findall(text) if "://" not in target]
    named = [ROOT / target for target in CODE.findall(text)]
    assert not [str(target) for target in (*links, *named) if not target.exists()]


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_a_name_that_a_how_to_gives_is_in_the_house(page: Path) -> None:
    sources = [
        *(ROOT / "examples").rglob("*.toml"),
        *(ROOT / "simulations").rglob("*.toml"),
        *list_source_files("api", "dispatch", "gtfs", "simulations"),
    ]
    known = set(re.findall(r"\w+", "\n".join(source.read_text(encoding="utf-8") for source in sources)))
    named = {part for name in NAME.findall(page.read_text(encoding="utf-8")) for part in name.split(".")}
    assert len(named) > 5
    assert not named - known - {"toml", "md"}


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:8]
    assert [line.split("#")[0].strip() for line in opening if line.startswith("make ")] == [
        "make demo",
        "make test",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_keeps_the_marks_of_a_merge(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("<<<<<<< ", ">>>>>>> "))]


def test_decision_records_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
