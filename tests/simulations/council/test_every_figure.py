"""Every figure of a pack is what a second script counts from requests.csv and visits.csv alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import ChangeConditions, DelayVehicle, ReturnVehicle, WithdrawVehicle
from dispatch.domain.fleet import VehicleId
from dispatch.domain.time import HOUR_S
from dispatch.engine.journal import MemoryJournal
from gtfs.service_changes import parse_changes
from gtfs.service_snow import SnowLevel
from simulations.council.contents import Contents
from simulations.council.figures import HIDDEN, NOT_KNOWN
from simulations.council.pack import DAY_TABLES, INTERNAL, REPORT, TABLES, make_pack
from simulations.council.period import read_period
from simulations.day_facts import facts_of, write_day_facts
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.runner import replay
from simulations.tables import write_tables
from simulations.town_costs import NO_BOOKS, read_books
from simulations.variants.ground import scenario_of, service_of
from simulations.variants.variant import Variant
from tests.api.conftest import NAMIOKA
from tests.simulations.council import recompute as second_script
from tests.simulations.council.recompute import Figures, recompute
from tests.simulations.council.written_pack import list_book_figures, list_csv_figures, read_page

BOOKS = """
other_revenue_yen = 1000

[books]
personnel_yen = 400000
fuel_yen = 50000
"""


def write_day(folder: Path, on: str, seed: int, riders: int, *disruptions: tuple[int, Command]) -> DayRecord:
    changes = parse_changes([f"demand.riders_per_day={riders}", "dispatch.improvement=0"])
    scenario = scenario_of(Variant("n", NAMIOKA, changes), date.fromisoformat(on), seed)
    record = replay(scenario, MemoryJournal(), disruptions=disruptions)
    day = folder / f"{on}-{seed}"
    day.mkdir(parents=True)
    write_tables(record, day)
    write_day_facts(facts_of(record), day)
    return record


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Usual days, a crowded one, heavy snow, a breakdown, a halt: several dates and seeds."""
    folder = tmp_path_factory.mktemp("days")
    first, second = (VehicleId(name) for name in ("1号車", "2号車"))
    levels = service_of(NAMIOKA, parse_changes([])).snow
    snow, halt = levels[SnowLevel.HEAVY_SNOW], levels[SnowLevel.HALT]
    write_day(folder, "2026-12-02", 1, 82)
    write_day(folder, "2026-12-02", 2, 82)
    write_day(folder, "2026-12-03", 3, 240)
    write_day(folder, "2027-01-13", 4, 125, (9 * HOUR_S, ChangeConditions(snow, "大雪")))
    write_day(
        folder,
        "2027-01-14",
        5,
        150,
        (10 * HOUR_S, WithdrawVehicle(first, "故障")),
        (11 * HOUR_S, DelayVehicle(second, 1200, "除雪待ち")),
        (14 * HOUR_S, ReturnVehicle(first, "修理")),
    )
    write_day(folder, "2027-01-15", 7, 82, (11 * HOUR_S, ChangeConditions(halt, "吹雪")))
    return folder


SETS = {
    "all days": None,
    "one quiet day": "2026-12-02-1",
    "one crowded day": "2026-12-03-3",
    "a halt": "2027-01-15-7",
}


@pytest.fixture(scope="module", params=SETS.values(), ids=SETS)
def pack(request: pytest.FixtureRequest, days: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pack") / "out"
    make_pack(read_period([days / request.param if request.param else days]), NO_BOOKS, out)
    return out


@pytest.fixture
def again(pack: Path) -> Figures:
    return recompute(pack / INTERNAL / DAY_TABLES)


def agree(code: str, shown: str | float, again: Figures, rest: float = 0) -> None:
    """A figure is what was counted again, to the digits shown, or hidden, or a bound that holds."""
    assert code in again, f"nobody counts {code} again"
    value = again[code]
    text = str(shown).replace(",", "")
    if text == HIDDEN:
        return
    if text == NOT_KNOWN:
        assert value is None, code
    elif text.endswith("%未満"):
        assert value is not None
        assert 0 < value < float(text.removesuffix("%未満")) + 0.05, code
    elif text.endswith("%超"):
        assert value is not None
        assert 100 > value > float(text.removesuffix("%超")) - 0.05, code
    else:
        digits = len(text.partition(".")[2]) if isinstance(shown, str) else 9
        assert value is not None, code
        assert float(text) == pytest.approx(value, abs=0.5000001 * 10**-digits, rel=1e-9), code


def test_the_script_imports_nothing_of_the_program() -> None:
    loaded = f"import runpy, sys; runpy.run_path({second_script.__file__!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", loaded], capture_output=True, text=True, check=True)
    tops = {name.split(".")[0] for name in done.stdout.split()}
    assert not tops & {"noriai", "simulations", "dispatch", "gtfs", "api", "numpy", "pandas"}


def test_every_figure_on_the_page(pack: Path, again: Figures) -> None:
    page = read_page(pack / f"{REPORT}.html")
    again = with_hidden_squares(again, set(page.figures))
    assert not page.unmarked, "a number without a code is a number that nobody counts again"
    assert len(page.figures) > 60
    for code, shown in page.figures.items():
        assert len(shown) == 1, f"{code} stands on the page with {shown}"
        agree(code, *shown, again)


def test_every_number_in_the_spreadsheets(pack: Path, again: Figures) -> None:
    named = {code.replace("-", "_"): value for code, value in again.items()}
    figures = list(list_book_figures(pack / f"{REPORT}.xlsx"))
    named = with_hidden_squares(named, {code for code, _ in figures})
    assert len(figures) > 60
    for code, value in figures:
        agree(code, value, named)


def test_every_number_in_the_tables(pack: Path, again: Figures) -> None:
    figures = list(list_csv_figures(pack / TABLES))
    again = with_hidden_squares(again, {code for code, _ in figures})
    assert len(figures) > 60
    for code, shown in figures:
        agree(code, shown, again)


def with_hidden_squares(again: Figures, shown: set[str]) -> Figures:
    """The needs in squares that are not shown are all but those in squares that are."""
    squares = sum(again[code] or 0 for code in shown if code.startswith("mesh."))
    return again | {"mesh_rest": (again["unmet_needs"] or 0) - squares}


def test_no_small_number_of_persons_is_shown(pack: Path) -> None:
    of_persons = ("refusals", "unmet", "mesh", "purpose.", "outcome.", "passengers", "requests", "riders")
    for code, shown in read_page(pack / f"{REPORT}.html").figures.items():
        if code.startswith(of_persons) or code.endswith((".passengers", ".requests")):
            if code == "passengers_per_day":
                continue
            assert not shown & {"1", "2", "3", "4"}, code


def test_promises_that_a_halt_takes_back_are_counted_as_broken(days: Path, tmp_path: Path) -> None:
    contents = make_pack(read_period([days / "2027-01-15-7"]), NO_BOOKS, tmp_path)
    rows = read_period([days / "2027-01-15-7"]).days[0].rides
    carried, undone = (
        sum(each) for each in zip(*((r.carried, r.undone_s is not None) for r in rows), strict=True)
    )
    assert undone > 5
    kept = contents.figures["promise_kept"].value
    assert kept is not None
    assert kept <= 100 * carried / (carried + undone)


def test_the_figures_of_one_day_are_those_of_its_own_report(days: Path) -> None:
    record = write_day(days.parent / "own", "2026-12-04", 6, 125)
    contents = make_pack(read_period([days.parent / "own"]), NO_BOOKS, days.parent / "own-pack")
    own = measure(record)
    both = [code for code in contents.figures if code in {kpi.code for kpi in own.kpis}]
    assert len(both) > 30
    for code in both:
        value = contents.figures[code].value
        if value is not None:  # metres are whole in the tables
            assert value == pytest.approx(own.get_value(code), rel=1e-3), code


def test_fares_are_those_of_the_table(days: Path) -> None:
    rows = [row for day in read_period([days]).days for row in day.rides if row.carried]
    assert rows
    assert all(row.fare_yen == 300 * (row.persons or 0) for row in rows)


def test_a_towns_own_books_take_the_place_of_assumed_rates(days: Path, tmp_path: Path) -> None:
    (tmp_path / "costs.toml").write_text(BOOKS, encoding="utf-8")
    contents: Contents = make_pack(read_period([days]), read_books(tmp_path / "costs.toml"), tmp_path / "out")
    assert contents.figures["operating_cost"].value == 450_000
    yen = {item.code: item.yen for item in contents.costs.items}
    again = recompute(tmp_path / "out" / INTERNAL / DAY_TABLES, yen, other_revenue=1000)
    page = read_page(tmp_path / "out" / f"{REPORT}.html")
    again = with_hidden_squares(again, set(page.figures))
    for code, shown in page.figures.items():
        agree(code, *shown, again)
    assert "仮定" not in (tmp_path / "out" / f"{REPORT}.html").read_text(encoding="utf-8")
