"""Time of a service day: integer seconds after noon minus 12 h, so 25:30 is valid (GTFS Schedule, "Time")."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_S = 60
HOUR_S = 3600
HALF_HOUR_S = 30 * MINUTE_S
DAY_S = 24 * HOUR_S
LAST_SECOND_S = 48 * HOUR_S


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """The seconds of a service day between two moments, both included."""

    from_s: int
    until_s: int

    def __post_init__(self) -> None:
        if self.from_s > self.until_s:
            raise ValueError(
                f"a time window must not end before it begins: {clock(self.from_s)} to {clock(self.until_s)}"
            )

    def holds(self, at_s: int) -> bool:
        """Whether a moment lies in the window."""
        return self.from_s <= at_s <= self.until_s

    @property
    def width_s(self) -> int:
        """Seconds from beginning to end."""
        return self.until_s - self.from_s


def clock(at_s: int) -> str:
    """A moment of the service day as people write it.

    >>> clock(9 * 3600 + 20 * 60), clock(25 * 3600 + 1800)
    ('9:20', '25:30')
    """
    sign = "-" if at_s < 0 else ""
    hours, rest = divmod(abs(at_s), HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def ceil_to(step_s: int, at_s: int) -> int:
    """The first whole multiple of a step that is not before a moment.

    >>> clock(ceil_to(5 * MINUTE_S, 9 * HOUR_S + 61))
    '9:05'
    """
    return -(-at_s // step_s) * step_s
