"""An office that tells a registered rider things, with the outbox in a database."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from api.clock import Clock
from api.desk.order import Outcome
from api.desk.town import Town
from api.notices.quiet_hours import QuietHours
from api.notices.stored_outbox import StoredOutbox
from api.notices.tables import NOTICE
from api.notices.templates import NoticeKind
from api.notices.tidings import Tiding
from api.notices.waiting import NoticeWriter
from api.people.keys import new_keys
from api.people.profile import Profile
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.storage.database import Database
from api.storage.writer import take_office
from dispatch.domain.request import RiderId
from dispatch.domain.time import HOUR_S
from tests.api.served import DAY

TOME = Profile(name="田中 トメ", kana="たなか とめ", phone="090-1234-5678")
OUTCOME = Outcome(DAY, 8 * HOUR_S, (), 7)


@dataclass
class Office:
    """An area that this process leads, with one registered rider."""

    town: Town
    database: Database
    clock: Clock
    directory: RiderDirectory
    outbox: StoredOutbox
    rider_id: RiderId

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def tell(self, kind: NoticeKind = NoticeKind.AT_RISK, cause: str = "1", **facts: str | int) -> None:
        place = self.town.service.places.index_of("home_001")
        told = facts or {"at_s": 9 * HOUR_S}
        until_s = 9 * HOUR_S + 600
        tiding = Tiding(kind, self.rider_id, f"ride {cause}", told, place, 9 * HOUR_S, until_s)
        writer = NoticeWriter(self.town, self.clock, QuietHours(self.town.zone))
        with self.database.write() as connection:
            writer.put(connection, tiding, OUTCOME, cause)

    def change(self, **changes: str) -> None:
        with self.database.write() as connection:
            self.directory.change(connection, self.rider_id, replace(TOME, **changes), self.clock.now())

    def states(self) -> list[tuple[str, str]]:
        with self.database.read() as connection:
            return [(row.state, row.why) for row in connection.execute(select(NOTICE.c.state, NOTICE.c.why))]


def an_office(town: Town, database: Database, clock: Clock) -> Office:
    """An area that this process leads."""
    directory = RiderDirectory(Vault(new_keys()))
    with database.write() as connection:
        rider_id = directory.register(connection, town.area, TOME, clock.now())
    tenure = take_office(database, town.area, "test")
    outbox = StoredOutbox(town, database, tenure, directory, clock)
    return Office(town, database, clock, directory, outbox, rider_id)
