"""Notices put into the outbox in the transaction of what they tell of: ids, facts, and nobody told twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select, update

from api.clock import Clock, moment
from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.town import Town
from api.notices.absences import absences_of
from api.notices.notice import Fact
from api.notices.quiet_hours import QuietHours
from api.notices.tables import NOTICE
from api.notices.templates import NoticeKind
from api.notices.tidings import Tiding, tidings_of


class NoticeState(StrEnum):
    """How far a notice has come."""

    WAITING = "waiting"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    """It reached nobody: an operator calls."""
    OVERTAKEN = "overtaken"
    """Not sent, because something later says more, or it would be of no use any more."""
    UNWANTED = "unwanted"
    """The rider wants no notices, or is not registered any more."""


K = NoticeKind
_AMENDED = {K.AMENDED, K.ARRIVAL_AMENDED}
_OF_A_RIDE = {K.BOOKING_CONFIRMED, K.BOOKING_CHANGED, K.AT_RISK, K.LATE_ARRIVAL, K.VEHICLE_NEAR} | _AMENDED
OVERTAKES: Mapping[NoticeKind, set[NoticeKind]] = {
    K.BOOKING_CANCELLED: _OF_A_RIDE | {K.OPEN_RETURN},
    K.AMENDED: _OF_A_RIDE,
    K.ARRIVAL_AMENDED: {K.ARRIVAL_AMENDED, K.LATE_ARRIVAL},
    K.OPEN_RETURN: {K.OPEN_RETURN},
    K.AT_RISK: {K.AT_RISK, K.LATE_ARRIVAL, K.VEHICLE_NEAR},
    K.LATE_ARRIVAL: {K.AT_RISK, K.LATE_ARRIVAL},
    K.VEHICLE_NEAR: {K.VEHICLE_NEAR},
    K.WAITLIST_OFFER: {K.WAITLIST_OFFER},
}
"""What need not be said any more once something later is to be said of the same ride."""
_SAME_WINDOW = {K.BOOKING_CONFIRMED, K.BOOKING_CHANGED, K.AMENDED}
SAME_TIME_S = 3 * 60
"""A new time so near to the one a rider was told says nothing new."""


@dataclass(frozen=True, slots=True)
class NoticeWriter:
    """Puts into the outbox what riders are to be told; called for every order of a desk."""

    town: Town
    clock: Clock
    quiet: QuietHours

    def __call__(self, connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
        """Write what follows from events, in their transaction."""
        told = (*tidings_of(open_day, outcome), *absences_of(connection, self.town, open_day, outcome))
        for number, tiding in enumerate(told):
            self.put(connection, tiding, outcome, f"{outcome.version:08}/{number}")

    def put(self, connection: Connection, tiding: Tiding, outcome: Outcome, cause: str) -> None:
        """Have a rider told something, unless the same was told or is about to be; a cause counts once."""
        message_id = f"{self.town.area}/{outcome.service_date}/{cause}"
        known = select(NOTICE.c.message_id).where(NOTICE.c.message_id == message_id)
        if connection.execute(known).first() is not None or self._was_told(connection, tiding):
            return
        now_unix_s = int(self.clock.now().timestamp())
        self._overtake(connection, tiding, now_unix_s)
        facts = dict(tiding.facts)
        if tiding.place is not None:
            facts["place"] = self.town.service.places[tiding.place].place_id
        send_from = self._send_from(tiding, outcome, now_unix_s)
        connection.execute(
            insert(NOTICE).values(
                message_id=message_id,
                area=self.town.area,
                service_date=outcome.service_date.isoformat(),
                subject=tiding.subject,
                rider_id=tiding.rider_id,
                kind=tiding.kind.value,
                facts=json.dumps(facts, ensure_ascii=False),
                made_at_s=now_unix_s,
                send_from_s=send_from,
                useful_until_s=self._unix_s(outcome, tiding.useful_until_s),
                free_from_s=send_from,
                tries=0,
                state=NoticeState.WAITING.value,
                why="",
            )
        )

    def _send_from(self, tiding: Tiding, outcome: Outcome, now_unix_s: int) -> int:
        ride_unix_s = self._unix_s(outcome, tiding.ride_s)
        not_before = self._unix_s(outcome, tiding.not_before_s)
        return max(self.quiet.send_from(tiding.kind, now_unix_s, ride_unix_s), not_before or 0)

    def _unix_s(self, outcome: Outcome, at_s: int | None) -> int | None:
        if at_s is None:
            return None
        return int(moment(outcome.service_date, at_s, self.town.zone).timestamp())

    def _overtake(self, connection: Connection, tiding: Tiding, now_unix_s: int) -> None:
        kinds = [kind.value for kind in OVERTAKES.get(tiding.kind, ())]
        waiting = (
            (NOTICE.c.area == self.town.area)
            & (NOTICE.c.subject == tiding.subject)
            & (NOTICE.c.state == NoticeState.WAITING)
            & NOTICE.c.kind.in_(kinds)
        )
        ended = {"state": NoticeState.OVERTAKEN.value, "ended_at_s": now_unix_s}
        connection.execute(update(NOTICE).where(waiting).values(ended))

    def _was_told(self, connection: Connection, tiding: Tiding) -> bool:
        """Whether the rider was told as much, or is about to be."""
        kinds = _SAME_WINDOW if tiding.kind in _SAME_WINDOW else {tiding.kind}
        latest = connection.execute(
            select(NOTICE.c.facts, NOTICE.c.state)
            .where(
                NOTICE.c.area == self.town.area,
                NOTICE.c.subject == tiding.subject,
                NOTICE.c.kind.in_([kind.value for kind in kinds]),
                NOTICE.c.state.in_([NoticeState.WAITING, NoticeState.SENT, NoticeState.UNDELIVERED]),
            )
            .order_by(NOTICE.c.made_at_s.desc(), NOTICE.c.message_id.desc())
            .limit(1)
        ).mappings()
        return any(_says_the_same(tiding, row) for row in latest)


def _says_the_same(tiding: Tiding, told: RowMapping) -> bool:
    facts = json.loads(told["facts"])
    if tiding.kind is K.VEHICLE_NEAR:
        return bool(told["state"] == NoticeState.SENT)
    if "at_s" in tiding.facts:
        return abs(int(tiding.facts["at_s"]) - int(facts["at_s"])) < SAME_TIME_S
    facts.pop("place", None)
    return bool(facts == dict(tiding.facts))


def facts_kept(row: RowMapping) -> dict[str, Fact]:
    """The facts of a kept notice."""
    kept = json.loads(row["facts"])
    return {str(name): fact for name, fact in kept.items()}
