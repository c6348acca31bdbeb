"""Invented people for a demo: riders with names and numbers, staff, and tablets; all of one area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection

from api.demo.life import Resident
from api.desk.town import Town
from api.people.devices import add_device, enrol, note_shift
from api.people.entrance import People
from api.people.profile import Favourite, Needs, Profile
from api.people.roles import STAFF_ROLES
from api.people.staff import Grant, add_staff
from api.people.tokens import TokenKind, issue
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId
from gtfs.service_doors import DoorKind

FAMILIES = (
    *(("工藤", "くどう"), ("佐藤", "さとう"), ("成田", "なりた"), ("葛西", "かさい"), ("三上", "みかみ")),
    *(
        ("木村", "きむら"),
        ("対馬", "つしま"),
        ("長谷川", "はせがわ"),
        ("斎藤", "さいとう"),
        ("山内", "やまうち"),
    ),
    *(("福士", "ふくし"), ("古川", "ふるかわ"), ("小笠原", "おがさわら"), ("鎌田", "かまた"), ("今", "こん")),
)
GIVEN = (
    *(("ハナ", "はな"), ("キヨ", "きよ"), ("勝男", "かつお"), ("ミツ", "みつ"), ("昭二", "しょうじ")),
    *(("トシ", "とし"), ("正雄", "まさお"), ("フミ", "ふみ"), ("和子", "かずこ"), ("清", "きよし")),
)
FIRST_NUMBER = "090-1234-{:04}"
STAFF_ACCOUNT, STAFF_PASSWORD = "demo", "noriai trial 2026"
FAVOURITES = 3
MIXING = 7
"""Has no divisor in common with the number of given names."""
LONG = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Registered:
    """A resident under the id of the service, with the number they call from and a token of their own."""

    rider_id: RiderId
    name: str
    phone: str
    token: str


def register(
    connection: Connection, people: People, town: Town, residents: Iterable[Resident], now: datetime
) -> dict[RiderId, Registered]:
    """Register residents; the same residents get the same names and numbers."""
    found: dict[RiderId, Registered] = {}
    for number, (resident, (name, kana)) in enumerate(zip(residents, _names(), strict=False), 1):
        profile = Profile(
            name=name,
            kana=kana,
            phone=FIRST_NUMBER.format(number),
            home_place_id=resident.home_place_id,
            needs=Needs(wheelchair=resident.wheelchair),
            favourites=_favourites(resident, town),
            notice_channel="none" if number % 3 else "sms",
        )
        rider_id = people.directory.register(connection, town.area, profile, now)
        token = issue(connection, TokenKind.RIDER, rider_id, now)
        found[resident.simulated] = Registered(rider_id, name, profile.phone, token)
    return found


def employ(connection: Connection, people: People, town: Town, now: datetime) -> str:
    """One member of staff with every role, whose password is no secret; a token of theirs."""
    grants = [Grant(role, town.area) for role in sorted(STAFF_ROLES)]
    hashed = people.passwords.hash(STAFF_ACCOUNT, STAFF_PASSWORD)
    add_staff(connection, people.vault, STAFF_ACCOUNT, "平木 和子", hashed, grants, now)
    return issue(connection, TokenKind.STAFF, STAFF_ACCOUNT, now)


def equip(connection: Connection, people: People, town: Town, now: datetime) -> Mapping[VehicleId, str]:
    """A tablet for every vehicle, with its shift begun; their tokens."""
    tokens: dict[VehicleId, str] = {}
    for vehicle in town.service.vehicles:
        made = add_device(connection, people.vault, town.area, vehicle.vehicle_id, "demo", now)
        note_shift(connection, made.device_id, now + LONG)
        token = enrol(connection, people.vault, made.code, now)
        assert token is not None
        tokens[vehicle.vehicle_id] = token
    return tokens


def _favourites(resident: Resident, town: Town) -> tuple[Favourite, ...]:
    """From home to the first landmarks of the service."""
    if not resident.home_place_id:
        return ()
    doors = town.service.doors
    landmarks = [
        place for place, kind in zip(doors.places, doors.kinds, strict=True) if kind is not DoorKind.HOME
    ]
    return tuple(
        Favourite(place.name, resident.home_place_id, place.place_id) for place in landmarks[:FAVOURITES]
    )


def _names() -> Iterator[tuple[str, str]]:
    """Families and given names, mixed; each pair once before the first comes again."""
    for number in count():
        families_done, place = divmod(number, len(FAMILIES))
        (family, family_kana) = FAMILIES[place]
        (given, given_kana) = GIVEN[(place + MIXING * families_done) % len(GIVEN)]
        yield f"{family} {given}", f"{family_kana} {given_kana}"
