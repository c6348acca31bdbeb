"""Who may write to an area: one writer at a time, and a writer that was replaced can change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from api.storage.database import Database
from api.storage.tables import AREA_WRITER, WRITER_BEAT


class NotTheWriter(RuntimeError):
    """Somebody else writes to this area by now: stop, and begin again as a reader."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A writer's time in office: every row it writes carries the epoch."""

    area: str
    epoch: int

    def check(self, connection: Connection) -> None:
        """Raise NotTheWriter unless this tenure is the latest; nobody can take over before the commit.

        FOR SHARE holds off the update by which a new writer begins (PostgreSQL, "Row-Level Locks").
        """
        held = select(AREA_WRITER.c.epoch).where(AREA_WRITER.c.area == self.area).with_for_update(read=True)
        epoch = connection.execute(held).scalar_one_or_none()
        if epoch != self.epoch:
            raise NotTheWriter(f"{self.area}: epoch {self.epoch} ended, {epoch} writes now")

    def settle(self, database: Database) -> None:
        """Wait out, on a server, whatever this writer has under way, and what its standbys must still keep.

        The row is held FOR SHARE by an append until its end is certain, and a commit that is acknowledged
        covers every commit before it. Nothing is under way in a file once its connection is closed.
        """
        if database.is_sqlite:
            return
        mine = (AREA_WRITER.c.area == self.area) & (AREA_WRITER.c.epoch == self.epoch)
        with database.write() as connection:
            touched = connection.execute(update(AREA_WRITER).where(mine).values(holder=AREA_WRITER.c.holder))
            if touched.rowcount != 1:
                raise NotTheWriter(f"{self.area}: epoch {self.epoch} ended")


def take_office(database: Database, area: str, holder: str) -> Tenure:
    """Begin a new epoch, which ends every earlier one."""
    with database.write() as connection:
        return begin_epoch(connection, area, holder)


def begin_epoch(connection: Connection, area: str, holder: str) -> Tenure:
    """Begin a new epoch in this transaction; waits for appends of the one before that are under way."""
    _know(connection, area)
    begun = (
        update(AREA_WRITER)
        .where(AREA_WRITER.c.area == area)
        .values(epoch=AREA_WRITER.c.epoch + 1, holder=holder)
        .returning(AREA_WRITER.c.epoch)
    )
    return Tenure(area, connection.execute(begun).scalar_one())


def beat(connection: Connection, tenure: Tenure, at: datetime) -> None:
    """Say that the writer lives; raises NotTheWriter where its time in office is over."""
    held = select(AREA_WRITER.c.epoch).where(AREA_WRITER.c.area == tenure.area)
    if connection.execute(held).scalar_one_or_none() != tenure.epoch:
        raise NotTheWriter(f"{tenure.area}: epoch {tenure.epoch} ended")
    row = {"epoch": tenure.epoch, "beat_at": at.isoformat()}
    again = update(WRITER_BEAT).where(WRITER_BEAT.c.area == tenure.area)
    if connection.execute(again.values(beats=WRITER_BEAT.c.beats + 1, **row)).rowcount == 0:
        connection.execute(insert(WRITER_BEAT).values(area=tenure.area, beats=1, **row))


def beats_of(connection: Connection, area: str) -> int:
    """How often the writers of an area have said that they live."""
    counted = select(WRITER_BEAT.c.beats).where(WRITER_BEAT.c.area == area)
    return int(connection.execute(counted).scalar_one_or_none() or 0)


def lock_number(database: Database, area: str) -> int:
    """The number under which an area is locked: small, fixed, and no hash of its name."""
    with database.write() as connection:
        _know(connection, area)
        numbered = select(AREA_WRITER.c.lock_number).where(AREA_WRITER.c.area == area)
        return int(connection.execute(numbered).scalar_one())


def _know(connection: Connection, area: str) -> None:
    if connection.execute(select(AREA_WRITER.c.area).where(AREA_WRITER.c.area == area)).first() is None:
        last = connection.execute(select(func.coalesce(func.max(AREA_WRITER.c.lock_number), 0))).scalar_one()
        first = {"area": area, "lock_number": last + 1, "epoch": 0, "holder": ""}
        connection.execute(insert(AREA_WRITER).values(first))
