"""What each ride may cost and did cost: quoted for its party when it is promised, settled at drop-off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, insert, select, update

from api.desk.order import Outcome
from api.desk.ride_book import RideBook, RideStatus
from api.desk.town import Town
from api.payments.kept_payments import RideKey
from api.payments.payment import Means
from api.payments.tables import ASKED_FARE, RIDE_FARE
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RiderId
from dispatch.policy.fare_table import FareTable, HeldPass
from dispatch.policy.fares import Quote, Settlement, quote

_QUOTE, _SETTLEMENT = TypeAdapter(Quote), TypeAdapter(Settlement)


@dataclass(frozen=True, slots=True)
class AskedFare:
    """The fare class of each rider, so far as it was said, and how the party wants to pay."""

    party: tuple[str, ...]
    means: Means = Means.CASH


@dataclass(frozen=True, slots=True)
class RideFare:
    """What was quoted for a ride, and what it came to."""

    quoted: Quote
    pooled: bool | None = None
    settled: Settlement | None = None


def classes_of(party: Load, said: Sequence[str], table: FareTable) -> tuple[str, ...]:
    """A fare class for each person: as was said, and for the others that of whom nothing else is known."""
    persons = party.seats + party.wheelchairs
    unknown = table.classes[0].fare_class
    return (*said, *[unknown] * (persons - len(said)))[:persons]


def quote_rides(
    town: Town,
    service_date: str,
    rides: Iterable[tuple[Load, PlaceIndex, PlaceIndex]],
    said: Sequence[str],
    passes: Sequence[HeldPass],
) -> list[Quote]:
    """The most each ride of a party costs; a party that is split shares out its riders and passes in order.

    Raises ValueError where no fares are in force, or a class is not one of the town's.
    """
    table = town.service.fares.on(service_date)
    left, quotes, held = list(said), list[Quote](), list(passes)
    for party, origin, destination in rides:
        persons = party.seats + party.wheelchairs
        metres = town.travel.metres(origin, destination)
        made = quote(table, classes_of(party, left[:persons], table), metres, service_date, held)
        left, held = left[persons:], _less(held, made.passes)
        quotes.append(made)
    return quotes


def was_shared(book: RideBook, ride_id: RideId) -> bool:
    """Whether a party that was carried had others on board on its way."""
    mine = book.rides[ride_id]
    begun, over = mine.pickup_s, mine.arrival_s
    return (
        begun is not None
        and over is not None
        and any(
            other.pickup_s is not None
            and other.pickup_s < over
            and (other.status is RideStatus.ABOARD or (other.arrival_s or 0) > begun)
            for number, other in book.rides.items()
            if number != ride_id
            and other.vehicle_id == mine.vehicle_id
            and other.status in (RideStatus.ABOARD, RideStatus.CARRIED)
        )
    )


def note_asked(town: Town, request_id: str, asked: AskedFare) -> Callable[[Connection, Outcome], None]:
    """Rows to write beside an order that asks: who rides, by fare class, and how they pay."""

    def write(connection: Connection, outcome: Outcome) -> None:
        key = {
            "area": town.area,
            "service_date": outcome.service_date.isoformat(),
            "request_id": request_id,
        }
        row = {**key, "party": json.dumps(asked.party), "means": asked.means.value}
        connection.execute(insert(ASKED_FARE).values(row))

    return write


def find_asked(connection: Connection, area: str, service_date: str, request_id: str) -> AskedFare | None:
    """What was said with a request; None where nothing was."""
    mine = (
        (ASKED_FARE.c.area == area)
        & (ASKED_FARE.c.service_date == service_date)
        & (ASKED_FARE.c.request_id == request_id)
    )
    row = connection.execute(select(ASKED_FARE).where(mine)).first()
    return None if row is None else AskedFare(tuple(json.loads(row.party)), Means(row.means))


def keep_quote(connection: Connection, ride: RideKey, rider_id: RiderId, quoted: Quote) -> None:
    """Keep what was quoted for a ride."""
    key = {"area": ride.area, "service_date": ride.service_date, "ride_id": ride.ride_id}
    row = {**key, "rider_id": rider_id, "most_yen": quoted.most_yen}
    connection.execute(insert(RIDE_FARE).values(**row, quote=_QUOTE.dump_json(quoted).decode()))


def keep_settlement(connection: Connection, ride: RideKey, settled: Settlement, *, pooled: bool) -> None:
    """Keep what a ride came to."""
    told = _SETTLEMENT.dump_json(settled).decode()
    connection.execute(update(RIDE_FARE).where(*_is(ride)).values(settlement=told, pooled=pooled))


def find_fare(connection: Connection, ride: RideKey) -> RideFare | None:
    """What a ride may cost and did cost; None where nothing was quoted."""
    row = connection.execute(select(RIDE_FARE).where(*_is(ride))).first()
    if row is None:
        return None
    settled = None if row.settlement is None else _SETTLEMENT.validate_json(row.settlement)
    return RideFare(_QUOTE.validate_json(row.quote), row.pooled, settled)


def most_yen_of(
    connection: Connection, area: str, service_date: str, ride_ids: Iterable[str]
) -> dict[str, int]:
    """The most that rides of a day cost, for those that have a quote."""
    mine = (
        (RIDE_FARE.c.area == area)
        & (RIDE_FARE.c.service_date == service_date)
        & RIDE_FARE.c.ride_id.in_(list(ride_ids))
    )
    rows = connection.execute(select(RIDE_FARE.c.ride_id, RIDE_FARE.c.most_yen).where(mine))
    return {row.ride_id: row.most_yen for row in rows}


def _is(ride: RideKey) -> tuple[ColumnElement[bool], ...]:
    return (
        RIDE_FARE.c.area == ride.area,
        RIDE_FARE.c.service_date == ride.service_date,
        RIDE_FARE.c.ride_id == ride.ride_id,
    )


def _less(passes: Sequence[HeldPass], used: Sequence[HeldPass]) -> list[HeldPass]:
    """The passes that are left for the next ride of a party: a pass carries one rider, a coupon book some."""
    left = []
    for held in passes:
        times = sum(each.pass_id == held.pass_id for each in used)
        if held.rides_left is not None:
            left.append(replace(held, rides_left=held.rides_left - times))
        elif not times:
            left.append(held)
    return left
