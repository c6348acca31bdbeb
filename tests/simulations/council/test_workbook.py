"""A spreadsheet that is ready to print: nothing wrapped is cut off, and nothing is too small to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from simulations.council.sheet import Sheet, columns, words
from simulations.council.workbook import BookPage, write_workbook

LONG = "約束の時間帯に乗車を始め、約束の到着期限までに着いた予約の割合です。" * 4


def written(sheet: Sheet, folder: Path) -> Worksheet:
    write_workbook([BookPage("指標", [sheet])], "見本", "", folder / "book.xlsx")
    page = load_workbook(folder / "book.xlsx").worksheets[0]
    assert isinstance(page, Worksheet)
    return page


@pytest.mark.parametrize(("width", "least_lines"), [(20, 10), (60, 4)])
def test_a_row_is_as_high_as_what_is_wrapped_in_it(tmp_path: Path, width: int, least_lines: int) -> None:
    told, rows = columns(("指標", 20), ("定義", width)), (words("短い", "短い"), words("長い", LONG))
    page = written(Sheet("k", "指標", (), told, rows), tmp_path)
    assert page.row_dimensions[3].height is None, "a line as any other"
    assert page.row_dimensions[4].height >= 13 * least_lines


@pytest.mark.parametrize(("width", "lies"), [(40, "portrait"), (100, "landscape")])
def test_a_broad_sheet_lies_on_its_side(tmp_path: Path, width: int, lies: str) -> None:
    page = written(Sheet("k", "指標", (), columns(("指標", 20), ("定義", width)), ()), tmp_path)
    assert page.page_setup.orientation == lies
