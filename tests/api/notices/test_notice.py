"""Every notice says what it must in either language, fits into an SMS, and never goes out with a gap."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.notices.notice import LONGEST_NAME, Notice, WrongFacts, facts_of, shortened
from api.notices.templates import CAUSES, TEMPLATES, NoticeKind
from dispatch.domain.saying import LANGUAGES, Language
from dispatch.domain.time import HOUR_S

FACTS: dict[str, str | int] = {
    "date": "2026-12-23",
    "until_date": "2026-12-30",
    "from_s": 11 * HOUR_S + 40 * 60,
    "until_s": 11 * HOUR_S + 50 * 60,
    "at_s": 12 * HOUR_S + 55 * 60,
    "arrive_by_s": 12 * HOUR_S + 55 * 60,
    "answer_date": "2026-12-22",
    "answer_by_s": 11 * HOUR_S + 15 * 60,
    "arrive_min": 10,
    "wait_min": 120,
    "life_min": 10,
    "place": "青森市浪岡中央公民館前停留所",
    "vehicle": "デマンド１号車",
    "code": "123456",
    "cause": "vehicle",
}
"""The longest of each kind that a day brings."""
SMS_JA, SMS_EN_TWO_PARTS = 70, 2 * 67
"""An English sentence with a Japanese place name is sent in the same alphabet as a Japanese one."""
KINDS = pytest.mark.parametrize("kind", NoticeKind)
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def a_notice(kind: NoticeKind, language: Language, **changes: str | int) -> Notice:
    facts = {name: FACTS[name] for name in facts_of(kind, language)}
    return Notice(kind, "rider-1", language, facts | changes)


@KINDS
def test_a_notice_fits_into_an_sms(kind: NoticeKind) -> None:
    assert len(a_notice(kind, "ja").text) <= SMS_JA
    assert len(a_notice(kind, "en").text) <= SMS_EN_TWO_PARTS


@KINDS
def test_both_languages_tell_the_same_facts(kind: NoticeKind) -> None:
    assert facts_of(kind, "ja") == facts_of(kind, "en")
    assert facts_of(kind, "ja") <= FACTS.keys()


@KINDS
@BOTH
def test_a_fact_that_is_missing_or_empty_is_an_error_at_once(kind: NoticeKind, language: Language) -> None:
    whole = a_notice(kind, language).facts
    for name in whole:
        with pytest.raises(WrongFacts, match=f"{kind.value}: {name} is missing"):
            Notice(kind, "rider-1", language, {k: v for k, v in whole.items() if k != name})
        with pytest.raises(WrongFacts, match=f"{kind.value}: {name}"):
            a_notice(kind, language, **{name: " "})
        with pytest.raises(WrongFacts, match=f"{kind.value}: {name}"):
            a_notice(kind, language, **{name: True})


@KINDS
@BOTH
def test_every_fact_is_told_and_no_brace_is_left(kind: NoticeKind, language: Language) -> None:
    text = a_notice(kind, language).text
    assert not set("{}") & set(text)
    for name in facts_of(kind, language):
        other = {"place": "駅", "vehicle": "2号車", "code": "654321", "cause": "snow"}.get(name)
        changed = "2026-12-02" if name.endswith("date") else 8 * HOUR_S if name.endswith("_s") else other or 3
        assert a_notice(kind, language, **{name: changed}).text != text


def test_notices_sound_like_people() -> None:
    facts: dict[str, str | int] = {
        "date": "2026-12-02",
        "from_s": 9 * HOUR_S + 20 * 60,
        "until_s": 9 * HOUR_S + 30 * 60,
        "place": "浪岡駅前",
    }
    ja = Notice(NoticeKind.BOOKING_CONFIRMED, "rider-1", "ja", facts)
    assert ja.text == (
        "ご予約できました。12月2日(水)午前9時20分から午前9時30分の間に浪岡駅前へお迎えに参ります。"
    )
    en = Notice(NoticeKind.BOOKING_CONFIRMED, "rider-1", "en", facts | {"place": "Namioka Station"})
    assert en.text == "Booked: on Wed 2 Dec we pick you up at Namioka Station between 9:20 am and 9:30 am."
    late = Notice(NoticeKind.AT_RISK, "rider-1", "en", {"place": "the clinic", "at_s": 12 * HOUR_S})
    assert late.text == "Sorry, we are running late. We expect to reach the clinic at about 12:00 pm."


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        (NoticeKind.AT_RISK, {"at_s": "9:20"}, "at_s is a whole number, not '9:20'"),
        (NoticeKind.AT_RISK, {"colour": "red"}, "colour is not told; at_s, place expected"),
        (NoticeKind.NO_SHOW_WARNING, {"date": "2026-02-30"}, "date: 2026-02-30 is not in the calendar"),
        (NoticeKind.SERVICE_SUSPENDED, {"cause": "alien"}, "cause is one of snow, weather, road"),
        (NoticeKind.ONE_TIME_CODE, {"code": 12}, "code is a text with something in it, not 12"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_told(kind: NoticeKind, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongFacts, match=told):
        a_notice(kind, "ja", **changes)


def test_a_notice_keeps_its_facts() -> None:
    facts: dict[str, str | int] = {"place": "浪岡駅前", "at_s": 9 * HOUR_S}
    notice = Notice(NoticeKind.AT_RISK, "rider-1", "ja", facts)
    facts["at_s"] = 10 * HOUR_S
    assert "午前9時" in notice.text


@given(st.sampled_from(NoticeKind), st.sampled_from(LANGUAGES), st.data())
def test_no_name_however_long_or_odd_bursts_an_sms(
    kind: NoticeKind, language: Language, data: st.DataObject
) -> None:
    names = st.text(min_size=1, max_size=80).filter(str.strip)
    changes = {
        name: data.draw(names) for name in sorted(facts_of(kind, language) & {"place", "vehicle", "code"})
    }
    text = a_notice(kind, language, **changes).text
    assert len(text) <= (SMS_JA if language == "ja" else SMS_EN_TWO_PARTS)
    assert "\n" not in text


@given(st.text(max_size=60), st.integers(1, 20))
def test_a_short_name_stays_as_it_is(name: str, longest: int) -> None:
    short = shortened(name, longest)
    assert len(short) <= longest
    if len(name) <= longest and name == " ".join(name.split()):
        assert short == name


def test_every_kind_and_cause_has_words_in_both_languages() -> None:
    assert set(TEMPLATES) == set(NoticeKind)
    assert all(said.ja and said.en for said in (*TEMPLATES.values(), *CAUSES.values()))
    assert min(LONGEST_NAME.values()) >= 10
