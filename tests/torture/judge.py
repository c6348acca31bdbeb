"""Holds what clients were told against what is kept, by a path that shares nothing with the desk."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select, text

from api.storage.database import Database
from api.storage.journal import DayJournal
from api.storage.tables import JOURNAL
from dispatch.domain.events import Asked, PromiseMade, RideCancelled
from dispatch.engine.event_codec import event_to_json
from dispatch.engine.service_day import ServiceDay, apply
from tests.torture.big_town import DAY, big_town
from tests.torture.riders import History


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: every list must be empty."""

    bookings: int
    lost: list[str]
    doubled: list[str]
    changed: list[str]
    untold: list[str]
    out_of_order: list[str]

    @property
    def clean(self) -> bool:
        """Nothing lost, doubled, changed unseen, or written by a writer whose time was over."""
        return not any((self.lost, self.doubled, self.changed, self.untold, self.out_of_order))

    @property
    def sentence(self) -> str:
        """The verdict in a line."""
        named = {"lost": self.lost, "doubled": self.doubled, "changed": self.changed, "untold": self.untold}
        named["out of order"] = self.out_of_order
        return ", ".join(f"{len(found)} {name}" for name, found in named.items())


def judge(history: History, database: Database) -> Verdict:
    """Read the journal, its hash chain checked, and compare."""
    events = list(DayJournal(big_town().area, DAY).read(database))
    kept = Counter(json.dumps(event_to_json(event), sort_keys=True) for event in events)
    answers = {call.key: answer for call, answer in history.told}
    told = [
        (key, json.dumps(event_to_json(event), sort_keys=True))
        for key, answer in answers.items()
        for event in answer.events
    ]
    times = Counter(text for _, text in told)
    asked = Counter(str(event.request.request_id) for event in events if isinstance(event, Asked))
    made = Counter(str(event.promise.rider_id) for event in events if isinstance(event, PromiseMade))
    return Verdict(
        bookings=sum("PromiseMade" in text for _, text in told),
        lost=[f"{key}: {text}" for key, text in told if kept[text] < times[text]],
        doubled=[f"{key}: {text}" for key, text in told if kept[text] > times[text] and _once(text)]
        + [name for counted in (asked, made) for name, times in counted.items() if times > 1],
        changed=_changed(history, events)
        + [f"{call.key} told anew" for call, answer in history.told if answers[call.key] != answer],
        untold=[text for text in kept if '"PromiseMade"' in text and times[text] == 0],
        out_of_order=_out_of_order(database),
    )


def _once(text: str) -> bool:
    """Whether an event can happen only once; a vehicle may be given the same route again."""
    return json.loads(text)["event"] != "RouteChanged"


def _changed(history: History, events: list[object]) -> list[str]:
    """Promises that are not, at the end of the day, what their riders were told."""
    day = ServiceDay()
    for event in events:
        apply(day, event)
    cancelled = {event.ride_id for event in events if isinstance(event, RideCancelled)}
    promised = [
        event.promise
        for _, answer in history.told
        for event in answer.events
        if isinstance(event, PromiseMade)
    ]
    return [
        str(promise.ride_id)
        for promise in promised
        if promise.ride_id not in cancelled and day.promises.get(promise.ride_id) != promise
    ]


def _out_of_order(database: Database) -> list[str]:
    """Events of an epoch that come after a later one's; and receipts that say otherwise than was told."""
    with database.read() as connection:
        rows = connection.execute(
            select(JOURNAL.c.service_date, JOURNAL.c.version, JOURNAL.c.epoch).order_by(
                JOURNAL.c.service_date, JOURNAL.c.version
            )
        ).all()
        if database.is_sqlite:
            intact = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            assert intact == "ok", intact
    return [
        f"{after.service_date} {after.version}: epoch {after.epoch} after {before.epoch}"
        for before, after in pairwise(rows)
        if before.service_date == after.service_date and after.epoch < before.epoch
    ]
