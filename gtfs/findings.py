"""What a check of a feed found: graded, and named with file, row and field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How much a finding matters to noriai: cannot be used, should be mended, good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One fault of a feed; `row` is the line in the file (the header is 1), None for the whole file."""

    grade: Grade
    code: str
    file: str
    row: int | None
    field: str
    message: str


def is_usable(findings: Iterable[Finding]) -> bool:
    """Whether noriai can work with a feed that has these findings: not one of them is an error."""
    return all(finding.grade is not Grade.ERROR for finding in findings)


def by_weight(finding: Finding) -> tuple[int, str, str, int]:
    """Sort key: errors first, then by code, file and row."""
    return list(Grade).index(finding.grade), finding.code, finding.file, finding.row or 0
