"""One spelling for the many ways to write a name: kanji variants, kana of any width, romaji of any style."""

import re
import unicodedata

import jaconv

from gtfs.jp import hiragana

_VARIANTS = str.maketrans(
    "澤髙﨑濱邊邉齋齊斉廣國嶋舘瀧龍櫻條藏栁德ゖケ一二三四五六七八九",
    "沢高崎浜辺辺斎斎斎広国島館滝竜桜条蔵柳徳けけ123456789",
)
"""Old and local forms of kanji beside the usual ones, and the numerals of 二丁目."""
_ADDRESS_WORDS = re.compile("大字|字")
_NOT_READ = re.compile(r"[\W_]+")
_LATIN = re.compile("[a-zāīūēōâîûêô]+")

_FULL_SIZE = str.maketrans("ぁぃぅぇぉゃゅょゎっづぢを", "あいうえおやゆよわつずじお")
_LONG_VOWEL = re.compile(
    "(?<=[あかさたなはまやらわがざだばぱ])あ+"
    "|(?<=[うくすつぬふむゆるぐずぶぷゔ])う+"
    "|(?<=[えけせてねへめれげぜでべぺ])[えい]+"
    "|(?<=[おこそとのほもよろごぞどぼぽ])[おう]+"
    "|ー"
)

_MACRONS = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_ROMAJI_STEPS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("[ct]ch", "ch"),
        ("sh", "sy"),
        ("ch|cy", "ty"),
        ("ts", "t"),
        ("j", "zy"),
        ("f", "h"),
        ("l", "r"),
        ("m(?=[bmp])", "n"),
        ("wo", "o"),
        ("d(?=[yu])|dz", "z"),  # づ, ぢゃ
        ("di", "zi"),
        ("(?<=[aeiou])h(?![aeiouy])", ""),  # Ohsugi
        ("yi", "i"),  # shi, ji: syi, zyi by now
        ("iy(?=[auo])", "y"),  # biyouin for byouin
        ("a+", "a"),
        ("i+", "i"),
        ("u+", "u"),
        ("e[ei]+", "e"),
        ("o[ou]+", "o"),
        (r"([b-df-hj-np-tv-z])\1(?!\1)", r"\1"),  # gakkou, honngou
    )
)


def is_romaji(text: str) -> bool:
    """Whether a folded text is written in letters alone."""
    return _LATIN.fullmatch(text) is not None


def fold(text: str) -> str:
    """A name as written, with widths, letter case, kana kind, kanji variants, spaces and signs made one.

    >>> fold("ﾅﾐｵｶ 駅"), fold("浪岡大字増舘"), fold("福田二丁目")
    ('なみおか駅', '浪岡増館', '福田2丁目')
    """
    plain = _NOT_READ.sub("", hiragana(unicodedata.normalize("NFKC", text).casefold()))
    varied = plain.translate(_VARIANTS)
    return _ADDRESS_WORDS.sub("", varied) or varied


def kana_key(kana: str) -> str:
    """Folded kana as they sound: small letters full, long vowels short, づ as ず.

    >>> kana_key("びょういん") == kana_key("びよういん"), kana_key("とおり") == kana_key("とうり")
    (True, True)
    """
    return _LONG_VOWEL.sub("", kana.translate(_FULL_SIZE))


def romaji_key(letters: str) -> str:
    """Romaji of any style as one: Hepburn as Kunrei, long vowels short, double consonants single.

    >>> romaji_key("byouin"), romaji_key("byoin"), romaji_key("shinbashi"), romaji_key("simbasi")
    ('byoin', 'byoin', 'sinbasi', 'sinbasi')
    """
    key = letters.casefold().translate(_MACRONS)
    for pattern, replacement in _ROMAJI_STEPS:
        key = pattern.sub(replacement, key)
    return key


def romaji_of(kana: str) -> str:
    """The romaji key of a folded reading, to look romaji up in."""
    # jaconv writes しんいち as shin'ichi, which few people type.
    return romaji_key(_NOT_READ.sub("", jaconv.kana2alphabet(kana.replace("ー", ""))))
