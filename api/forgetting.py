"""A rider is taken out of all that the service keeps; what is left are ids that lead nowhere.

The journal and the books of fares keep their ids, for figures and for auditors, until their own time is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete

from api.board.tables import TASK
from api.desk.tables import NO_SHOW, RIDE
from api.notices.tables import NOTICE
from api.people.erasure import erase, erase_again
from api.people.riders import RiderDirectory
from api.storage.receipts import forget_answers
from dispatch.domain.request import RiderId

TELLING = (RIDE, NO_SHOW, NOTICE, TASK)
"""Tables whose rows tell of one rider: rides, record, notices, and calls to make."""


def forget_rider(connection: Connection, directory: RiderDirectory, rider_id: RiderId, now: datetime) -> None:
    """Erase a rider's record, and every row that tells of them. Raises NoSuchRider."""
    erase(connection, directory, rider_id, now)
    _forget_rows(connection, rider_id)


def forget_again(connection: Connection, rider_ids: Iterable[RiderId], now: datetime) -> list[RiderId]:
    """Forget those whom a restored backup brought back; returns them."""
    again = erase_again(connection, rider_ids, now)
    for rider_id in again:
        _forget_rows(connection, rider_id)
    return again


def _forget_rows(connection: Connection, rider_id: RiderId) -> None:
    for table in TELLING:
        connection.execute(delete(table).where(table.c.rider_id == rider_id))
    forget_answers(connection, f"rider {rider_id}")
