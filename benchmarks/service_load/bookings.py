"""What riders were told: rides promised and given up, to be held against what the service has kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from api.desk.ride_book import RideBook, RideStatus
from api.storage.database import open_database
from api.storage.journal import DayJournal
from benchmarks.service_load.population import SomeRider
from dispatch.domain.events import Event, PromiseMade
from dispatch.domain.request import RideId


@dataclass(frozen=True, slots=True)
class ToldRide:
    """A ride that a rider was promised."""

    ride_id: str
    service_date: str
    rider: SomeRider


@dataclass
class Bookings:
    """Every confirmed booking, and which of them were given up."""

    rides: list[ToldRide] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)
    _oldest: int = 0

    def oldest(self) -> ToldRide:
        """The ride that was booked first of those that nobody has given up."""
        self._oldest += 1
        return self.rides[self._oldest - 1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with what was kept: ids of rides."""

    lost: frozenset[str]
    """Promised to a rider, and not kept, or not kept as promised."""
    doubled: frozenset[str]
    """Promised twice."""
    untold: frozenset[str]
    """Kept, though nobody was told."""

    @property
    def clean(self) -> bool:
        """Whether every promise was kept once."""
        return not (self.lost or self.doubled or self.untold)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return (
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.untold)} that nobody was told of"
        )


def judge(bookings: Bookings, events: Iterable[Event]) -> Verdict:
    """Hold what riders were told against the events of the day."""
    book, promised = RideBook(), Counter[RideId]()
    for event in events:
        book.follow(event)
        if isinstance(event, PromiseMade):
            promised[event.promise.ride_id] += 1
    told = {RideId(each.ride_id): each for each in bookings.rides}
    lost = set()
    for ride_id, ride in told.items():
        kept = book.rides.get(ride_id)
        wanted = RideStatus.CANCELLED if ride_id in bookings.given_up else RideStatus.BOOKED
        if kept is None or kept.status is not wanted or kept.promise.rider_id != ride.rider.rider_id:
            lost.add(str(ride_id))
    doubled = {str(ride_id) for ride_id, times in promised.items() if times > 1}
    return Verdict(frozenset(lost), frozenset(doubled), frozenset(map(str, promised.keys() - told.keys())))


def kept_events(address: str, area: str, day: date) -> list[Event]:
    """The events of a day as the database holds them, checked against their hashes."""
    database = open_database(address)
    try:
        return list(DayJournal(area, day).read(database))
    finally:
        database.close()
