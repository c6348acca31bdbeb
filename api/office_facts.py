"""What a service keeps of its days beside their events: what was paid, who was checked, who is registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from api.cli_on_record import put_on_record
from api.driving.roll_calls import list_records
from api.driving.tables import ROLL_CALL
from api.payments.tables import PAYMENT, RIDER_PASS
from api.people.fitting_keys import require_fitting_keys
from api.people.keys import read_key_file
from api.people.sealed import Vault
from api.people.tables import RIDER
from api.recorded_days import area_named, reading
from api.storage.database import Database
from api.wire.shifts import RollCallSeenOut

_METHODS = {"face": "対面", "remote": "遠隔", "telephone": "電話"}
_SIGNED = "(署名)"
"""In place of names: they stay sealed, and are signed by hand."""


@dataclass(frozen=True)
class KeptOffice:
    """What is kept of a period; dates as YYYY-MM-DD."""

    paid_yen: Mapping[tuple[str, str], int]
    """By the date and id of the ride: what was taken and not given back."""
    checks: Mapping[str, Sequence[Mapping[str, str]]]
    """Check records by date, without the names of those who were checked and who checked."""
    registered: int
    pass_sales_yen: int


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """From the first date to the last, by the calendar of the service."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The midnight with which it begins, where the service is."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        """The midnight with which it is over."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


def read_office(address: str, area: str | None, period: KeptPeriod, keys: Path | None) -> KeptOffice:
    """What is kept of an area in a period; check records only with the keys, and on record.

    Raises NotRecorded and KeyFileError, both ValueErrors.
    """
    with reading(address) as database:
        named = area_named(database, area)
        checks = _checks(database, named, period, keys) if keys is not None else {}
        return replace(office_of(database, named, period), checks=checks)


def office_of(database: Database, area: str, period: KeptPeriod) -> KeptOffice:
    """What is kept of an area, without its check records, which are sealed."""
    with database.read() as connection:
        ends = period.ends.astimezone(UTC)  # as moments are kept
        registered = select(func.count()).where(RIDER.c.area == area, RIDER.c.registered_at < ends)
        return KeptOffice(
            paid_yen=_paid(connection, area, period),
            checks={},
            registered=connection.execute(registered).scalar_one(),
            pass_sales_yen=_pass_sales(connection, area, period),
        )


def _paid(connection: Connection, area: str, period: KeptPeriod) -> dict[tuple[str, str], int]:
    paid: dict[tuple[str, str], int] = defaultdict(int)
    between = PAYMENT.c.service_date.between(period.first.isoformat(), period.last.isoformat())
    for row in connection.execute(select(PAYMENT).where(PAYMENT.c.area == area, between)):
        paid[row.service_date, row.ride_id] += row.captured_yen - row.refunded_yen
    return dict(paid)


def _pass_sales(connection: Connection, area: str, period: KeptPeriod) -> int:
    """What passes that were sold in the period came to."""
    from_s, until_s = int(period.begins.timestamp()), int(period.ends.timestamp())
    sold = select(func.coalesce(func.sum(RIDER_PASS.c.price_yen), 0)).where(
        RIDER_PASS.c.area == area, RIDER_PASS.c.sold_at_s >= from_s, RIDER_PASS.c.sold_at_s < until_s
    )
    return int(connection.execute(sold).scalar_one())


def _checks(
    database: Database, area: str, period: KeptPeriod, keys: Path
) -> dict[str, list[Mapping[str, str]]]:
    first, last = period.first, period.last
    vault = Vault(read_key_file(keys))
    require_fitting_keys(database, vault, keys)
    days = (
        select(ROLL_CALL.c.service_date)
        .distinct()
        .where(
            ROLL_CALL.c.area == area, ROLL_CALL.c.service_date.between(first.isoformat(), last.isoformat())
        )
    )
    with database.write() as connection:
        found = {
            day: [
                _told(record, period.zone)
                for record in list_records(connection, vault, area, date.fromisoformat(day))
            ]
            for day in connection.execute(days).scalars().all()
        }
        put_on_record(connection, datetime.now(UTC), "pack-checks", f"area {area}", f"{first} to {last}")
    return found


def _told(record: RollCallSeenOut, zone: ZoneInfo) -> Mapping[str, str]:
    """A check record as the words of a form."""
    begun, ended = record.begun, record.ended
    part = begun or ended
    told: dict[str, str] = {
        "vehicle_id": record.vehicle_id,
        "shift_part": record.shift_part,
        "at": f"{record.happened_at.astimezone(zone):%H:%M}",
        "driver": _SIGNED,
        "checked_by": _SIGNED,
    }
    if part is not None:
        check = part.check
        told |= {
            "method": _METHODS[check.method],
            "detector_used": "使用" if check.detector_used else "未使用",
            "alcohol": f"{'有' if check.alcohol_mg_per_l > 0 else '無'} ({check.alcohol_mg_per_l:g} mg/L)",
            "instructions": check.instructions,
            "odometer_km": "" if part.odometer_km is None else f"{part.odometer_km:,} km",
        }
    if begun is not None:
        health = begun.health
        ails = {"疾病": health.ill, "疲労": health.tired, "睡眠不足": health.slept_too_little}
        told |= {
            "health": "、".join(name for name, is_so in ails.items() if is_so) or "なし",
            "licence": "確認" if begun.licence_seen else "未確認",
            "inspection": "実施" if begun.vehicle_inspected else "未実施",
            "fit": "可" if begun.fit and record.outcome != "refused" else "不可",
        }
    if ended is not None:
        told |= {
            "vehicle_state": ended.vehicle_state,
            "road_state": ended.road_state,
            "events": ended.events,
        }
    return told
