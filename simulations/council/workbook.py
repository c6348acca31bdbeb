"""The tables of a pack as a spreadsheet: numbers are numbers, every figure's cell has its code as name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from simulations.council.sheet import Cell, Sheet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as OwnCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    BookCell = OwnCell | MergedCell

PORTRAIT = 105
"""Broader than so many characters, a sheet lies on its side: it would be too small to read."""
_LINE_PT = 14
_PER_WIDTH = 1.15
"""Widths of columns count characters of 11 points, and ours have 10."""
_TITLE_AT = re.compile(r"[\\/*?:\[\]]")


class WorkbookMissing(RuntimeError):
    """openpyxl is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "openpyxl is not installed; it comes with the extra `laboratory`: "
            "pip install 'noriai[laboratory]'"
        )


def require_workbook() -> None:
    """Raise WorkbookMissing where spreadsheets cannot be written."""
    try:
        import openpyxl
    except ImportError as problem:
        raise WorkbookMissing from problem
    del openpyxl


@dataclass(frozen=True, slots=True)
class BookPage:
    """One sheet of a workbook, with its tables one below the other."""

    title: str
    parts: Sequence[Sheet]


def write_workbook(pages: Sequence[BookPage], header: str, label: str, file: Path) -> None:
    """Write a workbook that is ready to print on A4."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for part in pages or [BookPage("–", ())]:
        page = book.create_sheet(_TITLE_AT.sub("・", part.title)[:31])
        tops = [_fill(page, sheet, label if sheet is part.parts[0] else "") for sheet in part.parts]
        if len(tops) == 1:
            page.freeze_panes, page.print_title_rows = f"B{tops[0] + 1}", f"{tops[0]}:{tops[0]}"
        _lay_out(page, part.parts, header)
    book.save(file)


def name_of(code: str) -> str:
    """The name of a figure's cell: a code without what names of cells may not hold.

    >>> name_of("day.2026-12-02.requests")
    'day.2026_12_02.requests'
    """
    return code.replace("-", "_")


def _fill(page: Worksheet, sheet: Sheet, label: str) -> int:
    """Write a table below what is there, and return the row of its headings."""
    from openpyxl.styles import Font

    begin = page.max_row + 2 if page["A1"].value else 1
    page.cell(begin, 1, sheet.title).font = Font(name="Yu Gothic", size=14 if begin == 1 else 12, bold=True)
    notes = [*filter(None, (label,)), *sheet.notes]
    for number, note in enumerate(notes, start=begin + 1):
        page.cell(number, 1, note).font = Font(name="Yu Gothic", size=9, color="7C2D12")
    top = begin + len(notes) + 1
    for across, column in enumerate(sheet.columns, start=1):
        _style(page.cell(top, across, column.heading), heading=True, right=column.of_numbers)
    for down, row in enumerate(sheet.rows, start=top + 1):
        group = len(row) == 1 and len(sheet.columns) > 1
        for across, cell in enumerate(row, start=1):
            _put(page, down, across, cell, right=sheet.columns[across - 1].of_numbers)
        if group:
            for across in range(1, len(sheet.columns) + 1):
                _style(page.cell(down, across), heading=True)
    return top


def _put(page: Worksheet, down: int, across: int, cell: Cell, *, right: bool) -> None:
    from openpyxl.utils import absolute_coordinate, quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    at = page.cell(down, across, cell.shown if cell.value is None else cell.value)
    _style(at, right=right or cell.code is not None)
    if cell.value is None:
        at.data_type = "s"  # words are never a formula, whatever they begin with
    else:
        at.number_format = "#,##0" + ("." + "0" * cell.digits if cell.digits else "")
    if cell.code is not None:
        name = name_of(cell.code)
        where = f"{quote_sheetname(page.title)}!{absolute_coordinate(at.coordinate)}"
        page.defined_names[name] = DefinedName(name, attr_text=where)


def _style(at: BookCell, *, heading: bool = False, right: bool = False) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="C9D1D9")
    at.font = Font(name="Yu Gothic", size=10, bold=heading)
    at.border = Border(left=line, right=line, top=line, bottom=line)
    across = "right" if right else "left"
    at.alignment = Alignment(wrap_text=True, vertical="top", horizontal=across, indent=1)
    if heading:
        at.fill = PatternFill("solid", fgColor="EEF3F7")


def _make_high_enough(page: Worksheet, across: int) -> None:
    """Rows as high as what is wrapped in them: not every program works that out when it opens a file."""
    from openpyxl.utils import get_column_letter

    widths = [page.column_dimensions[get_column_letter(number + 1)].width for number in range(across)]
    for number, row in enumerate(page.iter_rows(max_col=across), start=1):
        lines = max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))
        if lines > 1:
            page.row_dimensions[number].height = _LINE_PT * lines + 2


def _lines(cell: BookCell, width: float) -> int:
    """In how many lines a cell is wrapped; a character of Japanese is as broad as two of others."""
    if not cell.alignment.wrap_text or not isinstance(cell.value, str):
        return 1
    broad = sum(1 + (east_asian_width(each) in "WFA") for each in cell.value)
    return max(1, ceil(broad / max(1.0, _PER_WIDTH * width - 2)))


def _lay_out(page: Worksheet, parts: Sequence[Sheet], header: str) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    across = max((len(sheet.columns) for sheet in parts), default=1)
    for number in range(across):
        widths = [sheet.columns[number].width for sheet in parts if len(sheet.columns) == across]
        page.column_dimensions[get_column_letter(number + 1)].width = max(widths, default=20) + 2
    _make_high_enough(page, across)
    page.print_area = f"A1:{get_column_letter(across)}{page.max_row}"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    dimensions = page.column_dimensions
    breadth = sum(dimensions[get_column_letter(number + 1)].width for number in range(across))
    wide = breadth > PORTRAIT or across > 5 or any(sheet.wide for sheet in parts)
    page.page_setup.orientation = "landscape" if wide else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    head, foot = page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter
    for place, text in ((head, header.replace("&", "&&")), (foot, "&P / &N")):
        if place is not None:
            place.right.text = text
