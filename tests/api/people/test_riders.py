"""Riders are registered, found, changed, linked, shown to themselves, and forgotten for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from api.people.erasure import erase, erase_again, list_erased, own_data
from api.people.household import LinkKind, link, list_bookable, list_proxies, unlink
from api.people.name_index import NameIndex
from api.people.profile import Favourite, Needs, Profile, WrongProfile
from api.people.riders import NoSuchRider, RiderDirectory
from api.people.sealed import Unreadable
from api.people.sign_in import SignIn
from api.people.tables import ERASED_RIDER, RIDER, RIDER_KEY, RIDER_PHONE, TOKEN
from api.people.tokens import TokenKind, issue
from api.storage.database import Database
from dispatch.domain.request import RiderId
from tests.api.people.people import AREA, NOW, TANAKA

SATO = Profile(name="佐藤 花子", kana="さとう はなこ", phone="090-1234-5678")


def registered(database: Database, directory: RiderDirectory, profile: Profile, area: str = AREA) -> RiderId:
    with database.write() as connection:
        return directory.register(connection, area, profile, NOW)


def register_all(database: Database, directory: RiderDirectory, profiles: list[Profile]) -> None:
    with database.write() as connection:
        for profile in profiles:
            directory.register(connection, AREA, profile, NOW)


def test_a_registered_rider_is_read_as_they_were_written_with_numbers_in_one_spelling(
    database: Database, directory: RiderDirectory
) -> None:
    rider_id = registered(database, directory, TANAKA)
    with database.read() as connection:
        rider = directory.get(connection, rider_id)
    assert rider.profile == replace(TANAKA, phone="+81172621111", contact_phone="+819012345678")
    assert (rider.area, rider.registered_at) == (AREA, NOW)


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (replace(TANAKA, name=" "), "name"),
        (replace(TANAKA, kana="田中"), "kana"),
        (replace(TANAKA, phone="12"), "phone"),
        (replace(TANAKA, contact_phone="call me"), "contact_phone"),
        (replace(TANAKA, address="あ" * 101), "address"),
        (replace(TANAKA, needs=Needs(note="あ" * 301)), "needs.note"),
        (replace(TANAKA, favourites=TANAKA.favourites[:1] * 21), "favourites"),
        (replace(TANAKA, favourites=(Favourite(" ", "a", "b"),)), "favourites.0.name"),
        (replace(TANAKA, language="fr"), "language"),
        (replace(TANAKA, notice_channel="pigeon"), "notice_channel"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    database: Database, directory: RiderDirectory, profile: Profile, field: str
) -> None:
    with pytest.raises(WrongProfile) as wrong:
        registered(database, directory, profile)
    assert wrong.value.field == field
    with database.read() as connection:
        assert connection.execute(select(RIDER_KEY)).all() == []


def test_a_number_finds_its_owner_before_those_it_is_only_a_contact_of(
    database: Database, directory: RiderDirectory
) -> None:
    mother = registered(database, directory, TANAKA)
    daughter = registered(database, directory, SATO)
    with database.read() as connection:
        assert directory.ids_by_phone(connection, "０９０ー１２３４ー５６７８") == [daughter, mother]
        assert [each.rider_id for each in directory.list_by_phone(connection, "+81 172 62 1111")] == [mother]
        assert directory.ids_by_phone(connection, "0172-62-2222") == []


def test_a_changed_number_is_found_and_the_old_one_no_longer(
    database: Database, directory: RiderDirectory
) -> None:
    rider_id = registered(database, directory, TANAKA)
    with database.write() as connection:
        directory.change(connection, rider_id, replace(TANAKA, phone="0172-62-2222", contact_phone=""), NOW)
    with database.read() as connection:
        assert directory.ids_by_phone(connection, "0172622222") == [rider_id]
        assert directory.ids_by_phone(connection, "0172621111") == []
        assert directory.ids_by_phone(connection, "09012345678") == []


def test_a_record_cannot_be_passed_off_as_another_riders(
    database: Database, directory: RiderDirectory
) -> None:
    tanaka, sato = registered(database, directory, TANAKA), registered(database, directory, SATO)
    with database.write() as connection:
        stolen = select(RIDER_KEY.c.sealed_key).where(RIDER_KEY.c.rider_id == tanaka)
        key = connection.execute(stolen).scalar_one()
        sealed = connection.execute(select(RIDER.c.sealed).where(RIDER.c.rider_id == tanaka)).scalar_one()
        connection.execute(RIDER_KEY.update().where(RIDER_KEY.c.rider_id == sato).values(sealed_key=key))
        connection.execute(RIDER.update().where(RIDER.c.rider_id == sato).values(sealed=sealed))
        with pytest.raises(Unreadable):
            directory.get(connection, sato)


def test_a_household_books_for_its_members_until_it_is_said_otherwise(
    database: Database, directory: RiderDirectory
) -> None:
    mother = registered(database, directory, replace(TANAKA, contact_phone=""))
    neighbour = registered(database, directory, SATO)
    with database.write() as connection:
        link(connection, mother, neighbour, LinkKind.PROXY, NOW)
        link(connection, mother, neighbour, LinkKind.HOUSEHOLD, NOW)
        assert list_bookable(connection, neighbour) == [neighbour, mother]
        assert list_bookable(connection, mother) == [mother]
        assert list_proxies(connection, mother) == [neighbour]
        unlink(connection, mother, neighbour)
        assert list_bookable(connection, neighbour) == [neighbour]


def test_who_answers_a_riders_contact_number_may_book_for_them(
    database: Database, directory: RiderDirectory
) -> None:
    mother, daughter = registered(database, directory, TANAKA), registered(database, directory, SATO)
    with database.read() as connection:
        assert list_bookable(connection, daughter) == [daughter, mother]
        assert list_bookable(connection, mother) == [mother]


def test_nobody_is_linked_to_themselves_or_to_nobody(database: Database, directory: RiderDirectory) -> None:
    rider_id = registered(database, directory, TANAKA)
    with database.write() as connection:
        with pytest.raises(ValueError, match="another rider"):
            link(connection, rider_id, rider_id, LinkKind.PROXY, NOW)
        with pytest.raises(NoSuchRider):
            link(connection, rider_id, RiderId("r0"), LinkKind.PROXY, NOW)


@pytest.mark.parametrize("typed", ["たな", "ﾀﾅｶ", "タナカ　ト", "tanaka", "かとめ", "たなかとね"])
def test_a_rider_is_found_by_the_beginning_of_their_name_a_part_of_it_or_something_like_it(
    database: Database, directory: RiderDirectory, typed: str
) -> None:
    tanaka = registered(database, directory, TANAKA)
    registered(database, directory, SATO)
    registered(database, directory, TANAKA, area="hiraka")
    assert NameIndex(directory).search(database, AREA, typed) == [tanaka]


def test_the_index_follows_registrations_changes_and_erasures(
    database: Database, directory: RiderDirectory
) -> None:
    index = NameIndex(directory)
    sato = registered(database, directory, SATO)
    assert index.search(database, AREA, "さとう") == [sato]
    tanaka = registered(database, directory, TANAKA)
    assert index.search(database, AREA, "たなか") == [tanaka]
    with database.write() as connection:
        directory.change(connection, tanaka, replace(TANAKA, kana="さとう とめ"), NOW)
    assert index.search(database, AREA, "さとう") == [tanaka, sato]
    assert index.search(database, AREA, "たなか") == []
    with database.write() as connection:
        erase(connection, directory, sato, NOW)
    assert index.search(database, AREA, "さとう") == [tanaka]
    assert len(index) == 1


def test_the_index_does_not_know_what_was_never_committed(
    database: Database, directory: RiderDirectory
) -> None:
    index = NameIndex(directory)
    with pytest.raises(WrongProfile):
        register_all(database, directory, [TANAKA, replace(SATO, kana="")])
    assert index.search(database, AREA, "たなか") == []
    sato = registered(database, directory, SATO)
    assert index.search(database, AREA, "さとう") == [sato]


def test_a_rider_may_see_everything_that_is_kept_of_them(
    database: Database, directory: RiderDirectory
) -> None:
    mother, daughter = registered(database, directory, TANAKA), registered(database, directory, SATO)
    with database.write() as connection:
        issue(connection, TokenKind.RIDER, daughter, NOW)
        link(connection, daughter, mother, LinkKind.HOUSEHOLD, NOW)
        SignIn(directory, lambda message: None).ask(connection, SATO.phone, "192.0.2.1", NOW)
        shown = own_data(connection, directory, daughter)
    assert json.loads(json.dumps(shown, ensure_ascii=False)) == shown | {
        "profile": shown["profile"] | {"favourites": []}
    }
    assert shown["profile"]["name"] == SATO.name
    assert shown["books_for"] == [mother]
    assert shown["booked_for_by"] == [mother]
    assert len(shown["signed_in"]) == len(shown["codes"]) == 1


def test_an_erased_rider_leaves_an_id_that_leads_nowhere(
    database: Database, directory: RiderDirectory
) -> None:
    mother, daughter = registered(database, directory, TANAKA), registered(database, directory, SATO)
    with database.write() as connection:
        link(connection, daughter, mother, LinkKind.HOUSEHOLD, NOW)
        issue(connection, TokenKind.RIDER, daughter, NOW)
        erase(connection, directory, daughter, NOW)
        with pytest.raises(NoSuchRider):
            directory.get(connection, daughter)
        with pytest.raises(NoSuchRider):
            directory.change(connection, daughter, SATO, NOW)
        with pytest.raises(NoSuchRider):
            erase(connection, directory, daughter, NOW)
        assert list_bookable(connection, mother) == [mother]
        assert list_erased(connection) == [daughter]
        for table in (RIDER, RIDER_KEY, RIDER_PHONE):
            kept = connection.execute(select(table.c.rider_id)).scalars()
            assert set(kept) == {mother}
        assert connection.execute(select(TOKEN)).all() == []
        assert directory.ids_by_phone(connection, SATO.phone) == [mother]


def test_a_restored_backup_forgets_again_those_who_were_erased_since(
    database: Database, directory: RiderDirectory
) -> None:
    rider_id = registered(database, directory, TANAKA)
    with database.read() as connection:
        backup = [connection.execute(select(table)).mappings().all() for table in (RIDER, RIDER_KEY)]
    with database.write() as connection:
        erase(connection, directory, rider_id, NOW)
        erased = list_erased(connection, NOW - timedelta(days=35))
    with database.write() as connection:
        connection.execute(delete(ERASED_RIDER))
        for table, rows in zip((RIDER, RIDER_KEY), backup, strict=True):
            connection.execute(table.insert(), [dict(row) for row in rows])
        assert directory.get(connection, rider_id)
        assert erase_again(connection, erased, NOW) == [rider_id]
        assert erase_again(connection, erased, NOW) == []
        with pytest.raises(NoSuchRider):
            directory.get(connection, rider_id)
