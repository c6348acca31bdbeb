"""A replayed day, read once: its requests, its vehicles' calls, and the metres they drove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from gtfs.network import SYNTHETIC, path
from gtfs.road_graph import RoadSource
from simulations.day_record import DayRecord
from simulations.measures.drives import Drive, Stay, list_stays
from simulations.measures.inquiries import Booking, Inquiry, list_inquiries

Pair = tuple[PlaceIndex, PlaceIndex]


@dataclass(frozen=True)
class DayHistory:
    """What became of each request, what each vehicle did, and how the driven metres are known."""

    inquiries: tuple[Inquiry, ...]
    stays: tuple[Stay, ...]
    bookings: Mapping[RideId, Booking]
    metres: Mapping[Pair, Mapping[RoadSource, float]]
    """For each driven pair of places the metres of the way by how its roads are known."""

    def drives(self) -> Iterator[Drive]:
        """Every drive of the day, vehicle by vehicle."""
        for stay in self.stays:
            yield from stay.drives

    def metres_of(self, drive: Drive) -> float:
        """The metres of one drive."""
        return sum(self.metres[drive.origin, drive.destination].values())

    def synthetic_metres_of(self, drive: Drive) -> float:
        """The metres of one drive on roads nobody has drawn."""
        way = self.metres[drive.origin, drive.destination]
        return sum(metres for source, metres in way.items() if source in SYNTHETIC)


def read_history(record: DayRecord) -> DayHistory:
    """The day of a record, told by its events."""
    inquiries = tuple(list_inquiries(record.events))
    stays = tuple(list_stays(record.events, record.vehicles))
    pairs = dict.fromkeys((drive.origin, drive.destination) for stay in stays for drive in stay.drives)
    return DayHistory(
        inquiries=inquiries,
        stays=stays,
        bookings={booking.promise.ride_id: booking for inquiry in inquiries for booking in inquiry.bookings},
        metres={pair: path(record.network, *pair).metres for pair in pairs},
    )
