"""Finding riders by how their name is read: sealed at rest, so the readings are looked up in memory."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort

import jaconv
from rapidfuzz import fuzz, process
from sqlalchemy import select

from api.people.riders import CHANGES, RiderDirectory, sealed_riders_after
from api.people.tables import ERASED_RIDER
from api.people.turns import last_turn
from api.storage.database import Database
from dispatch.domain.request import RiderId
from gtfs.search_keys import fold

ALIKE = 70
"""Readings at least so much alike (of 100) are shown where nothing matches."""
HIGHEST = "\U0010ffff"


class NameIndex:
    """The folded readings of all riders, by area; it follows what was committed, by whichever process."""

    def __init__(self, directory: RiderDirectory) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._seen = 0
        self._readings: dict[RiderId, tuple[str, str]] = {}
        self._sorted: dict[str, list[tuple[str, RiderId]]] = {}

    def follow(self, database: Database) -> None:
        """Take in what changed since last time; the first time, every rider."""
        with self._lock, database.read() as connection:
            # read first: what is committed meanwhile is taken in again next time, and never passed over
            latest = last_turn(connection, CHANGES)
            if latest == self._seen:
                return
            whole = not self._readings
            for row in sealed_riders_after(connection, self._seen):
                rider = self._directory.unseal(row)
                self._put(rider.rider_id, rider.area, fold(rider.profile.kana), sort=not whole)
            gone = select(ERASED_RIDER).where(ERASED_RIDER.c.revision > self._seen)
            for row in connection.execute(gone):
                self._remove(RiderId(row.rider_id))
            if whole:
                for readings in self._sorted.values():
                    readings.sort()
            self._seen = latest

    def search(self, database: Database, area: str, typed: str, *, limit: int = 20) -> list[RiderId]:
        """Riders of an area whose reading begins with what was typed, then holds it, else is like it.

        Kana of any kind, or romaji.
        """
        wanted = fold(jaconv.alphabet2kana(fold(typed)))
        if not wanted:
            return []
        self.follow(database)
        with self._lock:
            readings = self._sorted.get(area, [])
            begin = bisect_left(readings, (wanted, RiderId("")))
            end = bisect_left(readings, (wanted + HIGHEST, RiderId("")))
            found = [rider_id for _, rider_id in readings[begin : min(end, begin + limit)]]
            if len(found) < limit:
                held = (each for each in readings if wanted in each[0] and not each[0].startswith(wanted))
                found.extend(
                    rider_id for (_, rider_id), _ in zip(held, range(limit - len(found)), strict=False)
                )
            return found or _alike(wanted, readings, limit)

    def __len__(self) -> int:
        """How many riders it holds."""
        return len(self._readings)

    def _put(self, rider_id: RiderId, area: str, reading: str, *, sort: bool) -> None:
        self._remove(rider_id)
        self._readings[rider_id] = area, reading
        readings = self._sorted.setdefault(area, [])
        if sort:
            insort(readings, (reading, rider_id))
        else:
            readings.append((reading, rider_id))

    def _remove(self, rider_id: RiderId) -> None:
        area, reading = self._readings.pop(rider_id, ("", ""))
        readings = self._sorted.get(area, [])
        position = bisect_left(readings, (reading, rider_id))
        if position < len(readings) and readings[position] == (reading, rider_id):
            del readings[position]


def _alike(wanted: str, readings: list[tuple[str, RiderId]], limit: int) -> list[RiderId]:
    """Those that a typing error away would have matched, the most alike first."""
    names = [reading for reading, _ in readings]
    likest = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit)
    return [readings[position][1] for _, _, position in likest]
