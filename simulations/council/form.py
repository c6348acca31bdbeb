"""Forms of the office, one for each vehicle and day: pages that print, and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulations.council.page import css_string, pages
from simulations.council.sheet import Sheet
from simulations.council.workbook import BookPage, write_workbook

OFFICE_ONLY = "内部の記録: 議会・公表用ではありません"


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet of paper: its title and its tables."""

    title: str
    parts: tuple[Sheet, ...]


def write_forms(forms: Sequence[Form], service: str, label: str, file: Path) -> None:
    """Write the forms as FILE.html and FILE.xlsx."""
    header = " ".join(filter(None, (service, OFFICE_ONLY, label)))
    page = pages().get_template("forms.html")
    html = page.render(forms=forms, service=service, label=label, header=css_string(header), note=OFFICE_ONLY)
    file.with_name(f"{file.name}.html").write_text(html, encoding="utf-8")
    book = [BookPage(form.title, form.parts) for form in forms]
    write_workbook(book, header, label, file.with_name(f"{file.name}.xlsx"))
