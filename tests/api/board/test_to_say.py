"""Whoever must be called is told in words, in both languages, whatever the cause."""

from __future__ import annotations

import pytest

from api.board.to_say import moved_to, said_of
from api.desk.town import Town
from api.notices.templates import NoticeKind
from dispatch.domain.disruptions import CallCause
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.time import HOUR_S, TimeWindow

FACTS = {"at_s": 9 * HOUR_S, "origin": "home_001", "destination": "place_01"}


@pytest.mark.parametrize("cause", CallCause)
def test_every_cause_has_its_words(cause: CallCause, town: Town) -> None:
    said = said_of(cause, FACTS, town)
    assert all("{" not in words and "home_001" not in words for words in said)


def test_a_notice_that_reached_nobody_is_read_aloud(town: Town) -> None:
    facts = {
        "date": "2026-12-02",
        "from_s": 9 * HOUR_S,
        "answer_date": "2026-12-02",
        "answer_by_s": 8 * HOUR_S,
    }
    said = said_of(NoticeKind.WAITLIST_OFFER, facts, town)
    assert said.ja.startswith("空きが出ました")
    assert "9:00 am" in said.en


def test_a_place_that_the_service_has_no_more_is_said_by_its_id(town: Town) -> None:
    assert "old_place" in said_of(CallCause.NO_VEHICLE, {**FACTS, "origin": "old_place"}, town).en


def test_who_is_moved_hears_the_new_window() -> None:
    limits = RideLimits(TimeWindow(9 * HOUR_S, 9 * HOUR_S + 600), 10 * HOUR_S, 1800)
    ends = PlaceIndex(0), PlaceIndex(1)
    promise = Promise(RideId("r"), RequestId("q"), RiderId("p"), Load(1), *ends, limits)
    said = moved_to(promise)
    assert "午前9時から午前9時10分" in said.ja
    assert "between 9:00 am and 9:10 am" in said.en
