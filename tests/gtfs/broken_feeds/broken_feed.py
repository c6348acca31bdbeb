"""A feed broken in one way, and how the fault must be named."""

from dataclasses import dataclass

from gtfs.findings import Grade
from tests.gtfs.feeds import A_SMALL_FEED

Content = str | bytes | None


@dataclass(frozen=True)
class BrokenFeed:
    """A table broken on purpose and how the fault must be named."""

    what: str
    tables: dict[str, Content]
    grade: Grade
    code: str
    file: str
    row: int | None
    field: str
    says: str


def changed(table: str, old: str, new: str) -> dict[str, Content]:
    """A table of the small feed with one of its texts changed."""
    text = A_SMALL_FEED[table]
    assert text.count(old) == 1, f"{old!r} must be once in {table}"
    return {table: text.replace(old, new)}


def error(
    what: str, tables: dict[str, Content], code: str, file: str, row: int | None, field: str, says: str
) -> BrokenFeed:
    """A feed that cannot be used."""
    return BrokenFeed(what, tables, Grade.ERROR, code, f"{file}.txt", row, field, says)


def warning(
    what: str, tables: dict[str, Content], code: str, file: str, row: int | None, field: str, says: str
) -> BrokenFeed:
    """A feed that should be mended."""
    return BrokenFeed(what, tables, Grade.WARNING, code, f"{file}.txt", row, field, says)
