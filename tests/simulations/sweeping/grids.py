"""Small grids for tests."""

from __future__ import annotations

from pathlib import Path

from tests.gtfs.service_folders import a_service_folder

GRID = """\
service = "town"
days = 2
seeds = 2
[change]
demand.riders_per_day = 12
[axes]
fleet.vehicles = [1, 2]
rides.from = ["doors", "stops"]
[variants."雪の日"]
snow.level = "heavy_snow"
"""
DAYS = 20


def a_grid_file(folder: Path, text: str = GRID) -> Path:
    """A grid beside a small service."""
    folder.mkdir(exist_ok=True)
    a_service_folder(folder / "town")
    file = folder / "grid.toml"
    file.write_text(text, encoding="utf-8")
    return file
