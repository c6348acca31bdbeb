"""What riders hear whose no-show record has grown: a warning before any pause, and until when it lasts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from api.desk.no_show_rows import RideRef, list_record, standing_of
from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.town import Town
from api.notices.templates import NoticeKind
from api.notices.tidings import Tiding
from dispatch.domain.events import RideCancelled, RiderNoShow
from dispatch.policy.no_shows import StandingKind


def absences_of(connection: Connection, town: Town, open_day: OpenDay, outcome: Outcome) -> Iterator[Tiding]:
    """Tidings of entries that an outcome has added; the record's own rows are written before."""
    for event in outcome.events:
        if not isinstance(event, RiderNoShow | RideCancelled) or event.ride_id not in open_day.book.rides:
            continue
        rider_id = open_day.book.rides[event.ride_id].promise.rider_id
        mine = RideRef(town.area, outcome.service_date, event.ride_id)
        if mine not in (row.ride for row in list_record(connection, rider_id)):
            continue
        standing = standing_of(connection, town, rider_id, outcome.service_date)
        if standing is None:
            continue
        if standing.kind is StandingKind.SUSPENDED and standing.suspended_until is not None:
            until = {"until_date": standing.suspended_until}
            yield Tiding(NoticeKind.BOOKING_PAUSED, rider_id, event.ride_id, until)
        elif standing.kind is StandingKind.WARNED and isinstance(event, RiderNoShow):
            missed = {"date": outcome.service_date.isoformat()}
            yield Tiding(NoticeKind.NO_SHOW_WARNING, rider_id, event.ride_id, missed)
