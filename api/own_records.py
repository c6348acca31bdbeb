"""What stands of a rider beside the directory and their rides: fares, notices, and calls to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from api.board.tables import TASK
from api.notices.tables import NOTICE
from api.payments.kept_payments import RideKey, list_payments
from api.payments.ride_fares import find_fare
from api.payments.tables import RIDE_FARE
from api.wire.own_records import OwnCallOut, OwnFareOut, OwnNoticeOut
from api.wire.paid import fare_out
from dispatch.domain.request import RiderId


def list_own_fares(connection: Connection, rider_id: RiderId) -> Iterator[OwnFareOut]:
    """The fares of a rider's rides, in the order of their days."""
    mine = select(RIDE_FARE.c.area, RIDE_FARE.c.service_date, RIDE_FARE.c.ride_id)
    mine = mine.where(RIDE_FARE.c.rider_id == rider_id).order_by(
        RIDE_FARE.c.service_date, RIDE_FARE.c.ride_id
    )
    for row in connection.execute(mine).all():
        ride = RideKey(row.area, row.service_date, row.ride_id)
        fare = find_fare(connection, ride)
        if fare is not None:
            told = fare_out(fare, list_payments(connection, ride))
            yield OwnFareOut(service_date=row.service_date, ride_id=row.ride_id, fare=told)


def list_own_notices(connection: Connection, rider_id: RiderId) -> Iterator[OwnNoticeOut]:
    """What a rider was told, or was to be told, the first first."""
    mine = select(NOTICE).where(NOTICE.c.rider_id == rider_id)
    for row in connection.execute(mine.order_by(NOTICE.c.made_at_s, NOTICE.c.message_id)):
        yield OwnNoticeOut(
            service_date=row.service_date,
            about=row.subject,
            kind=row.kind,
            made_at=datetime.fromtimestamp(row.made_at_s, UTC),
            state=row.state,
            ended_at=None if row.ended_at_s is None else datetime.fromtimestamp(row.ended_at_s, UTC),
        )


def list_own_calls(connection: Connection, rider_id: RiderId) -> Iterator[OwnCallOut]:
    """The calls that were to be made to a rider, the first first."""
    mine = select(TASK).where(TASK.c.rider_id == rider_id).order_by(TASK.c.opened_at, TASK.c.task_id)
    for row in connection.execute(mine):
        yield OwnCallOut(
            service_date=row.service_date,
            about=row.subject,
            cause=row.cause,
            opened_at=row.opened_at,
            outcome=row.outcome,
            done_at=row.done_at,
        )
