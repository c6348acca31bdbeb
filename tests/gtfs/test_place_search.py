"""People find a place however they write it, and the public never finds a home."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs.place_search import Match, PlaceSearch, search_for_operators, search_for_public
from gtfs.service import Service, read_service
from gtfs.service_doors import DoorKind
from tests.examples.namioka_demo import NAMIOKA


@cache
def namioka() -> Service:
    return read_service(NAMIOKA)


@cache
def public() -> PlaceSearch:
    return search_for_public(namioka())


@cache
def operators() -> PlaceSearch:
    return search_for_operators(namioka())


def names(query: str, limit: int = 10) -> list[str]:
    return [found.named.name for found in public().search(query, limit)]


@pytest.mark.parametrize(
    ("query", "first", "match"),
    [
        ("なみおか", "浪岡", Match.EXACT),
        ("ナミオカ", "浪岡", Match.EXACT),
        ("ﾅﾐｵｶ", "浪岡", Match.EXACT),
        ("namioka", "浪岡", Match.EXACT),
        ("NAMIOKA", "浪岡", Match.EXACT),
        ("ｎａｍｉｏｋａ", "浪岡", Match.EXACT),
        ("浪岡駅", "浪岡駅", Match.EXACT),
        ("浪岡駅前", "浪岡駅前", Match.EXACT),
        (" 浪岡　駅 ", "浪岡駅", Match.EXACT),
        ("namioka eki", "浪岡駅", Match.EXACT),
        ("病院", "青森病院", Match.PART),
        ("びょういん", "青森病院", Match.PART),
        ("びよういん", "青森病院", Match.PART),
        ("ﾋﾞｮｳｲﾝ", "青森病院", Match.PART),
        ("byoin", "青森病院", Match.PART),
        ("byouin", "青森病院", Match.PART),
        ("byōin", "青森病院", Match.PART),
        ("byooin", "青森病院", Match.PART),
        ("青森 病院", "青森病院", Match.EXACT),
        ("病院 あおもり", "青森病院", Match.WORDS),
        ("浪岡えき", "浪岡駅", Match.WORDS),
        ("aomori びょういん", "青森病院", Match.WORDS),
        ("だいしゃか", "大釈迦", Match.EXACT),
        ("daishaka", "大釈迦", Match.EXACT),
        ("daisyaka", "大釈迦", Match.EXACT),
        ("大釈迦え", "大釈迦駅前", Match.WORDS),
        ("大釈迦駅", "大釈迦駅前", Match.PREFIX),
        ("みちのえ", "道の駅なみおか", Match.PREFIX),
        ("michinoeki", "道の駅なみおか", Match.PREFIX),
        ("mitinoeki", "道の駅なみおか", Match.PREFIX),
        ("福田2丁目", "福田二丁目", Match.EXACT),
        ("福田２丁目", "福田二丁目", Match.EXACT),
        ("増舘", "増館", Match.EXACT),
        ("かれいざわ", "王余魚沢", Match.EXACT),
        ("王余魚澤", "王余魚沢", Match.EXACT),
        ("じむしょどうり", "浪岡事務所通り", Match.PART),
        ("jimusho", "浪岡事務所通り", Match.PART),
        ("zimusyo", "浪岡事務所通り", Match.PART),
        ("gohommatsu", "五本松", Match.EXACT),
        ("gohonmatu", "五本松", Match.EXACT),
        ("shinyokinko", "信用金庫前", Match.PREFIX),
        ("りんどう", "りんどう苑前", Match.PREFIX),
        ("なみおが", "浪岡", Match.MISTYPED),
        ("なみかお", "浪岡", Match.MISTYPED),
        ("namiojka", "浪岡", Match.MISTYPED),
        ("nmioka", "浪岡", Match.MISTYPED),
        ("aomoribyouim", "青森病院", Match.MISTYPED),
        ("しんようきこ", "信用金庫前", Match.MISTYPED),
        ("道の駅なみおが", "道の駅なみおか", Match.MISTYPED),
    ],
)
def test_what_a_person_would_type_finds_the_place(query: str, first: str, match: Match) -> None:
    found = public().search(query, 3)
    assert [found[0].named.name, found[0].match] == [first, match]


def test_whole_names_come_first_then_beginnings_then_parts_and_shorter_names_before_longer() -> None:
    assert names("駅", 4) == ["駅南", "浪岡駅", "浪岡駅前", "大釈迦駅前"]
    matches = [found.match for found in public().search("なみおか", 40)]
    assert matches == sorted(matches)
    assert {Match.EXACT, Match.PREFIX, Match.PART} == set(matches)


@pytest.mark.parametrize("query", ["", "   ", "・-()", "空港", "zzzzzz", "んんんん", "x" * 10_000, "\0"])
def test_what_names_no_place_finds_none(query: str) -> None:
    assert public().search(query) == ()


def test_two_letters_one_of_them_wrong_find_nothing() -> None:
    assert names("浪丘") == []


def test_typing_errors_are_looked_for_only_where_nothing_is_written_as_asked() -> None:
    assert names("浪岡駅") == ["浪岡駅", "浪岡駅前"]


def test_a_stop_is_found_once_with_all_its_poles() -> None:
    found = public().search("浪岡駅前")[0]
    assert [namioka().places[index].place_id for index in found.named.places] == ["1_01", "1_02"]
    assert found.place == namioka().places.index_of("1_01")
    assert found.named.door is None


def test_no_more_answers_come_than_asked_for() -> None:
    assert len(public().search("なみおか", 3)) == 3
    with pytest.raises(ValueError, match="limit must be at least 1, not 0"):
        public().search("なみおか", 0)


def test_an_operator_finds_homes_too_after_stops_and_landmarks_that_fit_alike() -> None:
    found = operators().search("下十川", 100)
    homes = [answer.named.door is DoorKind.HOME for answer in found]
    assert any(homes)
    by_match = {match: [h for f, h in zip(found, homes, strict=True) if f.match is match] for match in Match}
    assert all(each == sorted(each) for each in by_match.values())
    assert operators().search("見本の家7 浪岡大字下十川字宮本")[0].match is Match.EXACT


@pytest.mark.parametrize("query", ["見本の家", "みほんのいえ7", "mihonnoie", "下十川字宮本", "みほんのいぇ"])
def test_the_public_finds_no_home_by_its_name(query: str) -> None:
    assert not any("家" in name and "山の家" not in name for name in names(query, 100))


@given(query=st.text(max_size=12) | st.text("なみおかえきまaiosnk浪岡駅家見本の1 ", max_size=8))
def test_whatever_is_typed_the_public_finds_only_what_is_public(query: str) -> None:
    known = set(namioka().public_places)
    found = public().search(query, 500)
    assert all(set(answer.named.places) <= known for answer in found)
    assert len({answer.named for answer in found}) == len(found)


@given(name=st.sampled_from([place.name for place in namioka().places if not place.place_id.startswith("h")]))
def test_every_public_name_is_found_first_by_itself_and_by_its_reading(name: str) -> None:
    assert names(name)[0] == name
    reading = next(entry.kana for entry in public().entries if entry.name == name)
    assert name in names(reading, 3)


def test_places_outside_the_area_are_for_operators_only() -> None:
    inside = frozenset({namioka().places.index_of("1_01")})
    service = replace(namioka(), served=inside)
    assert [found.named.places for found in search_for_public(service).search("浪岡")] == [tuple(inside)]
    assert len(search_for_operators(service).search("浪岡", 500)) > 100
