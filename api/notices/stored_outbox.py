"""The outbox of an area in the database: claimed under the epoch, worded when it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import ColumnElement, Connection, RowMapping, case, func, select, update

from api.clock import Clock, moment
from api.desk.town import Town
from api.notices.notice import Fact, Notice, facts_of
from api.notices.notifier import Receipt
from api.notices.outbox import OperatorTask, OutboxMessage
from api.notices.quiet_hours import URGENT
from api.notices.tables import NOTICE
from api.notices.templates import NoticeKind
from api.notices.waiting import NoticeState, facts_kept
from api.people.phone import WrongPhone, read_phone
from api.people.profile import Profile
from api.people.riders import Rider, RiderDirectory
from api.storage.database import Database
from api.storage.writer import Tenure
from dispatch.domain.request import RiderId
from dispatch.domain.saying import Language

LOG = structlog.get_logger()
NOT_WORTH_A_CALL = frozenset({NoticeKind.VEHICLE_NEAR})
"""What nobody needs to hear by telephone once it is too late to send."""
CALL_ANYWAY = frozenset(
    {NoticeKind.AT_RISK, NoticeKind.AMENDED, NoticeKind.SERVICE_SUSPENDED, NoticeKind.WAITLIST_OFFER}
)
"""What is told by a call to riders who want no notices."""
NONE = "none"
IN_TIME_S = 100
"""What was not handed on so long after its time is handed to operators, who hear of it within two minutes."""
_URGENT_FIRST = case((NOTICE.c.kind.in_([kind.value for kind in URGENT]), 0), else_=1)


@dataclass(frozen=True)
class StoredOutbox:
    """Notices of one area; raises NotTheWriter once another process leads it."""

    town: Town
    database: Database
    tenure: Tenure
    directory: RiderDirectory
    clock: Clock

    def claim(self, now_unix_s: int, lease_s: int, at_most: int) -> Sequence[OutboxMessage]:
        """Notices whose time has come, worded for riders who are registered now."""
        waiting = _waiting(self.town.area) & (NOTICE.c.free_from_s <= now_unix_s)
        with self.database.read() as connection:  # most looks find nothing: hold up no writer
            if connection.execute(select(NOTICE.c.message_id).where(waiting).limit(1)).first() is None:
                return []
        in_turn = (_URGENT_FIRST, NOTICE.c.free_from_s, NOTICE.c.message_id)
        oldest_first = select(NOTICE).where(waiting).order_by(*in_turn)
        with self.database.write() as connection:
            self.tenure.check(connection)
            due = list(connection.execute(oldest_first.limit(at_most)).mappings())
            riders = self._riders(connection, {row["rider_id"] for row in due})
            claimed = []
            for row in due:
                with self._left_to_operators(connection, row, now_unix_s):
                    claimed.append(self._claimed(connection, row, riders, now_unix_s, lease_s))
            return [message for message in claimed if message is not None]

    def mark_sent(self, message_id: str, receipt: Receipt) -> None:
        """It was handed on."""
        self._end(message_id, NoticeState.SENT, receipt.by)

    def retry_at(self, message_id: str, unix_s: int, why: str) -> None:
        """Try again then, unless it was overtaken meanwhile."""
        with self.database.write() as connection:
            self.tenure.check(connection)
            mine = (NOTICE.c.message_id == message_id) & (NOTICE.c.state == NoticeState.WAITING)
            connection.execute(update(NOTICE).where(mine).values(free_from_s=unix_s, why=why))

    def hand_to_operator(self, task: OperatorTask) -> None:
        """No further try: operators find it among the undelivered."""
        worth_it = task.message.kind not in NOT_WORTH_A_CALL
        state = NoticeState.UNDELIVERED if worth_it else NoticeState.OVERTAKEN
        self._end(task.message.message_id, state, task.why)

    def hand_over_overdue(self, since_unix_s: int, now_unix_s: int) -> int:
        """Hand to operators what should have reached somebody by now; how many.

        However many wait, and however slow the gateways are: an operator hears of each in time. Whatever
        was to be sent before `since_unix_s` counts from then on: nobody was there to send it.
        """
        due_s = now_unix_s - IN_TIME_S
        if since_unix_s > due_s:
            return 0
        late = _waiting(self.town.area) & (NOTICE.c.send_from_s <= due_s)
        late &= NOTICE.c.kind.not_in([kind.value for kind in NOT_WORTH_A_CALL])
        with self.database.read() as connection:
            if connection.execute(select(NOTICE.c.message_id).where(late).limit(1)).first() is None:
                return 0
        ended = {"state": NoticeState.UNDELIVERED.value, "why": "not sent in time", "ended_at_s": now_unix_s}
        with self.database.write() as connection:
            self.tenure.check(connection)
            return connection.execute(update(NOTICE).where(late).values(ended)).rowcount

    def _end(self, message_id: str, state: NoticeState, why: str) -> None:
        with self.database.write() as connection:
            self.tenure.check(connection)
            _end(connection, message_id, state, why, int(self.clock.now().timestamp()))

    def _riders(self, connection: Connection, rider_ids: Iterable[str]) -> dict[RiderId, Rider]:
        found = self.directory.list_riders(connection, sorted(map(RiderId, rider_ids)))
        return {rider.rider_id: rider for rider in found}

    @contextmanager
    def _left_to_operators(self, connection: Connection, row: RowMapping, now_unix_s: int) -> Iterator[None]:
        """What cannot be put into words is left to operators, and holds up no other rider's notice."""
        try:
            yield
        except (LookupError, TypeError, ValueError) as fault:
            name = type(fault).__name__  # its words may name the rider
            LOG.error("a notice has no words", area=self.town.area, kind=row["kind"], fault=name)
            why = f"cannot be put into words: {name}"
            _end(connection, row["message_id"], NoticeState.UNDELIVERED, why, now_unix_s)

    def _claimed(
        self,
        connection: Connection,
        row: RowMapping,
        riders: dict[RiderId, Rider],
        now_unix_s: int,
        lease_s: int,
    ) -> OutboxMessage | None:
        kind, rider = NoticeKind(row["kind"]), riders.get(RiderId(row["rider_id"]))
        if rider is None:
            _end(connection, row["message_id"], NoticeState.UNWANTED, "not registered", now_unix_s)
            return None
        channel, address = reached_by(rider.profile)
        if channel == NONE:
            state = NoticeState.UNDELIVERED if kind in CALL_ANYWAY else NoticeState.UNWANTED
            _end(connection, row["message_id"], state, "wants no notices", now_unix_s)
            return None
        if not address:
            _end(connection, row["message_id"], NoticeState.UNDELIVERED, f"no {channel} address", now_unix_s)
            return None
        mine = (NOTICE.c.message_id == row["message_id"]) & (NOTICE.c.tries == row["tries"])
        leased = {"tries": row["tries"] + 1, "free_from_s": now_unix_s + lease_s}
        if connection.execute(update(NOTICE).where(mine).values(leased)).rowcount != 1:
            return None  # another thread was quicker
        return OutboxMessage(
            row["message_id"],
            rider.rider_id,
            kind,
            channel,
            address,
            notice_of(row, rider, self.town, now_unix_s).text,
            row["send_from_s"],
            row["useful_until_s"],
            row["tries"] + 1,
        )


def reached_by(profile: Profile) -> tuple[str, str]:
    """A rider's channel and address, "" where there is none; a landline takes no text message and is called.

    The address may be of another channel than the one that is chosen now.
    """
    channel, address = profile.notice_channel, profile.notice_address
    if channel not in ("sms", "voice"):
        return channel, address if channel != "email" or "@" in address else ""
    try:
        number = read_phone(address or profile.phone)
    except WrongPhone:
        number = read_phone(profile.phone)
    return ("voice" if number.landline else channel), number.e164


def notice_of(row: RowMapping, rider: Rider, town: Town, now_unix_s: int) -> Notice:
    """What a rider is told now, in their language: names of places and minutes are put in only here."""
    language: Language = "en" if rider.profile.language == "en" else "ja"
    kind, kept = NoticeKind(row["kind"]), facts_kept(row)
    if "place" in kept:
        place = town.service.places.find(str(kept["place"]))
        kept["place"] = str(kept["place"]) if place is None else town.service.places[place].name
    needed = facts_of(kind, language)
    if "arrive_min" in needed:
        at = moment(date.fromisoformat(row["service_date"]), int(kept["at_s"]), town.zone)
        kept["arrive_min"] = max(1, -(-(int(at.timestamp()) - now_unix_s) // 60))
    facts: dict[str, Fact] = {name: fact for name, fact in kept.items() if name in needed}
    return Notice(kind, rider.rider_id, language, facts)


def list_undelivered(connection: Connection, area: str) -> list[RowMapping]:
    """Notices that reached nobody, the latest first: somebody calls."""
    mine = (NOTICE.c.area == area) & (NOTICE.c.state == NoticeState.UNDELIVERED)
    return list(
        connection.execute(select(NOTICE).where(mine).order_by(NOTICE.c.ended_at_s.desc())).mappings()
    )


def count_overdue(connection: Connection, area: str, now_unix_s: int) -> int:
    """How many notices should have been sent by now."""
    late = _waiting(area) & (NOTICE.c.send_from_s < now_unix_s)
    return int(connection.execute(select(func.count()).select_from(NOTICE).where(late)).scalar_one())


def _waiting(area: str) -> ColumnElement[bool]:
    return (NOTICE.c.area == area) & (NOTICE.c.state == NoticeState.WAITING)


def _end(connection: Connection, message_id: str, state: NoticeState, why: str, now_unix_s: int) -> None:
    ended = {"state": state.value, "why": why, "ended_at_s": now_unix_s}
    connection.execute(update(NOTICE).where(NOTICE.c.message_id == message_id).values(ended))
