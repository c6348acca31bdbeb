"""A service day's events in the database: in order, chained, and only ever added to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Row, insert, select

from api.storage.database import Database
from api.storage.tables import JOURNAL
from api.storage.writer import Tenure
from dispatch.domain.events import Event
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import VersionConflict


class DamagedJournal(RuntimeError):
    """A stored event is not what was written: the day is read-only until it is restored."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who had events written, when, and why."""

    actor: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayJournal:
    """The stream of one area and service date."""

    area: str
    service_date: date

    def append(
        self,
        connection: Connection,
        tenure: Tenure,
        events: Sequence[Event],
        entry: Entry,
        *,
        expected_version: int,
    ) -> int:
        """Keep events in this transaction and return the new version.

        Raises NotTheWriter under an old epoch, VersionConflict where the stream has gone on.
        """
        tenure.check(connection)
        version, chained = self._last(connection)
        if version != expected_version:
            raise VersionConflict(
                f"{self.area} {self.service_date}: version {expected_version} expected, {version} found"
            )
        rows = []
        for event in events:
            version += 1
            text = json.dumps(event_to_json(event), ensure_ascii=False, separators=(",", ":"))
            chained = chain(chained, text)
            rows.append(self._row(version, tenure.epoch, entry, text, chained))
        if rows:
            connection.execute(insert(JOURNAL), rows)
        return version

    def read(self, database: Database, *, after: int = 0) -> Iterator[Event]:
        """The events after a version, in order; raises DamagedJournal where one was changed or is missing."""
        with database.read() as connection:
            rows = self.rows(connection, after=after)
        return (event_from_json(json.loads(row.event)) for row in rows)

    def rows(self, connection: Connection, *, after: int = 0) -> Sequence[Row[int, str, bytes, str]]:
        """What is kept after a version, in order; raises DamagedJournal where something was changed."""
        chained = self._hash_at(connection, after)
        rows = connection.execute(
            select(JOURNAL.c.version, JOURNAL.c.event, JOURNAL.c.hash, JOURNAL.c.actor)
            .where(*self.mine(), JOURNAL.c.version > after)
            .order_by(JOURNAL.c.version)
        ).all()
        for number, row in enumerate(rows, start=after + 1):
            chained = chain(chained, row.event)
            if row.version != number or chained != bytes(row.hash):
                raise DamagedJournal(
                    f"{self.area} {self.service_date}: event {number} is damaged or missing; restore a backup"
                )
        return rows

    def is_kept(self, connection: Connection) -> bool:
        """Whether anything of this day is."""
        return self._last(connection)[0] > 0

    def _row(self, version: int, epoch: int, entry: Entry, text: str, chained: bytes) -> dict[str, object]:
        return {
            "area": self.area,
            "service_date": self.service_date.isoformat(),
            "version": version,
            "epoch": epoch,
            "written_at": entry.at.isoformat(),
            "actor": entry.actor,
            "reason": entry.reason,
            "event": text,
            "hash": chained,
        }

    def _last(self, connection: Connection) -> tuple[int, bytes]:
        latest = (
            select(JOURNAL.c.version, JOURNAL.c.hash)
            .where(*self.mine())
            .order_by(JOURNAL.c.version.desc())
            .limit(1)
        )
        row = connection.execute(latest).first()
        return (row[0], bytes(row[1])) if row is not None else (0, b"")

    def _hash_at(self, connection: Connection, version: int) -> bytes:
        found = connection.execute(
            select(JOURNAL.c.hash).where(*self.mine(), JOURNAL.c.version == version)
        ).scalar_one_or_none()
        return bytes(found) if found is not None else b""

    def mine(self) -> tuple[ColumnElement[bool], ...]:
        """Which rows of the journal are this stream's."""
        return JOURNAL.c.area == self.area, JOURNAL.c.service_date == self.service_date.isoformat()


def chain(before: bytes, text: str) -> bytes:
    """The hash of an event's text, after the hash of the event before it."""
    return sha256(before + text.encode()).digest()
