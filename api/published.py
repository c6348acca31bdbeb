"""What is made once of a town and read by many: its searches, its published feed, what hides its homes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar, cast

from gtfs.door_shield import DoorShield, door_shield
from gtfs.flex import flex_zip
from gtfs.network import Network
from gtfs.place_search import PlaceSearch, search_for_operators, search_for_public
from gtfs.public_map import public_map
from gtfs.service import Service

Made = TypeVar("Made")
LOOKED_LATELY = timedelta(seconds=30)
"""For so long a look at a day is good enough for a feed that anybody may ask for as often as they like."""


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A published file, and the tag by which a reader says that it has it already."""

    content: bytes
    etag: str


class Published:
    """Made when first asked for, and kept while the service stays the same; the latest date's feed only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[object, object]] = {}
        self._full: dict[str, tuple[date, datetime, bool]] = {}

    def places_for_public(self, area: str, service: Service) -> PlaceSearch:
        """Where anybody may look places up."""
        return self._once(area, "public", service.places, lambda: search_for_public(service))

    def places_for_operators(self, area: str, service: Service) -> PlaceSearch:
        """Where staff look places up: homes are among them."""
        return self._once(area, "operators", service.places, lambda: search_for_operators(service))

    def shield(self, area: str, service: Service) -> DoorShield:
        """What may be shown of a vehicle's way."""
        return self._once(area, "shield", service.places, lambda: door_shield(service))

    def flex(self, area: str, service: Service, on: date) -> FeedFile:
        """The GTFS-Flex feed as it is published on a date; raises ServiceError where it is not published."""
        made_from = on, service.rules, service.fares
        return self._once(area, "flex", made_from, lambda: _feed_file(flex_zip(service, on)))

    def map(self, area: str, service: Service, network: Network) -> FeedFile:
        """What pages draw of the town, as GeoJSON."""

        def make() -> FeedFile:
            told = json.dumps(public_map(network, service), ensure_ascii=False, separators=(",", ":"))
            return _feed_file(told.encode())

        return self._once(area, "map", service.places, make)

    def find_full(self, area: str, service_date: date, now: datetime) -> bool | None:
        """Whether a day was found full, or not full, of late; None where it is time to look again."""
        looked_date, looked_at, full = self._full.get(area, (None, now, False))
        return full if looked_date == service_date and now < looked_at + LOOKED_LATELY else None

    def note_full(self, area: str, service_date: date, now: datetime, *, full: bool) -> None:
        """A day was looked at: the next who ask are told the same."""
        self._full[area] = service_date, now, full

    def _once(self, area: str, what: str, made_from: object, make: Callable[[], Made]) -> Made:
        with self._lock:  # two who ask at once wait for one making
            kept = self._kept.get((area, what))
            if kept is None or not (kept[0] is made_from or kept[0] == made_from):
                kept = made_from, make()
                self._kept[area, what] = kept
            return cast(Made, kept[1])


def _feed_file(content: bytes) -> FeedFile:
    return FeedFile(content, f'"{sha256(content).hexdigest()[:32]}"')
