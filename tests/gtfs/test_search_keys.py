"""Ways of writing one name fall together, and names that differ stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs.search_keys import fold, kana_key, romaji_key, romaji_of

SYLLABLES = (
    "なにぬねのかきくけこさしすせそたちつてとまみむめもやゆよらりるれろわんがぎぐげござじずぜぞばびぶべぼ"
)


@pytest.mark.parametrize(
    ("kana", "typed"),
    [
        ("びょういん", ["byouin", "byoin", "byooin", "BYŌIN", "biyouin"]),
        ("しょうがっこう", ["shougakkou", "shogakko", "syougakkou", "syogakko", "shōgakkō"]),
        ("じどうかん", ["jidoukan", "jidokan", "zidoukan", "jidohkan"]),
        ("おおすぎ", ["oosugi", "osugi", "ohsugi", "ōsugi"]),
        ("ごほんまつ", ["gohonmatsu", "gohommatsu", "gohonmatu", "gohonnmatu"]),
        ("しんいち", ["shin'ichi", "shinichi", "sinniti", "siniti"]),
        ("ほっちゃれ", ["hotchare", "hocchare", "hottyare"]),
        ("ちょうしゃ", ["chousha", "tyousya", "chōsha", "cyousya"]),
        ("ふじ", ["fuji", "huzi", "huji"]),
        ("せんたー", ["sentaa", "senta", "sentā"]),
        ("つづき", ["tsuzuki", "tuduki", "tsudzuki"]),
        ("えいがかん", ["eigakan", "eegakan"]),
    ],
)
def test_romaji_of_any_style_sounds_as_the_kana_do(kana: str, typed: list[str]) -> None:
    assert {romaji_key(fold(word)) for word in typed} == {romaji_of(fold(kana))}


@pytest.mark.parametrize(
    ("one", "other"),
    [("こうえん", "こおえん"), ("きっさてん", "きつさてん"), ("つづき", "つずき"), ("せんたー", "せんた")],
)
def test_kana_as_people_hear_them_fall_together(one: str, other: str) -> None:
    assert kana_key(fold(one)) == kana_key(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("かき", "かぎ"), ("はし", "ばし"), ("さか", "さが"), ("なか", "なが")]
)
def test_kana_that_sound_apart_stay_apart(one: str, other: str) -> None:
    assert kana_key(one) != kana_key(other)
    assert romaji_of(one) != romaji_of(other)


@given(st.text(SYLLABLES, min_size=1, max_size=12))
def test_katakana_and_half_width_kana_fold_to_hiragana(kana: str) -> None:
    katakana = "".join(chr(ord(letter) + 0x60) for letter in kana)
    assert fold(katakana) == fold(kana) == kana


@given(st.text(max_size=30))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
