"""Grid files: every combination, and one clear line for what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gtfs.service_error import ServiceError
from simulations.sweeping import read_grid
from tests.gtfs.service_folders import with_line
from tests.simulations.sweeping.grids import GRID, a_grid_file


def test_every_combination_is_a_variant_and_named_ones_stand_beside(tmp_path: Path) -> None:
    grid = read_grid(a_grid_file(tmp_path))
    assert [one.name for one in grid.variants] == [
        "fleet.vehicles=1, rides.from=doors",
        "fleet.vehicles=1, rides.from=stops",
        "fleet.vehicles=2, rides.from=doors",
        "fleet.vehicles=2, rides.from=stops",
        "雪の日",
    ]
    assert grid.values_of(grid.variants[0]) == (1, "doors")
    assert grid.values_of(grid.variants[-1]) == (None, "doors")
    assert grid.dates == (date(2019, 6, 5), date(2019, 6, 6))
    assert grid.seeds == (1, 2)


def test_a_grid_without_axes_is_the_service_as_it_is(tmp_path: Path) -> None:
    grid = read_grid(a_grid_file(tmp_path, 'service = "town"\ndays = 1\n'))
    assert [one.name for one in grid.variants] == ["as it is"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("fleet.vehicles = [1, 2]", "fleet.vehicles = 2", "axes.fleet.vehicles: a list of values"),
        ("fleet.vehicles = [1, 2]", "fleet.vehicles = []", "axes.fleet.vehicles: a list of values"),
        ("fleet.vehicles = [1, 2]", "fleet.vehicles = [1, 1]", "1 stands there twice"),
        ("fleet.vehicles = [1, 2]", "fleet.vehicles = [1, 0]", "a whole number from 1"),
        ("fleet.vehicles", "rules.pickup_windw_min", "did you mean pickup_window_min"),
        ("days = 2", "days = 0", "days: must be greater than or equal to 1"),
        ("days = 2", "days = 3000", "service days, not 3000"),
        ("seeds", "sedes", "did you mean seeds"),
        ('service = "town"', 'service = "city"', "no such service folder"),
        ("[change]", "[cost]\nkm_yen = -3\n[change]", "cost.km_yen"),
        ("[change]", "[cost]\nkm_yeen = 3\n[change]", "did you mean km_yen"),
        ('snow.level = "heavy_snow"', "fleet.vehicles = 1", "are the same; leave one out"),
        ('[variants."雪の日"]\n', "[variants]\n", "level is not a key"),
        (
            '"雪の日"]\nsnow.level = "heavy_snow"',
            '"雪の日"]\n[variants]\n"雪" = 3',
            "a table of changes expected",
        ),
        ("[axes]", "[axes", "not TOML"),
    ],
)
def test_a_wrong_grid_is_told_in_one_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = a_grid_file(tmp_path, with_line(GRID, old, new))
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refusal:
        read_grid(file)
    assert told in str(refusal.value), refusal.value


def test_the_example_has_twelve_variants() -> None:
    grid = read_grid(Path("examples/sweeps/namioka.toml"))
    assert (len(grid.variants), len(grid.dates), len(grid.seeds)) == (12, 20, 10)


def test_an_absent_grid_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="cannot be read"):
        read_grid(tmp_path / "absent.toml")
