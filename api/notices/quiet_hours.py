"""Nobody is woken for what can wait: by night only what is urgent is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.notices.templates import NoticeKind

K = NoticeKind
URGENT = frozenset({K.AT_RISK, K.LATE_ARRIVAL, K.VEHICLE_NEAR, K.ONE_TIME_CODE})
"""What a rider waits for at this moment."""
SOON_AFTER = timedelta(hours=2)
"""News of a ride that begins so soon after the night cannot wait for the morning."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The night of a town, from one time of the clock to another."""

    zone: ZoneInfo
    begins: time = time(21)
    ends: time = time(7)

    def send_from(self, kind: NoticeKind, now_unix_s: int, ride_unix_s: int | None = None) -> int:
        """From when on a notice may be sent: now, or at the end of the night.

        `ride_unix_s` is when the ride begins that it is about.
        """
        morning = self._morning(datetime.fromtimestamp(now_unix_s, self.zone))
        if morning is None or kind in URGENT:
            return now_unix_s
        morning_unix_s = int(morning.timestamp())
        if ride_unix_s is not None and ride_unix_s < morning_unix_s + SOON_AFTER.total_seconds():
            return now_unix_s
        return morning_unix_s

    def _morning(self, now: datetime) -> datetime | None:
        """When the night ends in which a moment lies; None by day."""
        clock = now.time()
        if self.begins <= self.ends:
            in_the_night, ends_today = self.begins <= clock < self.ends, True
        else:
            in_the_night, ends_today = clock >= self.begins or clock < self.ends, clock < self.ends
        if not in_the_night:
            return None
        day = now.date() if ends_today else now.date() + timedelta(days=1)
        return datetime.combine(day, self.ends, self.zone)
