"""What is kept of a rider: asked for because a ride needs it, and sealed as one record."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace

from api.people.phone import EXPECTED_JA, WrongPhone, read_phone
from dispatch.domain.load import Load
from gtfs.search_keys import fold

LONGEST_TEXT = 100
LONGEST_NOTE = 300
MOST_FAVOURITES = 20
LANGUAGES = ("ja", "en")
NOTICE_CHANNELS = ("sms", "voice", "email", "line", "none")
_KANA = re.compile("[ぁ-ゖー]+")


class WrongProfile(ValueError):
    """A field is not as expected; nothing was changed."""

    def __init__(self, field: str, expected: str, expected_ja: str) -> None:
        super().__init__(f"{field}: {expected}")
        self.field = field
        self.expected = expected
        self.expected_ja = expected_ja


@dataclass(frozen=True, slots=True)
class Needs:
    """What a rider needs to board."""

    wheelchair: bool = False
    walker: bool = False
    note: str = ""

    @property
    def alone(self) -> Load:
        """What a vehicle needs room for when the rider travels alone."""
        return Load(int(not self.wheelchair), int(self.wheelchair), int(self.walker))


@dataclass(frozen=True, slots=True)
class Favourite:
    """Two places a rider often goes between, by their ids, under a name; good for either way."""

    name: str
    origin: str
    destination: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A rider as the town knows them; `contact_phone` is a second number, of family or a helper."""

    name: str
    kana: str
    phone: str
    contact_phone: str = ""
    address: str = ""
    home_place_id: str = ""
    needs: Needs = Needs()
    favourites: tuple[Favourite, ...] = ()
    language: str = "ja"
    notice_channel: str = "sms"
    notice_address: str = ""
    fare_class: str = "adult"

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers that lead to the rider, their own first."""
        return (self.phone, self.contact_phone) if self.contact_phone else (self.phone,)


def checked(profile: Profile) -> Profile:
    """The profile with its numbers in one spelling; raises WrongProfile at the first field that is wrong."""
    for field in ("name", "kana"):
        if not getattr(profile, field).strip():
            raise WrongProfile(field, "not empty", "必ず入力してください。")
    for field in ("name", "kana", "address", "home_place_id", "notice_address", "fare_class"):
        if len(getattr(profile, field)) > LONGEST_TEXT:
            raise _too_long(field, LONGEST_TEXT)
    if not _KANA.fullmatch(fold(profile.kana)):
        raise WrongProfile("kana", "the reading in hiragana or katakana", "よみをかなで入力してください。")
    if len(profile.needs.note) > LONGEST_NOTE:
        raise _too_long("needs.note", LONGEST_NOTE)
    if len(profile.favourites) > MOST_FAVOURITES:
        limit_ja = f"登録できるのは{MOST_FAVOURITES}件までです。"
        raise WrongProfile("favourites", f"at most {MOST_FAVOURITES} favourites", limit_ja)
    for number, favourite in enumerate(profile.favourites):
        if not favourite.name.strip() or len(favourite.name) > LONGEST_TEXT:
            limit_ja = f"1文字以上{LONGEST_TEXT}文字以内で入力してください。"
            raise WrongProfile(f"favourites.{number}.name", f"1 to {LONGEST_TEXT} characters", limit_ja)
    if profile.language not in LANGUAGES:
        raise _none_of("language", LANGUAGES)
    if profile.notice_channel not in NOTICE_CHANNELS:
        raise _none_of("notice_channel", NOTICE_CHANNELS)
    contact = _number("contact_phone", profile.contact_phone) if profile.contact_phone else ""
    return replace(profile, phone=_number("phone", profile.phone), contact_phone=contact)


def profile_to_bytes(profile: Profile) -> bytes:
    """The record that is sealed."""
    return json.dumps(asdict(profile), ensure_ascii=False, separators=(",", ":")).encode()


def profile_from_bytes(record: bytes) -> Profile:
    """The profile of a record; fields that later versions add have their defaults in earlier records."""
    kept = json.loads(record)
    needs = Needs(**kept.pop("needs"))
    favourites = tuple(Favourite(**each) for each in kept.pop("favourites"))
    known = {field.name for field in fields(Profile)}
    plain = {name: str(value) for name, value in kept.items() if name in known}
    return Profile(**plain, needs=needs, favourites=favourites)


def _too_long(field: str, at_most: int) -> WrongProfile:
    return WrongProfile(field, f"at most {at_most} characters", f"{at_most}文字以内で入力してください。")


def _none_of(field: str, known: tuple[str, ...]) -> WrongProfile:
    listed = ", ".join(known)
    return WrongProfile(field, f"one of {listed}", f"次のいずれかを指定してください: {listed}")


def _number(field: str, typed: str) -> str:
    try:
        return read_phone(typed).e164
    except WrongPhone as problem:
        raise WrongProfile(field, str(problem), EXPECTED_JA) from problem
