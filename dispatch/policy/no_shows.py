"""What follows when riders do not come: a warning, then a pause, by the town's rule and open to appeal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.calendar_date import day_number, days_after
from dispatch.domain.reason import Reason
from dispatch.domain.saying import Said, spoken_date


class EntryKind(StrEnum):
    """What a rider did with a seat that others were refused."""

    NO_SHOW = "no_show"
    LATE_CANCEL = "late_cancel"


@dataclass(frozen=True, slots=True)
class NoShowEntry:
    """One time nobody came, or a ride was given up too late; an appeal that is upheld excuses it."""

    date: str
    kind: EntryKind
    excused: bool = False


@dataclass(frozen=True, slots=True)
class NoShowRule:
    """What the town has agreed: so many times within so many days warn, so many more pause bookings."""

    within_days: int = 90
    warn_at: int = 2
    pause_at: int = 3
    pause_days: int = 14
    late_cancels_as_one: int = 2
    """So many late cancellations count as one no-show; 0 where they do not count."""

    def __post_init__(self) -> None:
        if min(self.within_days, self.warn_at, self.pause_days) < 1 or self.late_cancels_as_one < 0:
            raise ValueError("days and counts of a no-show rule begin at 1")
        if self.pause_at <= self.warn_at:
            raise ValueError(
                f"a pause at {self.pause_at} would come without a warning at {self.warn_at}; pause later"
            )


class StandingKind(StrEnum):
    """What holds for a rider on a date."""

    CLEAR = "clear"
    WARNED = "warned"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rider's record means on a date, and the sentence that explains it."""

    kind: StandingKind
    entries: tuple[NoShowEntry, ...]
    """Those that count, the earliest first; each may be appealed."""
    suspended_until: str | None
    """The last date without bookings."""
    said: Said

    @property
    def reason(self) -> Reason | None:
        """Why a request would be refused."""
        return Reason.SUSPENDED if self.kind is StandingKind.SUSPENDED else None


def standing_on(date: str, record: Sequence[NoShowEntry], rule: NoShowRule) -> Standing:
    """What a rider's record means on a date.

    A pause begins with the entry that fills the count and ends `pause_days` later. The entries that led
    to it are spent: who returns from a pause begins anew. An excused entry was never there.
    """
    counted = sorted((e for e in record if not e.excused and e.date <= date), key=lambda e: (e.date, e.kind))
    recent: list[NoShowEntry] = []
    for entry in counted:
        recent = [*_within(recent, entry.date, rule), entry]
        if not _reaches(recent, rule.pause_at, rule):
            continue
        until = days_after(entry.date, rule.pause_days)
        if date <= until:
            return Standing(
                StandingKind.SUSPENDED, tuple(recent), until, _said_suspended(recent, until, rule)
            )
        recent = []
    recent = _within(recent, date, rule)
    if _reaches(recent, rule.warn_at, rule):
        return Standing(StandingKind.WARNED, tuple(recent), None, _said_warned(recent, rule))
    return Standing(StandingKind.CLEAR, tuple(recent), None, Said("ご予約いただけます。", "You may book."))


def _within(entries: Sequence[NoShowEntry], date: str, rule: NoShowRule) -> list[NoShowEntry]:
    return [e for e in entries if day_number(date) - day_number(e.date) < rule.within_days]


def _reaches(entries: Sequence[NoShowEntry], count: int, rule: NoShowRule) -> bool:
    no_shows, late = _counts(entries)
    return no_shows + (late // rule.late_cancels_as_one if rule.late_cancels_as_one else 0) >= count


def _counts(entries: Sequence[NoShowEntry]) -> tuple[int, int]:
    no_shows = sum(entry.kind is EntryKind.NO_SHOW for entry in entries)
    return no_shows, len(entries) - no_shows


def _told(entries: Sequence[NoShowEntry], rule: NoShowRule) -> Said:
    no_shows, late = _counts(entries)
    late *= rule.late_cancels_as_one > 0
    ja = [f"無断キャンセルが{no_shows}回"] * (no_shows > 0) + [f"直前の取消が{late}回"] * (late > 0)
    en = [f"{no_shows} missed ride{'s' * (no_shows > 1)}"] * (no_shows > 0)
    en += [f"{late} late cancellation{'s' * (late > 1)}"] * (late > 0)
    days = rule.within_days
    return Said(f"{days}日のうちに{'、'.join(ja)}", f"{' and '.join(en)} within {days} days")


def _said_warned(entries: Sequence[NoShowEntry], rule: NoShowRule) -> Said:
    told = _told(entries, rule)
    return Said(
        f"{told.ja}ありました。続きますと{rule.pause_days}日間ご予約をお預かりできなくなります。"
        "ご事情のあるときは係にお話しください。",
        f"There were {told.en}. If it goes on, booking is paused for {rule.pause_days} days. "
        "If there was a reason, please tell our staff.",
    )


def _said_suspended(entries: Sequence[NoShowEntry], until: str, rule: NoShowRule) -> Said:
    told = _told(entries, rule)
    return Said(
        f"{told.ja}あったため、{spoken_date(until, 'ja')}までご予約をお預かりできません。"
        "ご事情のあるときは係にお話しください。",
        f"Booking is paused until {spoken_date(until, 'en')}, because of {told.en}. "
        "If there was a reason, please tell our staff.",
    )
