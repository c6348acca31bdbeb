"""Recorded days for a pack: from journals, or from a service's database with what its office keeps beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from dispatch.domain.request import RideId
from simulations.council.office_records import CheckRecord, list_abnormalities
from simulations.council.period import Day, Period, read_day_folder
from simulations.day_facts import facts_of, write_day_facts
from simulations.recorded.needs import needs_of
from simulations.recorded.on_ground import scenario_on_record
from simulations.recorded.recorded_day import RecordedDay, RecordedDays
from simulations.recorded.sources import Wanted, is_kept_in_database, read_days
from simulations.runner import record_of
from simulations.tables import write_tables
from simulations.variants.ground import service_of
from simulations.variants.variant import Variant, read_variant


@dataclass(frozen=True)
class OfficePeriod:
    """What a service's office keeps of some days beside their events; dates as YYYY-MM-DD."""

    paid_yen: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """What was taken for a ride and not given back, by its date and id."""
    checks: Mapping[str, tuple[CheckRecord, ...]] = field(default_factory=dict)
    registered: int = 0
    """Riders registered when the period ends."""
    pass_sales_yen: int = 0


class ReadOffice(Protocol):
    """Reads what the office keeps; handed in by the command line, for no simulation sees the service."""

    def __call__(
        self, database: str, area: str | None, first: date, last: date, zone: ZoneInfo, keys: Path | None
    ) -> OfficePeriod:
        """Dates from first to last, by the calendar of the zone; raises ValueError with one clear line."""
        ...


def read_kept_period(
    sources: Sequence[str],
    service: Path,
    wanted: Wanted,
    readers: tuple[RecordedDays, ReadOffice],
    keys: Path | None,
    scratch: Path,
) -> Period:
    """The recorded days of a period, their tables written into `scratch`; raises ValueErrors of one line."""
    read_database, read_office = readers
    variant = read_variant(service)
    recorded = read_days(sources, service, wanted, read_database)
    first, last = recorded[0].service_date, recorded[-1].service_date
    databases = [source for source in sources if is_kept_in_database(source)]
    zone = service_of(variant.folder, variant.changes).timezone
    offices = [read_office(each, wanted.area, first, last, zone, keys) for each in databases]
    return period_on_record(recorded, variant, offices[0] if offices else None, scratch)


def period_on_record(
    recorded: Sequence[RecordedDay], variant: Variant, office: OfficePeriod | None, scratch: Path
) -> Period:
    """The period of recorded days and of what the office keeps of them; tables are written into `scratch`."""
    days = tuple(_day(each, variant, office, scratch) for each in recorded)
    if office is None:
        return Period(days)
    return Period(days, office.registered, office.pass_sales_yen)


def _day(recorded: RecordedDay, variant: Variant, office: OfficePeriod | None, scratch: Path) -> Day:
    scenario = scenario_on_record(recorded, variant)
    record = record_of(scenario, recorded.events, needs_of(recorded.events, scenario.places))
    on = recorded.service_date.isoformat()
    if office is not None:
        rides = {RideId(ride): yen for (day, ride), yen in office.paid_yen.items() if day == on}
        record = replace(record, paid_yen=rides)
    folder = scratch / on
    folder.mkdir(parents=True)
    write_tables(record, folder)
    write_day_facts(facts_of(record, recorded=True), folder)
    checks = office.checks.get(on, ()) if office else ()
    return replace(
        read_day_folder(folder), abnormal=tuple(list_abnormalities(recorded.events)), checks=checks
    )
