"""Films of days that were, or are being, driven for real; each made once for all who watch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from api.desk.desk import Desk
from api.desk.town import Town
from api.planning.laboratory import FilmOf
from api.storage.database import Database
from api.storage.journal import DayJournal
from api.storage.tables import JOURNAL
from api.wire.planned import DayFilmOut, FilmOut
from dispatch.domain.events import Event
from dispatch.domain.place import PlaceIndex
from gtfs.door_shield import shown_places

MOST_DAYS = 60
"""So many days back can be chosen from."""


@dataclass
class DayFilms:
    """Makes the film of a day from its events, and keeps it until the day has gone on."""

    film_of: FilmOf
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[tuple[str, date, bool], DayFilmOut] = field(default_factory=dict)
    _shown: dict[str, Sequence[PlaceIndex | None]] = field(default_factory=dict)

    def list_days(self, database: Database, town: Town, today: date) -> list[date]:
        """The service dates up to today of which there are events, the latest first."""
        days = (
            select(JOURNAL.c.service_date)
            .where(JOURNAL.c.area == town.area, JOURNAL.c.service_date <= today.isoformat())
            .group_by(JOURNAL.c.service_date)
            .order_by(JOURNAL.c.service_date.desc())
            .limit(MOST_DAYS)
        )
        with database.read() as connection:
            return [date.fromisoformat(found) for found in connection.execute(days).scalars()]

    def of_open_day(self, desk: Desk, service_date: date, now_s: int) -> DayFilmOut:
        """The film of a day as far as it has come; raises DayNotOpen."""
        with desk.reading(service_date) as open_day:
            events, town = tuple(open_day.events), open_day.town
        return self._made(town, service_date, events, over=False).model_copy(update={"now_s": now_s})

    def of_past_day(self, database: Database, town: Town, service_date: date, today: date) -> DayFilmOut:
        """The film of a day from its journal: one that is over, or that another process is at."""
        events = tuple(DayJournal(town.area, service_date).read(database))
        return self._made(town, service_date, events, over=service_date < today)

    def _made(self, town: Town, service_date: date, events: Sequence[Event], *, over: bool) -> DayFilmOut:
        with self._lock:  # who comes meanwhile gets what is being made
            kept = self._kept.get((town.area, service_date, over))
            if kept is None or kept.version != len(events):
                film = self.film_of(events, town.service.hours, town, self._shown_in(town), over=over)
                kept = DayFilmOut(film=FilmOut.model_validate(film), version=len(events), now_s=None)
                self._kept = {key: film for key, film in self._kept.items() if key[0] != town.area}
                self._kept[town.area, service_date, over] = kept  # the latest of each area: films are large
            return kept

    def _shown_in(self, town: Town) -> Sequence[PlaceIndex | None]:
        if town.area not in self._shown:
            self._shown[town.area] = shown_places(town.service)
        return self._shown[town.area]
