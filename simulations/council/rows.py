"""The rows of requests.csv and visits.csv, read back as typed values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar


class TableError(ValueError):
    """A table cannot be used; the message names the file, the line and what was expected."""


@dataclass(frozen=True, slots=True)
class RideRow:
    """A request, or one ride of it; times in seconds of the service day."""

    request_id: str
    asked_s: int
    channel: str
    origin: str
    destination: str
    wish_kind: str
    wish_s: int
    outcome: str
    reason: str
    promised_pickup_from_s: int | None
    promised_pickup_until_s: int | None
    promised_arrival_until_s: int | None
    vehicle_id: str
    picked_up_s: int | None
    dropped_off_s: int | None
    direct_s: int
    need: int
    ride: int
    rider_id: str
    purpose: str
    ride_now: int
    ride_id: str
    persons: int | None
    confirmed_s: int | None
    seated_s: int | None
    told_pickup_from_s: int | None
    told_pickup_until_s: int | None
    told_arrival_until_s: int | None
    amended: int | None
    cancelled_s: int | None
    cancel_in_time_until_s: int | None
    undone_s: int | None
    no_show_s: int | None
    waits_until_s: int | None
    missed: int | None
    direct_m: int
    fare_yen: int | None
    origin_mesh: str

    @property
    def booked(self) -> bool:
        """Whether an offer was accepted."""
        return self.confirmed_s is not None

    @property
    def carried(self) -> bool:
        """Whether the riders were carried to where they wanted."""
        return self.picked_up_s is not None and self.dropped_off_s is not None

    @property
    def failed(self) -> bool:
        """Whether it came to nothing because the service could not keep its promise."""
        return self.undone_s is not None or (self.cancelled_s is not None and bool(self.amended))


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One call of a vehicle and the way to it."""

    vehicle_id: str
    sequence: int
    kind: str
    place_id: str
    ride_id: str
    arrived_s: int
    began_s: int
    done_s: int
    metres: int
    synthetic_metres: int
    shift_from_s: int
    shift_until_s: int


Row = TypeVar("Row", RideRow, VisitRow)


def read_rides(file: Path) -> tuple[RideRow, ...]:
    """The rows of requests.csv; raises TableError."""
    return _read(file, RideRow)


def read_visits(file: Path) -> tuple[VisitRow, ...]:
    """The rows of visits.csv; raises TableError."""
    return _read(file, VisitRow)


def _read(file: Path, row: type[Row]) -> tuple[Row, ...]:
    wanted = {field.name: _PARSE[str(field.type)] for field in fields(row)}
    try:
        with file.open(encoding="utf-8-sig", newline="") as table:
            rows = csv.DictReader(table)
            absent = [name for name in wanted if name not in (rows.fieldnames or [])]
            if absent:
                raise TableError(
                    f"{file}, line 1: column {absent[0]} is missing; simulate the day again with this version"
                )
            return tuple(row(**_values(one, wanted, f"{file}, line {rows.line_num}")) for one in rows)
    except OSError as problem:
        raise TableError(f"{file}: cannot be read ({problem.strerror}); a day folder expected") from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise TableError(f"{file}: not a CSV in UTF-8 ({problem})") from problem


def _values(
    told: Mapping[str, str | None], wanted: Mapping[str, Callable[[str], Any]], where: str
) -> dict[str, Any]:
    values = {}
    for name, parse in wanted.items():
        text = (told.get(name) or "").strip()
        try:
            values[name] = parse(text)
        except ValueError:
            raise TableError(f"{where}: {name} {text!r}: a whole number expected") from None
    return values


_PARSE: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "int | None": lambda text: int(text) if text else None,
}
