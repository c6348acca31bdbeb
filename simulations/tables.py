"""A replayed day as two tables: what became of each request, and what each vehicle did."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dispatch.domain.place import PlaceIndex
from simulations.day_record import DayRecord
from simulations.measures.drives import Stay
from simulations.measures.history import DayHistory, read_history
from simulations.measures.inquiries import Inquiry, Outcome
from simulations.ride_columns import COLUMNS as RIDE_COLUMNS
from simulations.ride_columns import Cell, list_need_numbers, place_columns, ride_columns

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
    *RIDE_COLUMNS,
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
    "shift_from_s",
    "shift_until_s",
)
IDLE = "idle"
"""The kind of the one row of a vehicle that had nothing to do."""
HIDDEN = "-"
"""What a table says of a place that is not told."""


ShowPlace = Callable[[PlaceIndex], PlaceIndex | None]
"""The place that is told in place of another; None for one that is not told."""


def write_tables(
    record: DayRecord, out: Path, history: DayHistory | None = None, shown: ShowPlace | None = None
) -> None:
    """Write requests.csv and visits.csv: seconds of the service day, ids of places as they are `shown`.

    A request is one row, and one more for each further ride of a party that was split; `ride` numbers them,
    those that boarded first. `direct_s` and `direct_m` are the direct drive between the promised places, else
    between those asked for. `docs/day-tables.md` has every column.
    """
    told = history or read_history(record)
    show = shown or (lambda index: index)
    _write(out / "requests.csv", REQUEST_COLUMNS, _request_rows(record, told, show))
    _write(out / "visits.csv", VISIT_COLUMNS, _visit_rows(record, told, show))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _place_id(record: DayRecord, at: PlaceIndex | None) -> str:
    return HIDDEN if at is None else record.places[at].place_id


def _request_rows(record: DayRecord, history: DayHistory, show: ShowPlace) -> Iterator[list[Cell]]:
    needs = list_need_numbers(record, history.inquiries)
    of_rides = ride_columns(record, history)
    for inquiry in history.inquiries:
        request = inquiry.request
        of_places = place_columns(record, show(request.origin), show(request.destination))
        bookings = sorted(inquiry.bookings, key=lambda one: one.boarding_s is None)
        for number, booking in enumerate(bookings or [None], start=1):
            ride = of_rides(request, booking)
            yield [
                *_asked(record, inquiry, show),
                *ride.promised,
                ride.direct_s,
                needs[request.request_id],
                number,
                *ride.more,
                *of_places,
            ]


def _asked(record: DayRecord, inquiry: Inquiry, show: ShowPlace) -> list[Cell]:
    request = inquiry.request
    asked_by = record.asked.get(request.request_id)
    refused = inquiry.refusal is not None and inquiry.outcome is Outcome.REFUSED
    return [
        request.request_id,
        inquiry.asked_s,
        (asked_by.channel if asked_by else request.channel).value,
        _place_id(record, show(request.origin)),
        _place_id(record, show(request.destination)),
        request.party.seats,
        request.party.wheelchairs,
        request.wish_kind.value,
        request.wish_s,
        inquiry.outcome.value,
        inquiry.refusal.reason.value if refused and inquiry.refusal else None,
    ]


def _visit_rows(record: DayRecord, history: DayHistory, show: ShowPlace) -> Iterator[list[Cell]]:
    for vehicle in record.vehicles:
        hours, depot = vehicle.shift.hours, vehicle.shift.start
        shift: list[Cell] = [hours.from_s, hours.until_s]
        stays = [stay for stay in history.stays if stay.vehicle_id == vehicle.vehicle_id]
        for stay in stays:
            yield [*_visit_row(history, stay, _place_id(record, show(stay.place))), *shift]
        if not stays:
            at, from_s = _place_id(record, show(depot)), hours.from_s
            yield [vehicle.vehicle_id, 0, IDLE, at, None, from_s, from_s, from_s, 0, 0, 0, 0, *shift]


def _visit_row(history: DayHistory, stay: Stay, place_id: str) -> list[Cell]:
    return [
        stay.vehicle_id,
        stay.sequence,
        stay.kind,
        place_id,
        stay.ride_id,
        stay.arrived_s,
        stay.began_s,
        stay.done_s,
        sum(drive.arrive_s - drive.depart_s for drive in stay.drives),
        round(sum(history.metres_of(drive) for drive in stay.drives)),
        round(sum(history.synthetic_metres_of(drive) for drive in stay.drives)),
        sum(history.bookings[ride].promise.party.seats for ride in stay.aboard),
    ]
