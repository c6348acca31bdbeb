"""Riders of a simulated day from a CSV file, in the columns of the requests.csv that a simulation writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.time import LAST_SECOND_S
from gtfs.places import Places
from gtfs.service_error import similar
from simulations.day_record import AskedBy, Purpose
from simulations.demand import Arrival
from simulations.riders import ATTEMPT_MARK, first_attempt

COLUMNS = ("request_id", "asked_s", "channel", "origin", "destination", "seats", "wheelchairs")
WISH = ("wish_kind", "wish_s")
RIDE_NOW_WITHIN_S = 300
"""A wish this soon after asking counts as ride-now."""


class DemandFileError(ValueError):
    """A file of requests cannot be used; the message names the line and what was expected."""


def read_requests(file: Path, places: Places) -> list[Arrival]:
    """The requests of a CSV in the order in which they are asked; further columns are not read.

    Further attempts of an earlier request are left out: riders ask again by themselves.

    Raises DemandFileError naming the line of the first fault.
    """
    try:
        rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
    except OSError as problem:
        raise DemandFileError(
            f"{file}: cannot be read ({problem.strerror}); give a CSV of requests"
        ) from problem
    except UnicodeDecodeError as problem:
        raise DemandFileError(f"{file}: not UTF-8 (byte {problem.start}); save it as UTF-8") from problem
    for name in (*COLUMNS, *WISH):
        if name not in (rows.fieldnames or []):
            raise DemandFileError(
                f"{file}, line 1: column {name} is missing; expected {', '.join(COLUMNS + WISH)}"
            )
    arrivals: list[Arrival] = []
    seen: set[str] = set()
    for row in rows:
        where = f"{file}, line {rows.line_num}"
        arrival = _arrival(row, places, where)
        if arrival.request.request_id in seen:
            raise DemandFileError(f"{where}: request_id {arrival.request.request_id!r} is used twice")
        seen.add(arrival.request.request_id)
        arrivals.append(arrival)
    first = [arrival for arrival in arrivals if ATTEMPT_MARK not in arrival.request.request_id]
    for arrival in arrivals:
        if first_attempt(arrival.request.request_id) not in seen:
            raise DemandFileError(
                f"{file}: request_id {arrival.request.request_id!r} is a further attempt ({ATTEMPT_MARK}) "
                "of a request that is not there; rename it"
            )
    return sorted(first, key=lambda arrival: (arrival.asked_s, arrival.request.request_id))


def _arrival(row: Mapping[str, str | None], places: Places, where: str) -> Arrival:
    request_id = (row["request_id"] or "").strip()
    if not request_id:
        raise DemandFileError(f"{where}: request_id is blank; every request needs its own")
    origin, destination = (_place(row[end], end, places, where) for end in ("origin", "destination"))
    asked_s = _whole(row["asked_s"], "asked_s", LAST_SECOND_S, where)
    wish_s = _whole(row["wish_s"], "wish_s", LAST_SECOND_S, where)
    kind = WishKind(_one_of(row["wish_kind"], "wish_kind", [*WishKind], where))
    channel = Channel(_one_of(row["channel"], "channel", [*Channel], where))
    party = Load(
        _whole(row["seats"], "seats", 500, where),
        _whole(row["wheelchairs"], "wheelchairs", 500, where),
        _whole(row.get("walkers") or "0", "walkers", 500, where),
    )
    if party.seats + party.wheelchairs < 1:
        raise DemandFileError(f"{where}: seats and wheelchairs are both 0; a party has at least one person")
    rider = (row.get("rider_id") or request_id).strip()
    needs_door = bool(party.wheelchairs or party.walkers)
    request = Request(
        RequestId(request_id), RiderId(rider), origin, destination, kind, wish_s, party, channel, needs_door
    )
    now = kind is WishKind.DEPART_AFTER and wish_s - asked_s <= RIDE_NOW_WITHIN_S
    need = f"{rider}:{origin}>{destination}"
    return Arrival(asked_s, request, AskedBy(need, Purpose.UNKNOWN, channel, now))


def _place(text: str | None, column: str, places: Places, where: str) -> PlaceIndex:
    place_id = (text or "").strip()
    index = places.find(place_id)
    if index is None:
        near = similar(place_id, (place.place_id for place in places))
        raise DemandFileError(f"{where}: {column} {place_id!r} is no place of this service{near}")
    return index


def _whole(text: str | None, column: str, most: int, where: str) -> int:
    given = (text or "").strip()
    if not (given.isascii() and given.isdigit()) or int(given) > most:
        raise DemandFileError(f"{where}: {column} {given!r}: a whole number from 0 to {most} expected")
    return int(given)


def _one_of(text: str | None, column: str, known: list[str], where: str) -> str:
    given = (text or "").strip()
    if given not in known:
        raise DemandFileError(f"{where}: {column} {given!r}: one of {', '.join(known)} expected")
    return given
