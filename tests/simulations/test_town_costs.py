"""What a town says of its costs: used by every tool, and told in one line where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtfs.service_error import ServiceError
from noriai import app
from simulations.comparing.comparison import PairOfDays, compare, comparison_of
from simulations.comparing.written import report_of
from simulations.costs import ASSUMED, CostModel
from simulations.sweeping import read_grid
from simulations.town_costs import FILE, NO_BOOKS, books_of, rates_of
from simulations.variants.variant import Variant, variant_of
from tests.api.conftest import NAMIOKA
from tests.gtfs.service_folders import a_service_folder

NOTE = "見本の単価"
DEAR = f"""note = "{NOTE}"
[rates]
vehicle_hour_yen = 0
km_yen = 0
vehicle_day_yen = 0
admin_day_yen = 90000
"""
JANUARY = 'name = "January"\n[[snow]]\nhours = "8:00-18:00"\n'


def a_town(folder: Path, costs: str | None = None) -> Path:
    town = a_service_folder(folder)
    if costs is not None:
        (town / FILE).write_text(costs, encoding="utf-8")
    return town


def test_a_folder_without_the_file_is_reckoned_by_assumed_rates(tmp_path: Path) -> None:
    town = a_town(tmp_path / "town")
    assert books_of(town) == NO_BOOKS
    assert (rates_of(town).model, rates_of(town).assumed) == (ASSUMED, True)


def test_the_example_says_that_it_is_one() -> None:
    rates = rates_of(NAMIOKA)
    assert "見本" in rates.note
    assert "example" in rates.note
    assert not rates.assumed
    assert books_of(NAMIOKA).books is None


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ("[rates]\nkm_yen = -1\n", "rates.km_yen"),
        ('[rates]\nkm_yen = "35"\n', "rates.km_yen"),
        ("[rates]\nkm_yne = 35\n", "km_yen"),
        ("[books]\nfuel_yen = 1.5\n", "books.fuel_yen"),
        ("other_revenue_yen = -5\n", "other_revenue_yen"),
        ("rates = 3\n", "rates"),
        ("[rates\n", "not TOML"),
        ("[plan]\nline = 7\n", "plan.line"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, costs: str, told: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        rates_of(a_town(tmp_path / "town", costs))
    message = str(refusal.value)
    assert message.startswith(str(tmp_path / "town" / FILE))
    assert told in message
    assert "\n" not in message


def test_each_side_of_a_comparison_is_reckoned_by_its_own_rates(tmp_path: Path) -> None:
    a, b = (variant_of(a_town(tmp_path / name, costs), []) for name, costs in (("a", None), ("b", DEAR)))
    found = compare(a, b, [date(2019, 6, 5)], [1])
    (day,) = found.days
    assert day.b["operating_cost_yen"] == 90_000 != day.a["operating_cost_yen"]
    page = report_of(found)
    assert NOTE in page
    assert "仮定です" in page


def test_sides_with_the_same_rates_are_told_once(tmp_path: Path) -> None:
    town = variant_of(a_town(tmp_path / "town", DEAR), [])
    day = PairOfDays(date(2019, 6, 5), 1, {}, {})
    page = report_of(comparison_of(town, town, [day]))
    assert page.count(NOTE) == 1
    assert "仮定です" not in page


def test_a_grid_without_prices_takes_those_of_its_service(tmp_path: Path) -> None:
    a_town(tmp_path / "town", DEAR)
    grid = tmp_path / "grid.toml"
    grid.write_text('service = "town"\n', encoding="utf-8")
    assert (read_grid(grid).cost.admin_day_yen, read_grid(grid).cost_note) == (90_000, NOTE)
    grid.write_text('service = "town"\n[cost]\nkm_yen = 50\n', encoding="utf-8")
    assert (read_grid(grid).cost, read_grid(grid).cost_note) == (CostModel(km_yen=50), "")


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "{town}", "{town}", "--days", "1", "--seeds", "1", "--out", "{out}"),
        ("sweep", "{grid}", "--out", "{out}"),
        ("pack", "{out}.jsonl", "--service", "{town}", "--out", "{out}"),
    ],
)
def test_commands_say_what_is_wrong_with_it_and_write_nothing(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    town, out = a_town(tmp_path / "town", "[rates]\nkm_yen = -1\n"), tmp_path / "out"
    grid = tmp_path / "grid.toml"
    grid.write_text('service = "town"\n', encoding="utf-8")
    told = CliRunner().invoke(app, [each.format(town=town, grid=grid, out=out) for each in command])
    assert told.exit_code == 2, told.output
    assert "km_yen" in told.output
    assert not out.exists() or not list(out.iterdir())


def test_a_weather_file_is_looked_for_from_where_the_grid_or_scenario_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_town(tmp_path / "town")
    (tmp_path / "january.toml").write_text(
        'name = "January"\n[[snow]]\nhours = "8:00-18:00"\n', encoding="utf-8"
    )
    grid, scenario = tmp_path / "grid.toml", tmp_path / "scenario.toml"
    grid.write_text('service = "town"\n[axes]\nsnow.weather = ["january.toml"]\n', encoding="utf-8")
    scenario.write_text('service = "town"\n[change]\nsnow.weather = "january.toml"\n', encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    def weather_of(variant: Variant) -> str | None:
        return variant.weather.name if variant.weather else None

    assert [weather_of(one) for one in read_grid(grid).variants] == ["January"]
    assert weather_of(variant_of(scenario, [])) == "January"
    with pytest.raises(ServiceError, match="cannot be read"):  # on the command line: from where one stands
        variant_of(tmp_path / "town", ["snow.weather=january.toml"])
