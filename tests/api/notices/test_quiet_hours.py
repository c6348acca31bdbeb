"""By night a town sleeps: what can wait is told in the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.notices.quiet_hours import URGENT, QuietHours
from api.notices.templates import NoticeKind

JAPAN = ZoneInfo("Asia/Tokyo")
QUIET = QuietHours(JAPAN)


def at(hour: int, minute: int = 0, day: int = 2) -> int:
    return int(datetime(2026, 12, day, hour, minute, tzinfo=JAPAN).timestamp())


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (at(20, 59), at(20, 59)),
        (at(21), at(7, day=3)),
        (at(23, 59), at(7, day=3)),
        (at(0), at(7)),
        (at(6, 59), at(7)),
        (at(7), at(7)),
        (at(12), at(12)),
    ],
)
def test_a_confirmation_waits_for_the_morning(now: int, sent: int) -> None:
    assert QUIET.send_from(NoticeKind.BOOKING_CONFIRMED, now) == sent


@pytest.mark.parametrize("kind", sorted(URGENT))
def test_what_a_rider_waits_for_is_sent_by_night(kind: NoticeKind) -> None:
    assert QUIET.send_from(kind, at(22)) == at(22)


def test_news_of_a_ride_soon_after_the_night_does_not_wait() -> None:
    for_kind = NoticeKind.AMENDED
    assert QUIET.send_from(for_kind, at(22), ride_unix_s=at(8, 59, day=3)) == at(22)
    assert QUIET.send_from(for_kind, at(22), ride_unix_s=at(9, day=3)) == at(7, day=3)


def test_a_town_may_be_quiet_at_noon() -> None:
    noon = QuietHours(JAPAN, time(12), time(13))
    assert noon.send_from(NoticeKind.BOOKING_CHANGED, at(12, 30)) == at(13)
    assert noon.send_from(NoticeKind.BOOKING_CHANGED, at(13)) == at(13)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
        lambda moment: int(moment.replace(tzinfo=JAPAN).timestamp())
    ),
    st.sampled_from(NoticeKind),
    st.sampled_from([JAPAN, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")]),
)
def test_nothing_that_can_wait_is_ever_sent_by_night(now: int, kind: NoticeKind, zone: ZoneInfo) -> None:
    sent = QuietHours(zone).send_from(kind, now)
    hour = datetime.fromtimestamp(sent, zone).hour
    assert kind in URGENT or 7 <= hour < 21
    assert now <= sent <= now + timedelta(hours=11).total_seconds()
