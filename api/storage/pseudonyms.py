"""Old days keep their rides and lose their riders: each id is replaced by one that leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from api.storage.journal import DayJournal, chain
from api.storage.tables import JOURNAL, PSEUDONYMISED_DAY


@dataclass(frozen=True, slots=True)
class Aliases:
    """The new ids of a day's riders; the list is destroyed with this object."""

    of: dict[str, str]

    def in_text(self, text: str) -> str:
        """A text, such as an account, with the new ids in it."""
        for rider_id, alias in self.of.items():
            text = text.replace(rider_id, alias)
        return text


def list_named_days(connection: Connection, before: date) -> list[DayJournal]:
    """Days before a date whose riders still stand in their journals."""
    done = select(PSEUDONYMISED_DAY.c.area, PSEUDONYMISED_DAY.c.service_date)
    passed = {(area, day) for area, day in connection.execute(done)}
    kept = (
        select(JOURNAL.c.area, JOURNAL.c.service_date).distinct().order_by(*JOURNAL.primary_key.columns[:2])
    )
    found = connection.execute(kept.where(JOURNAL.c.service_date < before.isoformat()))
    return [DayJournal(area, date.fromisoformat(day)) for area, day in found if (area, day) not in passed]


def pseudonymise(
    connection: Connection, journal: DayJournal, now: datetime, new_id: Callable[[], str]
) -> Aliases:
    """Replace riders' ids, take out reasons people wrote, and chain the day anew, in this transaction.

    That it was done, and where its chain led before, stays on record. Raises DamagedJournal, and changes
    nothing, where the day is not what was written.
    """
    rows = journal.rows(connection)
    aliases = Aliases({})
    mine = {"area": journal.area, "service_date": journal.service_date.isoformat()}
    done = {"under_way": 1, "done_at": now.isoformat(), "hash_before": rows[-1].hash if rows else b""}
    connection.execute(insert(PSEUDONYMISED_DAY).values(**mine, **done))
    chained, changed = b"", []
    for row in rows:
        event = _without_riders(json.loads(row.event), aliases, new_id)
        if "reason" in event:
            event["reason"] = ""  # of an event itself: what an operator wrote
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        chained = chain(chained, text)
        changed.append({"of_version": row.version, "event": text, "hash": chained, "actor": row.actor})
    for each in changed:
        each["actor"] = aliases.in_text(str(each["actor"]))
    rewritten = (
        update(JOURNAL)
        .where(*journal.mine(), JOURNAL.c.version == bindparam("of_version"))
        .values(event=bindparam("event"), hash=bindparam("hash"), actor=bindparam("actor"), reason="")
    )
    if changed:
        connection.execute(rewritten, changed)
    over = (PSEUDONYMISED_DAY.c.area == mine["area"]) & (
        PSEUDONYMISED_DAY.c.service_date == mine["service_date"]
    )
    connection.execute(update(PSEUDONYMISED_DAY).where(over).values(under_way=0))
    return aliases


def _without_riders(value: Any, aliases: Aliases, new_id: Callable[[], str]) -> Any:
    match value:
        case {"rider_id": str(rider_id)}:
            if rider_id not in aliases.of:
                aliases.of[rider_id] = new_id()
            inner = {name: _without_riders(each, aliases, new_id) for name, each in value.items()}
            return inner | {"rider_id": aliases.of[rider_id]}
        case dict():
            return {name: _without_riders(each, aliases, new_id) for name, each in value.items()}
        case list():
            return [_without_riders(each, aliases, new_id) for each in value]
        case _:
            return value
