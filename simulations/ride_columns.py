"""The columns of requests.csv that follow the wish: what was promised, told, ridden and paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.domain.events import PromiseMissed
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.policy.fare_table import NoFareTable
from gtfs.regional_mesh import half_mesh_code
from simulations.costs import fare_yen
from simulations.day_record import DayRecord, Purpose
from simulations.measures.history import DayHistory
from simulations.measures.inquiries import Booking, Inquiry
from simulations.measures.of_driving import shared_rides
from simulations.measures.of_needs import list_needs

Cell = str | int | None

COLUMNS = (
    "need",
    "ride",
    "rider_id",
    "purpose",
    "ride_now",
    "walkers",
    "ride_id",
    "persons",
    "confirmed_s",
    "seated_s",
    "told_pickup_from_s",
    "told_pickup_until_s",
    "told_arrival_until_s",
    "amended",
    "cancelled_s",
    "cancel_in_time_until_s",
    "changed_s",
    "instead_of",
    "undone_s",
    "no_show_s",
    "waits_until_s",
    "missed",
    "direct_m",
    "fare_yen",
    "origin_mesh",
    "destination_mesh",
)


@dataclass(frozen=True, slots=True)
class RideCells:
    """The cells of one ride, or of a request of which none was made."""

    promised: list[Cell]
    """The promise as it was made, the vehicle, and when riders boarded and were set down."""
    direct_s: int
    more: list[Cell]


def list_need_numbers(record: DayRecord, inquiries: Sequence[Inquiry]) -> Mapping[RequestId, int]:
    """The number of the need each request is an attempt at, counted in the order of asking."""
    return {
        attempt.request.request_id: number
        for number, need in enumerate(list_needs(record, inquiries), start=1)
        for attempt in need.attempts
    }


def ride_columns(record: DayRecord, history: DayHistory) -> Callable[[Request, Booking | None], RideCells]:
    """What makes the cells of a ride of this day."""
    shared = shared_rides(history)
    missed = {event.ride_id for event in record.events if isinstance(event, PromiseMissed)}

    def cells(request: Request, booking: Booking | None) -> RideCells:
        asked_by = record.asked.get(request.request_id)
        whose: list[Cell] = [
            request.rider_id,
            (asked_by.purpose if asked_by else Purpose.UNKNOWN).value,
            int(asked_by is not None and asked_by.ride_now),
            request.party.walkers,
        ]
        if booking is None:
            direct_s = record.travel.seconds(request.origin, request.destination, request.wish_s)
            direct_m = record.travel.metres(request.origin, request.destination)
            return RideCells([None] * 7, direct_s, [*whose, *[None] * 16, direct_m, None])
        promise = booking.promise
        from_s = promise.limits.pickup.from_s
        departs_s = from_s if booking.seated_s is None else booking.seated_s
        direct_s = record.travel.seconds(promise.origin, promise.destination, departs_s)
        told = _told_and_done(record, booking, missed)
        direct_m = record.travel.metres(promise.origin, promise.destination)
        fare = _fare_yen(record, booking, shared) if booking.completed else None
        return RideCells(_promised(booking), direct_s, [*whose, *told, direct_m, fare])

    return cells


def place_columns(
    record: DayRecord, origin: PlaceIndex | None, destination: PlaceIndex | None
) -> tuple[Cell, Cell]:
    """The half grid squares of both ends, of the places that are told in their stead."""

    def mesh(at: PlaceIndex | None) -> str | None:
        return None if at is None else half_mesh_code(record.places[at].lat, record.places[at].lon)

    return mesh(origin), mesh(destination)


def _promised(booking: Booking) -> list[Cell]:
    limits = booking.promise.limits
    return [
        limits.pickup.from_s,
        limits.pickup.until_s,
        limits.arrive_until_s,
        limits.max_ride_s,
        booking.vehicle_id,
        booking.boarding_s,
        booking.dropped_off_s,
    ]


def _told_and_done(record: DayRecord, booking: Booking, missed: set[RideId]) -> list[Cell]:
    limits = booking.told_last.limits
    return [
        booking.promise.ride_id,
        booking.persons,
        booking.confirmed_s,
        booking.seated_s,
        limits.pickup.from_s,
        limits.pickup.until_s,
        limits.arrive_until_s,
        int(booking.amended),
        booking.cancelled_s,
        limits.pickup.from_s - record.rules.booking_cutoff_s,
        booking.changed_s,
        booking.instead_of,
        booking.undone_s,
        booking.no_show_s,
        limits.pickup.until_s + record.rules.no_show_wait_s,
        int(booking.promise.ride_id in missed),
    ]


def _fare_yen(record: DayRecord, booking: Booking, shared: set[RideId]) -> int | None:
    """What the party paid; on a simulated day by the fares in force, everybody of the first class."""
    if record.paid_yen is not None:
        return record.paid_yen.get(booking.promise.ride_id, 0)
    if record.fares is None:
        return None
    try:
        table = record.fares.on(record.date)
    except NoFareTable:
        return None
    return fare_yen(record, booking, table, pooled=booking.promise.ride_id in shared)
