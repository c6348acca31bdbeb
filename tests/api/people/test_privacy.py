"""Nothing that names a rider can be read in the database's files; once erased, not even with all keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.people.erasure import erase
from api.people.household import LinkKind, link
from api.people.keys import new_keys
from api.people.looking import Purpose, Viewer, list_seen, open_profile
from api.people.profile import Favourite, Needs, Profile
from api.people.riders import RiderDirectory
from api.people.sealed import Unreadable, Vault
from api.people.sign_in import SignIn
from api.people.tables import RIDER, RIDER_KEY
from api.people.tokens import TokenKind, issue
from api.storage.database import Database, open_database
from api.storage.schema import migrate
from dispatch.domain.request import RiderId
from tests.api.people.people import AREA, NOW

CANARY = Profile(
    name="カナリア・サフラン",
    kana="かなりあさふらん",
    phone="0172-62-7391",
    contact_phone="080-7391-7391",
    address="canary-lane 7391",
    home_place_id="canary_home",
    needs=Needs(wheelchair=True, note="canary-note: 透析"),
    favourites=(Favourite("canary", "canary_home", "canary_clinic"),),
    notice_address="canary@example.jp",
)
SONGS = (
    CANARY.name,
    CANARY.kana,
    "172627391",
    "8073917391",
    "canary",
    "透析",
    "172-62-7391",
    "80-7391-7391",
)
VIEWER = Viewer("ito", "operator", Purpose.CALL, "192.0.2.7")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "noriai.db"


@pytest.fixture
def kept(file: Path) -> Iterator[Database]:
    database = open_database(file)
    migrate(database)
    yield database
    database.close()


def everything_in(file: Path) -> bytes:
    """The bytes of the database and of the journal or log beside it."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def live_a_little(database: Database, directory: RiderDirectory) -> RiderId:
    """Register, look, sign in, book for somebody: whatever leaves traces."""
    with database.write() as connection:
        rider_id = directory.register(connection, AREA, CANARY, NOW)
        other = directory.register(connection, AREA, CANARY, NOW)
        link(connection, rider_id, other, LinkKind.HOUSEHOLD, NOW)
        list_seen(connection, directory, AREA, [rider_id], VIEWER, NOW)
        open_profile(connection, directory, AREA, rider_id, VIEWER, NOW)
        directory.change(connection, rider_id, CANARY, NOW)
        SignIn(directory, lambda message: None).ask(connection, CANARY.phone, "192.0.2.1", NOW)
        issue(connection, TokenKind.RIDER, rider_id, NOW)
        erase(connection, directory, other, NOW)
    return rider_id


def test_no_word_that_names_a_rider_stands_in_the_files(kept: Database, file: Path, vault: Vault) -> None:
    rider_id = live_a_little(kept, RiderDirectory(vault))
    stored = everything_in(file)
    assert rider_id.encode() in stored
    for encoding in ("utf-8", "utf-16-le"):
        assert [song for song in SONGS if song.encode(encoding) in stored] == []


def test_after_erasure_not_even_all_keys_read_the_record(kept: Database, file: Path, vault: Vault) -> None:
    directory = RiderDirectory(vault)
    rider_id = live_a_little(kept, directory)
    with kept.read() as connection:
        of_rider = RIDER_KEY.c.rider_id == rider_id
        sealed_key = connection.execute(select(RIDER_KEY.c.sealed_key).where(of_rider)).scalar_one()
        record = connection.execute(select(RIDER.c.sealed).where(RIDER.c.rider_id == rider_id)).scalar_one()
        phone = directory.phone_mark("+81172627391")
    before = everything_in(file)
    assert all(secret in before for secret in (sealed_key, record, phone))
    with kept.write() as connection:
        erase(connection, directory, rider_id, NOW)
    with kept.read() as connection:
        assert connection.execute(select(RIDER_KEY)).all() == []
    kept.leave_no_trace()
    after = everything_in(file)
    assert [secret for secret in (sealed_key, record, phone) if secret in after] == []


@settings(max_examples=25)
@given(name=st.text(min_size=8, max_size=40), note=st.text(min_size=8, max_size=200))
def test_no_sealed_record_shows_what_it_holds_or_opens_with_another_service_key(name: str, note: str) -> None:
    vault, stranger = Vault(new_keys()), Vault(new_keys())
    key = vault.new_rider_key("r1")
    sealed = key.seal(f"{name}{note}".encode(), vault.token_bytes)
    kept = sealed + vault.seal_key(key)
    assert name.encode() not in kept
    assert note.encode() not in kept
    with pytest.raises(Unreadable):
        stranger.unseal_key(vault.seal_key(key), "r1")


def test_faults_do_not_repeat_what_was_typed(directory: RiderDirectory, kept: Database) -> None:
    for wrong in ("0172-62-73", "canary"):
        with kept.write() as connection, pytest.raises(ValueError, match="expected") as fault:
            directory.ids_by_phone(connection, wrong)
        assert wrong not in str(fault.value)
