"""The table of rides follows the events, on both databases, and tells a rider's history in order."""

from __future__ import annotations

from dataclasses import replace

from api.desk.open_day import recover
from api.desk.order import Outcome
from api.desk.projecting import projections_of
from api.desk.ride_book import RideStatus
from api.desk.ride_rows import list_history
from api.desk.town import Town
from api.storage.database import Database
from dispatch.domain.commands import Accept, Ask, Cancel, ChangeRide, Command
from dispatch.domain.events import Event, OffersMade
from dispatch.domain.request import RequestId, RideId, RiderId
from dispatch.domain.time import HOUR_S
from tests.api.desk.test_desk import DAY, an_ask

RIDER = RiderId("p1")


class KeptDay:
    """A service day and the rows that follow from it, as a ledger keeps them."""

    def __init__(self, town: Town, database: Database) -> None:
        self.town, self.database = town, database
        self.open_day = recover(town, DAY, ())
        self._keep(self.open_day.dispatcher.open_day(0).events)

    def order(self, command: Command, now_s: int = 7 * HOUR_S) -> tuple[Event, ...]:
        return self._keep(self.open_day.dispatcher.decide(self.open_day.day, command, now_s).events)

    def take(self, answered: tuple[Event, ...], now_s: int = 7 * HOUR_S) -> RideId:
        """Accept the first offer."""
        offered = answered[-1]
        assert isinstance(offered, OffersMade)
        self.order(Accept(offered.offers[0].offer_id), now_s)
        return offered.offers[0].rides[0].ride_id

    def history(self) -> dict[str, RideStatus]:
        with self.database.read() as connection:
            return {row.ride_id: row.status for row in list_history(connection, RIDER)}

    def _keep(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        version = self.open_day.day.version + len(events)
        with self.database.write() as connection:
            for project in projections_of(self.town):
                project(connection, self.open_day, Outcome(DAY, 0, events, version))
        self.open_day.follow(events)
        return events


def at_ten(town: Town, request_id: str) -> Ask:
    asked = an_ask(town, request_id)
    return Ask(replace(asked.request, wish_s=10 * HOUR_S))


def test_a_row_follows_a_ride_that_is_booked_changed_and_given_up(town: Town, database: Database) -> None:
    day = KeptDay(town, database)
    first = day.take(day.order(an_ask(town, "r1")))
    assert day.history() == {first: RideStatus.BOOKED}
    second = day.take(day.order(ChangeRide(first, at_ten(town, "r2").request)))
    assert day.history() == {first: RideStatus.CHANGED, second: RideStatus.BOOKED}
    day.order(Cancel(second))
    assert day.history() == {first: RideStatus.CHANGED, second: RideStatus.CANCELLED}
    with database.read() as connection:
        kept = {row.ride_id: row for row in list_history(connection, RIDER)}
    limits = day.open_day.book.rides[second].promise.limits
    assert (kept[second].pickup_from_s, kept[second].arrive_until_s) == (
        limits.pickup.from_s,
        limits.arrive_until_s,
    )
    assert (kept[second].origin, kept[second].destination) == ("home_001", "place_01")


def test_pages_of_a_history_hold_every_ride_once(town: Town, database: Database) -> None:
    day = KeptDay(town, database)
    for n in range(5):
        asked = an_ask(town, f"r{n}").request
        later = replace(asked, request_id=RequestId(f"r{n}"), wish_s=(9 + n) * HOUR_S)
        day.take(day.order(Ask(later)))
    with database.read() as connection:
        everything = list_history(connection, RIDER)
        pages, seen = [], None
        while page := list_history(connection, RIDER, at_most=2, before=seen):
            pages.append([row.ride_id for row in page])
            seen = (page[-1].service_date, page[-1].ride_id)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [ride_id for page in pages for ride_id in page] == [row.ride_id for row in everything]
