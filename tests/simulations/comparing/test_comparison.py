"""Two services, the same riders: on a small service, day after day."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtfs.service_error import ServiceError
from noriai import app
from simulations.comparing import Comparison, compare
from simulations.comparing.comparison import COMPARED
from simulations.comparing.written import report_of, write_comparison
from simulations.variants.day import DayOfVariant, scenario_of_day
from simulations.variants.variant import Variant, variant_of
from tests.gtfs.service_folders import PLACES, SETTINGS, a_service_folder, with_line

DATES = [date(2019, 6, 5), date(2019, 6, 6), date(2019, 6, 7), date(2019, 6, 10), date(2019, 6, 11)]
BUSY = with_line(SETTINGS, "riders_per_day = 10", "riders_per_day = 60")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_service_folder(tmp_path_factory.mktemp("towns") / "town", BUSY)


@pytest.fixture(scope="module")
def one_more(folder: Path) -> Comparison:
    return compare(variant_of(folder, []), variant_of(folder, ["fleet.vehicles=2"]), DATES, [1])


def test_a_service_and_itself_are_the_same_to_the_last_figure(folder: Path) -> None:
    plain = variant_of(folder, [])
    found = compare(plain, plain, DATES[:2], [1])
    assert all(day.a == day.b for day in found.days)
    assert not found.shown
    assert "違いがあるとは言えません。" in report_of(found)


def test_one_vehicle_more_is_found(one_more: Comparison) -> None:
    assert one_more.same_riders
    assert {one.definition.code for one in one_more.shown} >= {"operating_cost_yen", "pax_per_vehicle_hour"}
    fewer = one_more.get("pax_per_vehicle_hour")
    assert fewer.mean_a is not None
    assert fewer.difference == pytest.approx(-fewer.mean_a / 2, rel=0.1)
    assert one_more.get("needs").low == one_more.get("needs").high == 0


def test_another_chance_is_another_day_of_the_same_riders(folder: Path) -> None:
    plain = variant_of(folder, [])
    day, luck = (scenario_of_day(DayOfVariant(plain, DATES[0], 1, chance=chance)) for chance in (None, 900))
    assert day.arrivals == luck.arrivals
    assert day.seed != luck.seed
    found = compare(plain, plain, DATES, [1], chance_of_b=900)
    assert any(pair.a != pair.b for pair in found.days)
    assert not found.shown


def test_riders_of_one_folder_ask_another_at_the_places_of_the_same_ids(folder: Path, tmp_path: Path) -> None:
    head, *doors = PLACES.strip().splitlines()
    other = a_service_folder(tmp_path / "other", BUSY, "\n".join([head, *reversed(doors)]) + "\n")
    a, b = variant_of(folder, []), variant_of(other, [])
    ours, theirs = (scenario_of_day(DayOfVariant(one, DATES[0], 1, riders_of=a)) for one in (a, b))
    assert ours.arrivals != theirs.arrivals, "other numbers of places"
    for mine, yours in zip(ours.arrivals, theirs.arrivals, strict=True):
        for end in ("origin", "destination"):
            places = (ours.places[getattr(mine.request, end)], theirs.places[getattr(yours.request, end)])
            assert places[0].place_id == places[1].place_id
    assert ours.behaviour == theirs.behaviour


def test_a_folder_that_lacks_a_place_is_told_so_in_one_line(folder: Path, tmp_path: Path) -> None:
    places = with_line(PLACES, "clinic,医院", "doctor,医院")
    other = a_service_folder(tmp_path / "other", BUSY, places)
    with pytest.raises(
        ServiceError, match=r"^見本: no place 'clinic' \(医院\)[^\n]*add it to places.csv[^\n]*$"
    ):
        compare(variant_of(folder, []), variant_of(other, []), DATES[:1], [1])


def test_where_demand_itself_is_changed_other_riders_ask(folder: Path) -> None:
    grown = compare(variant_of(folder, []), variant_of(folder, ["demand.growth=0.5"]), DATES[:2], [1])
    assert not grown.same_riders
    fewer = grown.get("needs").difference
    assert fewer is not None
    assert fewer < 0
    assert "申し込む利用者も違います" in report_of(grown)


def test_what_is_written_says_the_same_everywhere(one_more: Comparison, tmp_path: Path) -> None:
    write_comparison(one_more, tmp_path)
    told = json.loads((tmp_path / "compare.json").read_text("utf-8"))
    with (tmp_path / "compare.csv").open(encoding="utf-8-sig") as file:
        table = {row["code"]: row for row in csv.DictReader(file)}
    assert [one["code"] for one in told["differences"]] == list(table) == [one.code for one in COMPARED]
    for one in told["differences"]:
        assert (
            str(one["difference"] if one["difference"] is not None else "")
            == table[one["code"]]["difference"]
        )
    with (tmp_path / "days.csv").open(encoding="utf-8-sig") as file:
        days = list(csv.DictReader(file))
    assert len(days) == 2 * len(one_more.days)
    of_b = [float(row["passengers"]) for row in days if row["side"] == "b"]
    mean_b = one_more.get("passengers").mean_b
    assert mean_b == pytest.approx(sum(of_b) / len(of_b))


def test_the_page_has_every_definition_in_both_languages_and_asks_no_network(one_more: Comparison) -> None:
    page = report_of(one_more)
    for one in COMPARED:
        assert one.definition_ja in page
        assert f"<code>{one.code}</code>" in page
    assert page.count('class="ja"') == page.count('class="en"')
    assert not re.search(r"<(link|img|iframe)\b|@import|url\(|\bsrc=", page)


def test_the_command_prints_and_writes_a_comparison(folder: Path, tmp_path: Path) -> None:
    words = [
        "compare",
        str(folder),
        str(folder),
        "--change",
        "fleet.vehicles=2",
        "--out",
        str(tmp_path / "out"),
    ]
    said = CliRunner().invoke(app, [*words, "--days", "2", "--seeds", "1", "--workers", "1"])
    assert said.exit_code == 0, said.output
    assert "fleet.vehicles=2" in said.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("compare.csv", "compare.json", "days.csv", "report.html")
    }


def test_names_are_shown_as_they_are_written(one_more: Comparison, folder: Path) -> None:
    odd = Variant("<b>案</b>", folder, one_more.b.changes)
    assert "<b>案</b>" not in report_of(Comparison(one_more.a, odd, one_more.days, one_more.differences))
