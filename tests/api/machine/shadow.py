"""A second reading of every day: folded from what the database keeps, and held against the desk's memory."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from api.desk.ride_book import RideBook
from api.storage.journal import DayJournal
from api.storage.tables import JOURNAL
from dispatch.domain.events import Event, PromiseMissed, RouteChanged, VisitBegun, VisitDone
from dispatch.domain.load import NOTHING
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.engine.event_codec import event_from_json
from dispatch.engine.service_day import ServiceDay, apply
from tests.api.machine.world import World

DESK_PAUSES_S = 60
"""So long a desk may be about to fold what it has committed, on a machine that has much else to do."""


@dataclass
class ShadowDay:
    """A day as its journal leads to it."""

    day: ServiceDay = field(default_factory=ServiceDay)
    book: RideBook = field(default_factory=RideBook)

    def follow(self, events: list[Event]) -> None:
        """Fold events, each looked at by what went before it."""
        for number, event in enumerate(events):
            match event:
                case RouteChanged(route=route):
                    self._check_room(route)
                case VisitBegun(kind=VisitKind.BOARD | VisitKind.ALIGHT):
                    self._check_told_late(event, events[number + 1 :])
                case _:
                    pass
            apply(self.day, event)
            self.book.follow(event)
            if isinstance(event, VisitDone):
                self._check_room(self.day.vehicles[event.vehicle_id].route)

    def _check_room(self, route: Route) -> None:
        """Nobody is put in where no seat is free, and everybody who gets in gets out."""
        state = self.day.vehicles[route.vehicle_id]
        aboard = dict.fromkeys(state.aboard)
        if state.current is not None and state.current.ride_id is not None:
            if state.current.kind is VisitKind.BOARD:
                aboard[state.current.ride_id] = None
            else:
                aboard.pop(state.current.ride_id, None)
        for visit in route.visits:
            if visit.ride_id is None:
                continue
            if visit.kind is VisitKind.BOARD:
                assert visit.ride_id not in aboard, f"{visit.ride_id} boards twice"
                aboard[visit.ride_id] = None
                riding = (self.day.promises[each].party for each in aboard)
                assert sum(riding, NOTHING).fits(state.vehicle.capacity), f"{visit.ride_id} finds no seat"
            else:
                assert visit.ride_id in aboard, f"{visit.ride_id} gets out and is not in"
                del aboard[visit.ride_id]
        assert not aboard, f"{list(aboard)} never get out"

    def _check_told_late(self, begun: VisitBegun, rest: list[Event]) -> None:
        """A promised limit that is missed is written down as missed; nobody boards before the window."""
        assert begun.ride_id is not None
        limits, ride_id = self.day.promises[begun.ride_id].limits, RideId(begun.ride_id)
        if begun.kind is VisitKind.BOARD:
            assert begun.at_s >= limits.pickup.from_s, f"{ride_id} boards before the promised window"
            late_s = begun.at_s - limits.pickup.until_s
        else:
            late_s = begun.at_s - limits.arrive_until_s
        missed = [
            each.late_s for each in rest[:2] if isinstance(each, PromiseMissed) and each.ride_id == ride_id
        ]
        assert late_s <= 0 or late_s in missed, f"{ride_id}: {late_s} s late, and nobody wrote it down"


@dataclass
class Shadow:
    """All days of a town."""

    days: dict[date, ShadowDay] = field(default_factory=dict)

    def follow(self, world: World) -> None:
        """Read on in the journal, and hold it against the desk's memory."""
        until = time.monotonic() + DESK_PAUSES_S
        self._read_on(world)
        for service_date in world.desk.list_open():
            while not self._is_compared(world, service_date):  # the desk has just decided something by itself
                assert time.monotonic() < until, f"{service_date}: memory never agrees with the journal"
                self._read_on(world)

    def begin_again(self, world: World) -> None:
        """Forget all, and read every journal from its beginning."""
        before = dict(self.days)
        self.days.clear()
        self.follow(world)
        assert before == self.days, "read anew, the journal leads to another day"

    def _read_on(self, world: World) -> None:
        more: dict[date, list[str]] = {}  # folded later: a database lets nobody think while it waits
        with world.database.read() as connection:
            for service_date, rows, last in _list_streams(connection, world.town.area):
                assert rows == last, f"{service_date}: {rows} events, the last is number {last}"
                mine = self.days.setdefault(service_date, ShadowDay())
                if mine.day.version != last:
                    journal = DayJournal(world.town.area, service_date)
                    kept = journal.rows(connection, after=mine.day.version)
                    more[service_date] = [row.event for row in kept]
        for service_date, events in more.items():
            self.days[service_date].follow([event_from_json(json.loads(event)) for event in events])

    def _is_compared(self, world: World, service_date: date) -> bool:
        """Hold a day in memory against the journal; not where one of them is a step ahead."""
        mine = self.days[service_date]
        with world.desk.reading(service_date) as open_day:
            if open_day.day.version != mine.day.version:
                return False
            assert open_day.day == mine.day, f"{service_date}: memory differs from the journal"
            assert open_day.book == mine.book, f"{service_date}: the ride book differs from the journal"
        return True


def _list_streams(connection: Connection, area: str) -> list[tuple[date, int, int]]:
    """Every day that is kept: how many events, and the number of the last."""
    counted = (
        select(JOURNAL.c.service_date, func.count(), func.max(JOURNAL.c.version))
        .where(JOURNAL.c.area == area)
        .group_by(JOURNAL.c.service_date)
    )
    return [(date.fromisoformat(day), rows, last) for day, rows, last in connection.execute(counted)]
