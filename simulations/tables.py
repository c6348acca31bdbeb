"""A replayed day as two tables: what became of each request, and what each vehicle did."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dispatch.domain.place import PlaceIndex
from simulations.day_record import DayRecord
from simulations.measures.drives import Stay
from simulations.measures.history import DayHistory, read_history
from simulations.measures.inquiries import Inquiry, Outcome

Cell = str | int | None

REQUEST_COLUMNS = (
    "request_id",
    "asked_s",
    "channel",
    "origin",
    "destination",
    "seats",
    "wheelchairs",
    "wish_kind",
    "wish_s",
    "outcome",
    "reason",
    "promised_pickup_from_s",
    "promised_pickup_until_s",
    "promised_arrival_until_s",
    "max_ride_s",
    "vehicle_id",
    "picked_up_s",
    "dropped_off_s",
    "direct_s",
)
VISIT_COLUMNS = (
    "vehicle_id",
    "sequence",
    "kind",
    "place_id",
    "ride_id",
    "arrived_s",
    "began_s",
    "done_s",
    "drive_s",
    "metres",
    "synthetic_metres",
    "load_seats_after",
)


NamePlace = Callable[[PlaceIndex], str]
"""What a place is called in a table."""


def write_tables(
    record: DayRecord, out: Path, history: DayHistory | None = None, named: NamePlace | None = None
) -> None:
    """Write requests.csv and visits.csv, times in service-day seconds, places by their ids unless `named`.

    A split party is one row, told by the first of its rides that boarded. `direct_s` is the direct drive
    between the promised places, else between those asked for.
    """
    told = history or read_history(record)
    place_of = named or (lambda index: record.places[index].place_id)
    requests = (_request_row(record, one, place_of) for one in told.inquiries)
    _write(out / "requests.csv", REQUEST_COLUMNS, requests)
    _write(out / "visits.csv", VISIT_COLUMNS, (_visit_row(told, stay, place_of) for stay in told.stays))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _request_row(record: DayRecord, inquiry: Inquiry, place_of: NamePlace) -> list[Cell]:
    request = inquiry.request
    asked_by = record.asked.get(request.request_id)
    bookings = sorted(inquiry.bookings, key=lambda one: one.boarding_s is None)
    booking = bookings[0] if bookings else None
    origin, destination = request.origin, request.destination
    promised: list[Cell] = [None] * 7
    depart_s = request.wish_s
    if booking is not None:
        limits = booking.promise.limits
        origin, destination = booking.promise.origin, booking.promise.destination
        depart_s = limits.pickup.from_s if booking.seated_s is None else booking.seated_s
        promised = [
            limits.pickup.from_s,
            limits.pickup.until_s,
            limits.arrive_until_s,
            limits.max_ride_s,
            booking.vehicle_id,
            booking.boarding_s,
            booking.dropped_off_s,
        ]
    refused = inquiry.refusal is not None and inquiry.outcome is Outcome.REFUSED
    return [
        request.request_id,
        inquiry.asked_s,
        (asked_by.channel if asked_by else request.channel).value,
        place_of(request.origin),
        place_of(request.destination),
        request.party.seats,
        request.party.wheelchairs,
        request.wish_kind.value,
        request.wish_s,
        inquiry.outcome.value,
        inquiry.refusal.reason.value if refused and inquiry.refusal else None,
        *promised,
        record.travel.seconds(origin, destination, depart_s),
    ]


def _visit_row(history: DayHistory, stay: Stay, place_of: NamePlace) -> list[Cell]:
    return [
        stay.vehicle_id,
        stay.sequence,
        stay.kind,
        place_of(stay.place),
        stay.ride_id,
        stay.arrived_s,
        stay.began_s,
        stay.done_s,
        sum(drive.arrive_s - drive.depart_s for drive in stay.drives),
        round(sum(history.metres_of(drive) for drive in stay.drives)),
        round(sum(history.synthetic_metres_of(drive) for drive in stay.drives)),
        sum(history.bookings[ride].promise.party.seats for ride in stay.aboard),
    ]
