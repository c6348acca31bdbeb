"""The demo of Namioka as the tests read it."""

import csv
from pathlib import Path

from dispatch.domain.place import Place, PlaceKind

NAMIOKA = Path(__file__).resolve().parents[2] / "examples" / "namioka"
DEMO_DATE = "2026-12-02"  # a Wednesday
PURPOSES = ("hospital", "shopping", "school", "other")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo's CSV files."""
    with (NAMIOKA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def list_demo_doors() -> list[Place]:
    """The demo's registered doors."""
    return [
        Place(row["place_id"], row["name"], row["kana"], float(row["lat"]), float(row["lon"]), PlaceKind.DOOR)
        for row in read_rows("places.csv")
    ]
