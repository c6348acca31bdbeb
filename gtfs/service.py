"""A service folder read as typed data: rules, fleet, booking, demand, its feed and its registered doors."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from pydantic import ValidationError

from dispatch.domain.conditions import Conditions
from dispatch.domain.fleet import Break, Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow, clock
from dispatch.policy.fare_table import Tariff
from dispatch.policy.no_shows import NoShowRule
from gtfs.feed import Feed, NotAFeed, read_feed
from gtfs.places import Places, places_from_feed
from gtfs.service_agency import timezone_of
from gtfs.service_changes import NO_CHANGES, Changes
from gtfs.service_dates import service_dates
from gtfs.service_demand import DemandSection
from gtfs.service_doors import NO_DOORS, DoorKind, Doors, read_doors
from gtfs.service_error import ServiceError, first_error, similar
from gtfs.service_fares import tariff_of
from gtfs.service_snow import SnowLevel, levels_of
from gtfs.service_words import (
    BookingSection,
    BreakWords,
    DispatchSection,
    FlexSection,
    RulesSection,
    ServiceSection,
    ServiceWords,
    VehicleWords,
    list_known_keys,
    rules_of,
)

__all__ = ["SETTINGS", "Service", "ServiceError", "read_service", "read_words"]

SETTINGS = "service.toml"


@dataclass(frozen=True)
class Service:
    """Everything a service folder says."""

    folder: Path
    name: str
    name_en: str
    kana: str
    label: str
    agency_id: str | None
    gsi_tiles: bool
    """Whether staff may put tiles of another server under their maps, which then hears where they look."""
    demo_date: date
    hours: TimeWindow
    no_service: frozenset[date]
    rules: ServiceRules
    vehicles: tuple[Vehicle, ...]
    fares: Tariff
    no_shows: NoShowRule | None
    """None where bookings are never paused."""
    demand: DemandSection
    dispatch: DispatchSection
    conditions: Conditions | None
    snow: Mapping[SnowLevel, Conditions]
    """What each level of snow mode changes."""
    flex: FlexSection | None
    feed: Feed
    doors: Doors
    places: Places
    area: tuple[tuple[float, float], ...] | None
    """Corners (lat, lon) of the service area."""
    served: frozenset[PlaceIndex] | None
    """The places inside the service area; None where the service has no area and serves them all."""
    rules_words: RulesSection
    booking_words: BookingSection
    """What `rules` was made from."""

    def door_kind(self, index: PlaceIndex) -> DoorKind | None:
        """What a registered door is; None for a stop pole."""
        if self.places[index].kind is PlaceKind.POLE:
            return None
        return self.doors.kinds[index - (len(self.places) - len(self.doors.places))]

    @cached_property
    def public_places(self) -> tuple[PlaceIndex, ...]:
        """The places served that anybody may know of: stops and landmarks, never a home."""
        indices = map(PlaceIndex, range(len(self.places)))
        served = (index for index in indices if self.served is None or index in self.served)
        return tuple(index for index in served if self.door_kind(index) is not DoorKind.HOME)

    @cached_property
    def calendar(self) -> tuple[date, date] | None:
        """The first and the last date the feed's calendar reaches; None where it has no dates."""
        dates = service_dates(self.feed)
        return (dates[0], dates[-1]) if dates else None

    def runs_on(self, day: date) -> bool:
        """Whether the service runs: on every date of the feed's calendar that is not one of no_service."""
        reached = self.calendar is None or self.calendar[0] <= day <= self.calendar[1]
        return reached and day not in self.no_service

    def next_service_day(self, after: date) -> date | None:
        """The first day later than `after` on which the service runs; None where there is no more."""
        day = after + timedelta(days=1)
        first, last = self.calendar or (day, max(day, *self.no_service) + timedelta(days=1))
        day = max(day, first)
        while day <= last and not self.runs_on(day):
            day += timedelta(days=1)
        return day if day <= last else None

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The time zone of the feed's agency; raises ServiceError where the feed names none."""
        return timezone_of(self.feed)


def read_service(folder: Path, changes: Changes = NO_CHANGES) -> Service:
    """Read a service folder, some settings put otherwise; ServiceError, in one line, for the first fault."""
    file = folder / SETTINGS
    words = read_words(folder, changes)
    feed_path = folder / words.service.feed
    if not feed_path.exists():
        raise ServiceError(f"{file}: service.feed: {feed_path} does not exist; a GTFS zip or folder expected")
    try:
        feed = read_feed(feed_path)
    except NotAFeed as refusal:
        raise ServiceError(str(refusal)) from refusal
    poles = places_from_feed(feed)
    doors = read_doors(folder / words.service.places, poles) if words.service.places else NO_DOORS
    places = poles.with_doors(doors.places)
    if not len(places):
        raise ServiceError(f"{folder}: neither a stop with a position in the feed nor a door in places.csv")
    conditions = words.conditions
    return Service(
        folder=folder,
        name=words.service.name,
        name_en=words.service.name_en,
        kana=words.service.kana,
        label=words.service.label,
        agency_id=words.service.agency_id,
        gsi_tiles=words.service.gsi_tiles,
        demo_date=words.service.demo_date,
        hours=words.service.hours,
        no_service=frozenset(day for days in words.service.no_service for day in days),
        rules=rules_of(words.rules, words.booking, conditions.dwell if conditions else 1.0),
        vehicles=tuple(
            _vehicle(vehicle, words.service.hours, places, f"{file}: fleet[{i}]")
            for i, vehicle in enumerate(words.fleet)
        ),
        fares=tariff_of(words.fares),
        no_shows=words.no_shows.rule() if words.no_shows else None,
        demand=words.demand,
        dispatch=words.dispatch,
        conditions=Conditions(
            conditions.name,
            speed=conditions.speed,
            extra_s=conditions.extra_s,
            dwell=conditions.dwell,
            closed_places=frozenset(
                _place(place_id, places, f"{file}: conditions.closed_places[{i}]")
                for i, place_id in enumerate(conditions.closed_places)
            ),
        )
        if conditions
        else None,
        snow=levels_of(words.snow, lambda place_id, key: _place(place_id, places, f"{file}: {key}")),
        flex=words.flex,
        feed=feed,
        doors=doors,
        places=places,
        area=tuple(words.service.area) if words.service.area else None,
        served=_served(words.service, places, file),
        rules_words=words.rules,
        booking_words=words.booking,
    )


def read_words(folder: Path, changes: Changes = NO_CHANGES) -> ServiceWords:
    """What service.toml of a folder says, some settings put otherwise; ServiceError as for the folder."""
    file = folder / SETTINGS
    if not folder.is_dir():
        raise ServiceError(f"{folder}: no such service folder; give a folder that holds {SETTINGS}")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as problem:
        raise ServiceError(f"{folder}: holds no {SETTINGS}; a service folder needs one") from problem
    except OSError as problem:
        raise ServiceError(f"{file}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise ServiceError(f"{file}: not UTF-8 (byte {problem.start}); save it as UTF-8") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ServiceError(f"{file}: not TOML: {problem}; correct that line") from problem
    try:
        return ServiceWords.model_validate(changes.onto(content))
    except ValidationError as problem:
        changed = f"{file} with {changes}" if changes else str(file)
        raise first_error(problem, changed, list_known_keys()) from problem


def _vehicle(words: VehicleWords, service_hours: TimeWindow, places: Places, where: str) -> Vehicle:
    hours = words.hours or service_hours
    depot = _place(words.depot, places, f"{where}.depot")
    rests = tuple(
        _rest(rest, hours, depot, places, f"{where}.breaks[{i}]") for i, rest in enumerate(words.breaks)
    )
    try:
        shift = Shift(hours, depot, depot, rests)
    except ValueError as problem:
        raise ServiceError(f"{where}.breaks: {problem}; put them in order and apart") from problem
    capacity = Load(words.seats, words.wheelchair_spaces, words.walker_spaces)
    return Vehicle(VehicleId(words.vehicle_id), capacity, shift)


def _rest(words: BreakWords, hours: TimeWindow, depot: PlaceIndex, places: Places, where: str) -> Break:
    ends_s = words.begins.until_s + words.minutes * 60
    if words.begins.from_s < hours.from_s or ends_s > hours.until_s:
        raise ServiceError(
            f"{where}: may last from {clock(words.begins.from_s)} until {clock(ends_s)}, outside the shift "
            f"{clock(hours.from_s)}-{clock(hours.until_s)}; move the break or the shift"
        )
    place = depot if words.place is None else _place(words.place, places, f"{where}.place")
    return Break(words.begins, words.minutes * 60, place)


def _place(place_id: str, places: Places, where: str) -> PlaceIndex:
    index = places.find(place_id)
    if index is None:
        near = similar(place_id, (place.place_id for place in places)) or _named(place_id, places)
        raise ServiceError(
            f"{where}: no place {place_id!r} among the stops and places.csv{near}; give a place id"
        )
    return index


def _named(name: str, places: Iterable[Place]) -> str:
    ids = [place.place_id for place in places if place.name == name][:3]
    return f" (did you mean {' or '.join(ids)}, called {name}?)" if ids else ""


def _served(section: ServiceSection, places: Places, file: Path) -> frozenset[PlaceIndex] | None:
    if section.area is None:
        return None
    if len(section.area) < 3:
        raise ServiceError(f"{file}: service.area: at least three [lat, lon] corners expected")
    outline = shapely.Polygon([(lon, lat) for lat, lon in section.area])
    if not outline.is_valid:
        raise ServiceError(f"{file}: service.area: the outline crosses itself; give its corners in order")
    inside = shapely.covers(outline, shapely.points(places.lon, places.lat))
    if not inside.any():
        raise ServiceError(
            f"{file}: service.area: no place lies inside; corners are [lat, lon], latitude first"
        )
    return frozenset(PlaceIndex(int(i)) for i in np.flatnonzero(inside))
