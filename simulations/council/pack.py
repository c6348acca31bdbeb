"""The report pack written into a folder, or not at all: for the council, and what stays inside the office."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from simulations.council.contents import Contents, contents_of
from simulations.council.duty_records import list_duty_records
from simulations.council.form import write_forms
from simulations.council.page import dates_of, report_page
from simulations.council.period import REQUESTS, VISITS, Period
from simulations.council.roll_calls import list_roll_calls
from simulations.council.sheet import Cell, Sheet
from simulations.council.sheets import council_sheets
from simulations.council.workbook import BookPage, require_workbook, write_workbook
from simulations.day_facts import FILE
from simulations.town_costs import TownBooks

REPORT = "報告書"
TABLES = "表"
INTERNAL = "内部"
DAY_TABLES = "日別表"
DUTY_RECORDS = "業務記録"
ROLL_CALLS = "点呼記録簿"
Watch = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done and how many there are."""


class PackError(ValueError):
    """A pack cannot be written; the message says why and what to do."""


def unwatched(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def make_pack(period: Period, town: TownBooks, out: Path, watch: Watch = unwatched) -> Contents:
    """Write the pack of a period; `out` must not hold anything yet.

    Raises PackError and WorkbookMissing; then nothing is written.
    """
    require_workbook()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PackError(f"{out}: is there already; give a folder that is empty or not there with --out")
    watch("数えています", 0, 4)
    contents = contents_of(period, town)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as halfway:
        folder = Path(halfway) / out.name
        folder.mkdir()
        _write(contents, folder, watch)
        if out.exists():
            out.rmdir()
        folder.rename(out)
    watch("できました", 4, 4)
    return contents


def _write(contents: Contents, folder: Path, watch: Watch) -> None:
    sheets = council_sheets(contents)
    watch("報告書", 1, 4)
    (folder / f"{REPORT}.html").write_text(report_page(contents, sheets), encoding="utf-8")
    watch("表計算", 2, 4)
    period = contents.period
    book = [BookPage(f"{number}. {sheet.title}", (sheet,)) for number, sheet in enumerate(sheets, start=1)]
    write_workbook(book, f"{period.service} {dates_of(period)}", period.label, folder / f"{REPORT}.xlsx")
    (folder / TABLES).mkdir()
    for number, sheet in enumerate(sheets, start=1):
        _write_csv(sheet, folder / TABLES / f"{number:02}_{sheet.title}.csv")
    watch("内部の記録", 3, 4)
    _write_internal(contents, folder / INTERNAL)


def _write_csv(sheet: Sheet, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow([*(column.heading for column in sheet.columns), "コード"])
        for row in sheet.rows:
            cells = [_written(cell) for cell in row]
            blank = [""] * (len(sheet.columns) - len(cells))
            rows.writerow([*cells, *blank, _codes(row)])


def _written(cell: Cell) -> str:
    return cell.shown if cell.value is None else f"{cell.value:.{cell.digits}f}"


def _codes(row: Sequence[Cell]) -> str:
    return " ".join(cell.code for cell in row if cell.code is not None)


def _write_internal(contents: Contents, folder: Path) -> None:
    for day in contents.period.days:
        tables = folder / DAY_TABLES / day.key
        tables.mkdir(parents=True)
        for name in (REQUESTS, VISITS, FILE):
            shutil.copyfile(day.folder / name, tables / name)
        service, label = day.facts.service, day.facts.label
        for kind, forms in ((DUTY_RECORDS, list_duty_records(day)), (ROLL_CALLS, list_roll_calls(day))):
            (folder / kind).mkdir(exist_ok=True)
            write_forms(forms, service, label, folder / kind / day.key)
