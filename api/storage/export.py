"""Every table as a file of its own, CSV or Parquet, for those who want to count and draw."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, Integer, LargeBinary, select
from sqlalchemy.types import TypeEngine

from api.storage.backup import ROWS_AT_ONCE, as_kept
from api.storage.database import Database
from api.storage.database_error import DatabaseError
from api.storage.every_table import every_table

Row = Mapping[str, Any]


class Form(StrEnum):
    """Of an export's files."""

    CSV = "csv"
    PARQUET = "parquet"


def export(
    database: Database, folder: Path, form: Form = Form.CSV, beside: Mapping[str, Sequence[Row]] | None = None
) -> dict[str, int]:
    """Write every table into a new folder, and how many rows each has; `beside` are tables of the caller's.

    What is sealed is written as it is kept, bytes in CSV as hexadecimal; in CSV nothing and an empty text
    look the same. Raises DatabaseError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DatabaseError(f"{folder}: not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    write = _write_csv if form is Form.CSV else _write_parquet
    written: dict[str, int] = {}
    with database.read(within_s=None) as connection:
        for each in every_table().sorted_tables:
            kept = as_kept(each)
            found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
                select(*kept.columns).order_by(*(kept.columns[one.name] for one in each.primary_key))
            )
            columns = {one.name: _kind(one.type) for one in kept.columns}
            written[each.name] = write(folder, each.name, columns, map(dict, found.mappings()))
    for name, rows in (beside or {}).items():
        columns = dict.fromkeys(rows[0] if rows else (), "VARCHAR")
        written[name] = write(folder, name, columns, iter(rows))
    return written


def _write_csv(folder: Path, name: str, columns: Mapping[str, str], rows: Iterator[Row]) -> int:
    count = 0
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(_in_words(row[column]) for column in columns)
            count += 1
    return count


def _write_parquet(folder: Path, name: str, columns: Mapping[str, str], rows: Iterator[Row]) -> int:
    try:
        import duckdb
    except ModuleNotFoundError as missing:
        raise DatabaseError("Parquet needs the extra `parquet`: pip install 'noriai[parquet]'") from missing
    count = 0
    with duckdb.connect() as connection:
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({listed or "nothing VARCHAR"})')
        places = ", ".join("?" for _ in columns)
        for some in _batches(rows):
            values = [[row[column] for column in columns] for row in some]
            connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', values)
            count += len(values)
        to = str(folder / f"{name}.parquet").replace("'", "''")
        connection.execute(f"COPY \"{name}\" TO '{to}' (FORMAT parquet)")
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _kind(kept: TypeEngine[Any]) -> str:
    match kept:
        case Boolean():
            return "BOOLEAN"
        case BigInteger() | Integer():
            return "BIGINT"
        case Float():
            return "DOUBLE"
        case LargeBinary():
            return "BLOB"
        case _:
            return "VARCHAR"


def _in_words(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
