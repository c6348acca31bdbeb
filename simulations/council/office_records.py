"""What the office keeps of a day beside its tables: check records (点呼), what was out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.domain.disruptions import ConditionsChanged, VehicleDelayed, VehicleReturned, VehicleWithdrawn
from dispatch.domain.events import Event


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One check record of a driver (点呼) as it was handed in; what nobody wrote down is blank."""

    vehicle_id: str
    shift_part: str
    """`begin` or `end`: before the shift, or after it."""
    at: str = ""
    """The time of day."""
    driver: str = ""
    checked_by: str = ""
    method: str = ""
    detector_used: str = ""
    alcohol: str = ""
    health: str = ""
    licence: str = ""
    inspection: str = ""
    fit: str = ""
    odometer_km: str = ""
    instructions: str = ""
    vehicle_state: str = ""
    road_state: str = ""
    events: str = ""


@dataclass(frozen=True, slots=True)
class Abnormality:
    """Something out of the ordinary; without a vehicle it is about all of them."""

    at_s: int
    vehicle_id: str | None
    what: str


def list_abnormalities(events: Iterable[Event]) -> Iterator[Abnormality]:
    """Breakdowns, delays, and changed roads of a day, in the order of their times."""
    for event in events:
        match event:
            case VehicleWithdrawn():
                yield Abnormality(event.at_s, event.vehicle_id, f"運行を離脱: {event.reason}")
            case VehicleReturned():
                yield Abnormality(event.at_s, event.vehicle_id, f"運行に復帰: {event.reason}")
            case VehicleDelayed():
                late = f"{event.delay_s // 60}分の遅れ" if event.delay_s > 0 else "遅れの解消"
                yield Abnormality(event.at_s, event.vehicle_id, f"{late}: {event.reason}")
            case ConditionsChanged(conditions=None):
                yield Abnormality(event.at_s, None, f"平常の運行に戻す: {event.reason}")
            case ConditionsChanged():
                yield Abnormality(event.at_s, None, f"異常気象時等における措置: {event.reason}")
            case _:
                pass
