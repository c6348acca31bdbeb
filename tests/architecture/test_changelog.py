"""Who upgrades reads CHANGELOG.md: the version we build has an entry, or waits under Unreleased."""

import re
import tomllib

from tests.architecture.source_files import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)


def test_the_first_entry_is_what_comes_next_and_it_is_not_empty() -> None:
    assert HEADINGS[0] == "Unreleased"
    unreleased = CHANGELOG.split("## Unreleased")[1].split("\n## ")[0]
    assert re.search(r"^- \S", unreleased, re.MULTILINE)


def test_a_released_version_names_its_date_and_is_the_one_in_the_project_file() -> None:
    released = [heading for heading in HEADINGS if heading != "Unreleased"]
    assert not [
        heading for heading in released if not re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", heading)
    ]
    if released:
        version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        assert released[0].startswith(f"{version} ")
