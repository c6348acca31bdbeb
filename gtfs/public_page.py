"""What a service tells the public: who runs it, when, how to book, and what a ride costs."""

from dataclasses import dataclass
from datetime import date

from dispatch.domain.saying import Said
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow, clock
from dispatch.policy.fare_table import FareTable
from dispatch.policy.posted_fares import posted_fares
from gtfs.jp import list_translations
from gtfs.service import Service
from gtfs.service_agency import find_agency

NEXT_DAYS = 7


@dataclass(frozen=True)
class PublicBooking:
    """How and when rides are booked; "" for what the service does not say."""

    phone_number: str
    info_url: str
    booking_url: str
    opens_days_ahead: int
    closes_min_before: int
    """0 where a ride can be booked for now."""
    said: Said


@dataclass(frozen=True)
class PublicService:
    """The page of one service, as anybody may read it on a date."""

    name: Said
    operator: Said
    label: str
    timezone: str
    hours: TimeWindow
    hours_said: Said
    today: date
    runs_today: bool
    next_service_days: tuple[date, ...]
    """The next days after today on which it runs."""
    days_off: tuple[date, ...]
    """Days without service from today until the last of the next service days."""
    door_to_door: bool | None
    """None where the service does not say how it is published."""
    wheelchairs: bool
    """Whether a vehicle takes wheelchairs."""
    gsi_tiles: bool
    """Whether its staff may see tiles of another server under their maps."""
    booking: PublicBooking
    fares: tuple[Said, ...]
    """The lines of the notice."""


def public_page(service: Service, today: date) -> PublicService:
    """What the public may know of a service today."""
    agency = find_agency(service.feed, service.agency_id) or {}
    operator = agency.get("agency_name", "")
    days = _next_days(service, today)
    return PublicService(
        name=Said(service.name, service.name_en or service.name),
        operator=Said(operator, _english(service, operator)),
        label=service.label,
        timezone=service.timezone.key,
        hours=service.hours,
        hours_said=_hours_said(service.hours),
        today=today,
        runs_today=service.runs_on(today),
        next_service_days=days,
        days_off=tuple(sorted(day for day in service.no_service if days and today <= day <= days[-1])),
        door_to_door=service.flex.form == "zone" if service.flex else None,
        wheelchairs=any(vehicle.capacity.wheelchairs for vehicle in service.vehicles),
        gsi_tiles=service.gsi_tiles,
        booking=_booking(service, agency.get("agency_phone", ""), agency.get("agency_url", "")),
        fares=_fares(service, today),
    )


def booking_said(service: Service) -> Said:
    """How and when to book, in one sentence."""
    days, cutoff_min = service.rules.booking_open_days, booking_cutoff_min(service)
    web = service.flex is not None and service.flex.booking_url is not None
    opens = f"{days}日前から" if days else "当日の"
    closes = f"{cutoff_min}分前まで" if cutoff_min else "乗車の直前まで"
    ja = f"{opens}{closes}、{'電話またはWeb' if web else '電話'}で予約できます。"
    from_when = f"from {days} day{'s' * (days > 1)} ahead" if days else "on the day"
    until = (
        f"{cutoff_min} minute{'s' * (cutoff_min > 1)} before the ride" if cutoff_min else "the ride itself"
    )
    return Said(ja, f"Book by phone{' or on the web' if web else ''}, {from_when} until {until}.")


def booking_cutoff_min(service: Service) -> int:
    """Whole minutes before a ride at which booking has closed; 0 where it can be booked for now."""
    return -(-service.rules.booking_cutoff_s // MINUTE_S)


def _next_days(service: Service, today: date) -> tuple[date, ...]:
    days: list[date] = []
    day = service.next_service_day(today)
    while day is not None and len(days) < NEXT_DAYS:
        days.append(day)
        day = service.next_service_day(day)
    return tuple(days)


def _hours_said(hours: TimeWindow) -> Said:
    opens, closes = clock(hours.from_s), clock(hours.until_s)
    if hours.until_s <= 24 * HOUR_S:
        return Said(f"{opens}〜{closes}", f"{opens}–{closes}")
    after_midnight = clock(hours.until_s - 24 * HOUR_S)
    return Said(f"{opens}〜翌日{after_midnight}", f"{opens}–{after_midnight} the next day")


def _booking(service: Service, agency_phone: str, agency_url: str) -> PublicBooking:
    told = service.flex
    return PublicBooking(
        phone_number=told.phone_number if told else agency_phone,
        info_url=told.info_url if told else agency_url,
        booking_url=(told.booking_url or "") if told else "",
        opens_days_ahead=service.rules.booking_open_days,
        closes_min_before=booking_cutoff_min(service),
        said=booking_said(service),
    )


def _fares(service: Service, today: date) -> tuple[Said, ...]:
    """What rides cost today, then what they will cost, for changes are told ahead."""
    day = today.isoformat()
    now = [table for table in service.fares.tables if table.effective_from <= day][-1:]
    to_come = [table for table in service.fares.tables if table.effective_from > day]
    return tuple(said for table in (*now, *to_come) for said in _posted(table))


def _posted(table: FareTable) -> tuple[Said, ...]:
    return tuple(map(Said, posted_fares(table, "ja"), posted_fares(table, "en")))


def _english(service: Service, name: str) -> str:
    known = (
        row.translation
        for row in list_translations(service.feed)
        if row.language == "en" and row.text == name
    )
    return next(known, name)
