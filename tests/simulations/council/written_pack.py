"""A written pack read back: every figure that stands on its pages and in its spreadsheets."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from openpyxl import load_workbook


class FigurePage(HTMLParser):
    """The figures of a page by their codes, and what stands in its number cells without being one."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, set[str]] = defaultdict(set)
        self.unmarked: list[str] = []
        self._code: str | None = None
        self._in_numbers = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "data-figure" in told:
            self._code = told["data-figure"]
        elif tag in ("td", "dd"):
            self._in_numbers = tag == "dd" or told.get("class") == "n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("span", "text"):
            self._code = None
        elif tag in ("td", "dd"):
            self._in_numbers = False

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if self._code is not None and text:
            self.figures[self._code].add(text)
        elif self._in_numbers and any(one.isdigit() for one in text):
            self.unmarked.append(text)


def read_page(file: Path) -> FigurePage:
    page = FigurePage()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def list_book_figures(file: Path) -> Iterator[tuple[str, str | float]]:
    """Every figure of a workbook; a number in a cell that no figure is named by raises AssertionError."""
    for sheet in load_workbook(file).worksheets:
        named = {
            where.attr_text.rpartition("!")[2].replace("$", ""): name
            for name, where in sheet.defined_names.items()
        }
        for row in sheet.iter_rows():
            for cell in row:
                if cell.coordinate in named:
                    yield named[cell.coordinate], cell.value
                else:
                    assert not isinstance(cell.value, int | float), f"{sheet.title} {cell.coordinate}"


def list_csv_figures(folder: Path) -> Iterator[tuple[str, str]]:
    """Every figure of the CSV tables: the codes of a row stand in its last column, in order."""
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as table:
            heads, *rows = csv.reader(table)
            assert heads[-1] == "コード"
            for row in rows:
                codes = row[-1].split()
                numbers = [cell for cell in row[1:-1] if is_figure(cell)] if codes else []
                assert len(numbers) == len(codes), (file.name, row)
                yield from zip(codes, numbers, strict=True)


def is_figure(cell: str) -> bool:
    """Whether a cell of a CSV holds a figure, or the mark of one."""
    bare = cell.removesuffix("%未満").removesuffix("%超")
    return cell in ("＊", "–") or bare.lstrip("-").replace(".", "", 1).isdigit()
