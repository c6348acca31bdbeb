"""The results of a sweep as tables: `variants`, and `days` with a row a day, in DuckDB and in Parquet."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from gtfs.service_error import ServiceError
from simulations.costs import CostModel, money_of
from simulations.measures.definitions import OF_MONEY
from simulations.sweeping.fingerprint import fingerprint_of
from simulations.sweeping.grid import Grid
from simulations.sweeping.kept_days import DAYS, read_lines
from simulations.variants.day import FIGURES

GRID, DAYS_TABLE, VARIANTS_TABLE = "grid.json", "days.parquet", "variants.parquet"
MONEY = tuple(one.code for one in OF_MONEY if one.code not in FIGURES)
CIRCUMSTANCES = ("demand.", "snow.")
"""Keys nobody chooses: variants under other circumstances are no choice between each other."""
_AT_ONCE = 2000


class DuckDbMissing(RuntimeError):
    """DuckDB is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__("duckdb is not installed; it comes with the extra: pip install 'noriai[laboratory]'")


@dataclass(frozen=True)
class Results:
    """The tables of a sweep, to be asked in SQL."""

    folder: Path
    connection: Any
    """A connection of DuckDB, in memory."""
    told: dict[str, Any]
    """What the sweep was of."""

    def sql(self, query: str) -> pd.DataFrame:
        """What DuckDB answers."""
        answer: pd.DataFrame = self.connection.sql(query).df()
        return answer

    @property
    def done(self) -> int:
        """How many days are done."""
        return int(self.sql("SELECT count(*) AS done FROM days")["done"].iloc[0])

    @property
    def total(self) -> int:
        """Of how many."""
        return len(self.told["variants"]) * len(self.told["dates"]) * len(self.told["seeds"])


def describe(grid: Grid, folder: Path) -> None:
    """Write what the folder's sweep is of; tables of an earlier sweep are taken away."""
    require_duckdb()
    for table in (DAYS_TABLE, VARIANTS_TABLE):
        (folder / table).unlink(missing_ok=True)
    content = {
        "name": grid.name,
        "label": grid.label,
        "axes": [key for key, _ in grid.axes],
        "dates": [on.isoformat() for on in grid.dates],
        "seeds": grid.seeds,
        "cost": grid.cost.model_dump(),
        "cost_note": grid.cost_note,
        "variants": [
            {
                "number": number,
                "variant": str(one),
                "name": one.name,
                "inputs": fingerprint_of(one),
                "circumstances": ", ".join(
                    f"{key}={value}" for key, value in one.settings if key.startswith(CIRCUMSTANCES)
                ),
                "settings": [None if value is None else str(value) for value in grid.values_of(one)],
            }
            for number, one in enumerate(grid.variants, start=1)
        ],
    }
    unfinished = folder / f"{GRID}.unfinished"
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(unfinished, folder / GRID)


def open_results(folder: Path) -> Results:
    """Open the results of a sweep, finished or not; raises ServiceError where the folder holds none."""
    try:
        told = json.loads((folder / GRID).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ServiceError(
            f"{folder}: holds no sweep; give the folder that `noriai sweep` wrote"
        ) from problem
    connection = require_duckdb().connect()
    if (folder / DAYS_TABLE).exists() and (folder / VARIANTS_TABLE).exists():
        for name, table in (("days", DAYS_TABLE), ("variants", VARIANTS_TABLE)):
            connection.read_parquet(str(folder / table)).create_view(name)
    else:
        _read_days(connection, folder, told)
    return Results(folder, connection, told)


def write_parquet(folder: Path) -> None:
    """Write days.parquet and variants.parquet of what is done."""
    results = open_results(folder)
    for name, table in (("variants", VARIANTS_TABLE), ("days", DAYS_TABLE)):
        unfinished = folder / f"{table}.unfinished"
        results.connection.table(name).write_parquet(str(unfinished))
        os.replace(unfinished, folder / table)


def count_other_days(folder: Path) -> int:
    """How many days the folder keeps that are none of its sweep: of other inputs, dates or variants."""
    return sum(1 for _ in read_lines(folder / DAYS)) - open_results(folder).done


def require_duckdb() -> Any:
    """The module; raises DuckDbMissing."""
    try:
        import duckdb
    except ImportError as problem:
        raise DuckDbMissing from problem
    return duckdb


def _read_days(connection: Any, folder: Path, told: dict[str, Any]) -> None:
    settings = {key: [one["settings"][at] for one in told["variants"]] for at, key in enumerate(told["axes"])}
    known = ("number", "variant", "name", "circumstances", "inputs")
    variants = pd.DataFrame({**{key: [one[key] for one in told["variants"]] for key in known}, **settings})
    connection.register("given", variants)
    connection.execute("CREATE TABLE variants AS SELECT * FROM given")
    figures = ", ".join(f'"{code}" DOUBLE' for code in (*FIGURES, *MONEY))
    connection.execute(
        f"CREATE TABLE read (variant VARCHAR, inputs VARCHAR, service_date DATE, seed INTEGER, {figures})"
    )
    for rows in _rows(folder, CostModel.model_validate(told["cost"])):
        connection.register("piece", rows)
        connection.execute("INSERT INTO read BY NAME SELECT * FROM piece")
    days = ", ".join(f"DATE '{on}'" for on in told["dates"])
    seeds = ", ".join(map(str, told["seeds"]))
    connection.execute(
        "CREATE TABLE days AS SELECT variants.* EXCLUDE (inputs), read.* EXCLUDE (variant, inputs) "
        "FROM read JOIN variants USING (variant, inputs) "
        f"WHERE service_date IN ({days}) AND seed IN ({seeds}) ORDER BY number, service_date, seed"
    )
    connection.execute("DROP TABLE read")


def _rows(folder: Path, cost: CostModel) -> Iterator[pd.DataFrame]:
    """The kept days with what they cost, a piece at a time."""
    lines = read_lines(folder / DAYS)
    while some := list(islice(lines, _AT_ONCE)):
        rows = [{**line, **money_of(_figures(line), cost)} for line in some]
        columns = ("variant", "inputs", "service_date", "seed", *FIGURES, *MONEY)
        table = pd.DataFrame(rows, columns=list(columns))
        yield table.astype(dict.fromkeys((*FIGURES, *MONEY), "float64"))


def _figures(line: Any) -> dict[str, float | None]:
    return {code: line.get(code) for code in FIGURES}
