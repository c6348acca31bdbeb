"""Keys are made once, read by their owner alone, and rotated without losing what was sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.people.keys import (
    KeyFileError,
    Keys,
    keys_from_text,
    make_key_file,
    new_keys,
    read_key_file,
    replace_key_file,
)
from api.people.profile import Favourite, Needs, Profile, profile_from_bytes, profile_to_bytes
from api.people.riders import RiderDirectory
from api.people.rotation import seal_anew
from api.people.sealed import RiderKey, Unreadable, Vault
from api.storage.database import Database
from tests.api.people.people import AREA, NOW, TANAKA, counting_bytes

PLAIN = st.binary(max_size=500)
TEXTS = st.text(max_size=30)


def test_a_key_file_is_for_its_owner_alone_and_says_the_same_when_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    keys = new_keys()
    make_key_file(path, keys)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path) == keys
    replace_key_file(path, keys.rotated())
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path).master[1:] == keys.master


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    make_key_file(path, new_keys())
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="there already"):
        make_key_file(path, new_keys())
    assert path.read_bytes() == before


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    make_key_file(path, new_keys())
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(path)


@pytest.mark.parametrize(
    "text", ["", "master = 3", 'master = ["short"]\nlookup = "x"', "master = [", 'master = [1]\nlookup = "é"']
)
def test_a_spoilt_key_file_is_named_and_not_guessed_at(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        read_key_file(path)


def test_a_missing_key_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="noriai init"):
        read_key_file(tmp_path / "keys.toml")


def test_keys_do_not_show_themselves() -> None:
    keys = keys_from_text(["A" * 43 + "="], "B" * 43 + "=")
    assert repr(keys) == "Keys(1 master keys)"
    with pytest.raises(KeyFileError, match="32 bytes"):
        Keys((), b"")


@given(plain=PLAIN, rider_id=st.text(min_size=1, max_size=10))
def test_what_is_sealed_opens_to_the_same(plain: bytes, rider_id: str) -> None:
    source = counting_bytes()
    vault = Vault(new_keys(source), source)
    assert vault.unseal(vault.seal(plain)) == plain
    key = vault.new_rider_key(rider_id)
    sealed = key.seal(plain, source)
    assert vault.unseal_key(vault.seal_key(key), rider_id).unseal(sealed) == plain


@given(plain=PLAIN, at=st.integers(0), flip=st.integers(1, 255))
def test_what_was_changed_since_does_not_open(plain: bytes, at: int, flip: int) -> None:
    source = counting_bytes()
    key = Vault(new_keys(source), source).new_rider_key("r1")
    sealed = bytearray(key.seal(plain, source))
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(Unreadable):
        key.unseal(bytes(sealed))


def test_a_record_opens_for_its_own_rider_with_its_own_key_alone() -> None:
    source = counting_bytes()
    key = RiderKey(source(32), "r1")
    sealed = key.seal(b"Tanaka", source)
    for other in (RiderKey(key.secret, "r2"), RiderKey(source(32), "r1")):
        with pytest.raises(Unreadable):
            other.unseal(sealed)
    with pytest.raises(Unreadable):
        key.unseal(b"short")


@given(kinds=st.tuples(TEXTS, TEXTS), texts=st.tuples(TEXTS, TEXTS))
def test_marks_are_the_same_for_the_same_and_no_other(kinds: tuple[str, str], texts: tuple[str, str]) -> None:
    vault = Vault(new_keys(counting_bytes()))
    kinds = (kinds[0].replace("\0", ""), kinds[1].replace("\0", ""))
    same = (kinds[0], texts[0]) == (kinds[1], texts[1])
    assert (vault.mark(kinds[0], texts[0]) == vault.mark(kinds[1], texts[1])) is same
    assert vault.mark(kinds[0], texts[0]) != Vault(new_keys()).mark(kinds[0], texts[0])


@given(
    st.builds(
        Profile,
        **dict.fromkeys(("name", "kana", "phone", "address", "notice_address"), TEXTS),
        needs=st.builds(Needs, wheelchair=st.booleans(), walker=st.booleans(), note=TEXTS),
        favourites=st.lists(st.builds(Favourite, TEXTS, TEXTS, TEXTS), max_size=3).map(tuple),
    )
)
def test_a_profile_is_read_as_it_was_written(profile: Profile) -> None:
    assert profile_from_bytes(profile_to_bytes(profile)) == profile


def test_after_a_rotation_the_old_master_key_can_go(database: Database) -> None:
    source = counting_bytes()
    first = new_keys(source)
    with database.write() as connection:
        rider_id = RiderDirectory(Vault(first)).register(connection, AREA, TANAKA, NOW)
    rotated = first.rotated(source)
    newest = Keys(rotated.master[:1], rotated.lookup)
    with database.write() as connection:
        assert RiderDirectory(Vault(rotated)).get(connection, rider_id).profile.name == TANAKA.name
        with pytest.raises(Unreadable):
            RiderDirectory(Vault(newest)).get(connection, rider_id)
        assert seal_anew(connection, Vault(rotated)) == 1
    with database.read() as connection:
        left = RiderDirectory(Vault(newest))
        assert left.get(connection, rider_id).profile.name == TANAKA.name
        assert left.ids_by_phone(connection, TANAKA.phone) == [rider_id]
        with pytest.raises(Unreadable):
            RiderDirectory(Vault(first)).get(connection, rider_id)
