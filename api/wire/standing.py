"""The no-show record over the wire: what it means for a rider today, and what is said against it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.desk.no_show_rows import NoShowRow
from api.wire.asked import Examples
from api.wire.fields import STRICT, Flag, Text
from dispatch.policy.no_shows import EntryKind, StandingKind


class NoShowOut(BaseModel):
    """A ride to which nobody came, or that was given up too late."""

    service_date: date
    ride_id: str
    kind: EntryKind
    excused: bool
    appealed: bool
    decided: bool


class StandingOut(BaseModel):
    """What holds today, in words, and the whole record, also what counts no more."""

    kind: StandingKind
    suspended_until: date | None
    sentence_ja: str
    sentence_en: str
    record: list[NoShowOut]


class AppealIn(BaseModel):
    """The rider's reason, as they would say it."""

    model_config = STRICT
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


APPEAL_EXAMPLES: Examples = {
    "ja": {"summary": "理由", "value": {"reason": "救急で病院に運ばれ、連絡できませんでした。"}},
    "en": {"summary": "A reason", "value": {"reason": "I waited at the other side of the station."}},
}


class AppealOut(BaseModel):
    """An appeal that nobody has decided on, with the rider's name as a list shows it."""

    service_date: date
    ride_id: str
    rider_id: str
    name: str
    kind: EntryKind
    reason: str
    appealed: datetime


class JudgementIn(BaseModel):
    """Whether the entry is excused, and why: for the audit log, so no name in it."""

    model_config = STRICT
    excused: Flag
    reason: Text


JUDGEMENT_EXAMPLES: Examples = {
    "ja": {"summary": "認める", "value": {"excused": True, "reason": "救急搬送を確認"}},
    "en": {"summary": "Not upheld", "value": {"excused": False, "reason": "the vehicle stood at the stop"}},
}


def no_show(row: NoShowRow) -> NoShowOut:
    """An entry of the record."""
    return NoShowOut(
        service_date=row.ride.service_date,
        ride_id=row.ride.ride_id,
        kind=row.kind,
        excused=row.excused,
        appealed=row.appealed_at is not None,
        decided=row.judged_at is not None,
    )
