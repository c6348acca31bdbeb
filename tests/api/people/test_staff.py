"""Staff have accounts of their own, two factors, and few wrong tries."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from api.people.passwords import Passwords, PasswordsBusy, WeakPassword
from api.people.principal import ANYBODY, principal_of
from api.people.refusals import SessionLocked
from api.people.roles import Permission, Role
from api.people.sealed import Vault
from api.people.staff import (
    EVERYWHERE,
    Grant,
    WrongAccount,
    add_staff,
    change_password,
    close_account,
    list_grants,
    list_staff,
    renew_second_factor,
    set_grants,
)
from api.people.staff_sign_in import LOCKED_FOR, StaffSignIn
from api.people.tokens import TokenState, find_session, note_seen
from api.storage.database import Database
from tests.api.people.people import AREA, NOW

PASSWORD = "りんご畑の 朝は早い 42"
HALF_MINUTE = timedelta(seconds=30)
OPERATOR = Grant(Role.OPERATOR, AREA)


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


class Office:
    """An office with one operator, and her authenticator."""

    def __init__(self, database: Database, vault: Vault, passwords: Passwords) -> None:
        self.database = database
        self.entrance = StaffSignIn(database, vault, passwords)
        with database.write() as connection:
            hashed = passwords.hash("ito", PASSWORD)
            self.factor = add_staff(connection, vault, "ito", "伊藤 さくら", hashed, [OPERATOR], NOW)
        self.totp = pyotp.parse_uri(self.factor.uri)

    def code(self, at: datetime = NOW) -> str:
        assert isinstance(self.totp, pyotp.TOTP)
        return self.totp.at(at)

    def sign_in(self, at: datetime = NOW, password: str = PASSWORD, second: str | None = None) -> str | None:
        return self.entrance.sign_in("ito", password, self.code(at) if second is None else second, at)

    def state(self, token: str, at: datetime) -> TokenState:
        with self.database.read() as connection:
            session = find_session(connection, token, at)
        assert session is not None
        return session.state


@pytest.fixture
def office(database: Database, vault: Vault, passwords: Passwords) -> Office:
    return Office(database, vault, passwords)


def test_password_and_code_sign_in_with_the_grants_of_the_account(office: Office) -> None:
    token = office.sign_in()
    assert token is not None
    with office.database.read() as connection:
        principal = principal_of(connection, find_session(connection, token, NOW), NOW)
    assert (principal.account, principal.grants) == ("staff ito", (OPERATOR,))


def test_a_code_works_once_and_an_earlier_one_no_more(office: Office) -> None:
    assert office.sign_in() is not None
    assert office.sign_in() is None
    assert office.sign_in(NOW + HALF_MINUTE, second=office.code(NOW)) is None
    assert office.sign_in(NOW + HALF_MINUTE) is not None
    assert office.sign_in(NOW + HALF_MINUTE, second=office.code(NOW)) is None


def test_a_code_of_another_time_does_not_sign_in(office: Office) -> None:
    assert office.sign_in(second=office.code(NOW + 2 * HALF_MINUTE)) is None
    assert office.sign_in(second=office.code(NOW - 2 * HALF_MINUTE)) is None
    assert office.sign_in(second=office.code(NOW - HALF_MINUTE)) is not None


def test_a_code_on_paper_works_once_however_it_is_typed(office: Office) -> None:
    first, second = office.factor.recovery_codes[:2]
    assert office.sign_in(second=f" {first.upper().replace('-', ' ')} ") is not None
    assert office.sign_in(second=first) is None
    assert office.sign_in(second=second) is not None
    assert len(set(office.factor.recovery_codes)) == 10


def test_a_wrong_password_uses_no_code_up(office: Office) -> None:
    paper = office.factor.recovery_codes[0]
    assert office.sign_in(password="wrong", second=paper) is None
    assert office.sign_in(password="wrong") is None
    assert office.sign_in(second=paper) is not None
    assert office.sign_in() is not None


def test_neither_a_stranger_nor_an_empty_code_signs_in(office: Office) -> None:
    assert office.entrance.sign_in("abe", PASSWORD, office.code(), NOW) is None
    assert office.sign_in(second="") is None
    assert office.sign_in(password="") is None


def test_five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour(office: Office) -> None:
    for _ in range(5):
        assert office.sign_in(password="wrong") is None
    assert office.sign_in() is None
    almost = NOW + LOCKED_FOR - timedelta(seconds=1)
    assert office.sign_in(almost) is None
    assert office.sign_in(NOW + LOCKED_FOR) is not None


def test_a_right_try_in_between_begins_the_count_anew(office: Office) -> None:
    for half_minutes in range(3):
        for _ in range(4):
            assert office.sign_in(password="wrong") is None
        assert office.sign_in(NOW + half_minutes * HALF_MINUTE) is not None


def test_an_idle_quarter_of_an_hour_locks_and_the_password_opens(office: Office) -> None:
    token = office.sign_in()
    assert token is not None
    idle = NOW + timedelta(minutes=15)
    assert office.state(token, idle - timedelta(seconds=1)) is TokenState.GOOD
    assert office.state(token, idle) is TokenState.LOCKED
    with office.database.read() as connection:
        locked = principal_of(connection, find_session(connection, token, idle), idle)
    with pytest.raises(SessionLocked):
        locked.demand(Permission.FIND_RIDER, AREA)
    assert not office.entrance.unlock(token, "wrong", idle)
    assert office.state(token, idle) is TokenState.LOCKED
    assert office.entrance.unlock(token, PASSWORD, idle)
    assert office.state(token, idle) is TokenState.GOOD


def test_twelve_hours_end_a_session_however_busy(office: Office) -> None:
    token = office.sign_in()
    assert token is not None
    for minutes in range(0, 12 * 60, 10):
        with office.database.write() as connection:
            note_seen(connection, token, NOW + timedelta(minutes=minutes))
    end = NOW + timedelta(hours=12)
    assert office.state(token, end - timedelta(seconds=1)) is TokenState.GOOD
    assert office.state(token, end) is TokenState.GONE
    assert not office.entrance.unlock(token, PASSWORD, end)


def test_five_wrong_passwords_at_the_lock_end_the_session(office: Office) -> None:
    token = office.sign_in()
    assert token is not None
    idle = NOW + timedelta(minutes=15)
    for _ in range(5):
        assert not office.entrance.unlock(token, "wrong", idle)
    assert office.state(token, idle) is TokenState.GONE
    assert not office.entrance.unlock("no token", PASSWORD, idle)


def test_a_closed_account_is_out_at_once(office: Office) -> None:
    token = office.sign_in()
    assert token is not None
    with office.database.write() as connection:
        close_account(connection, "ito", NOW)
        assert principal_of(connection, find_session(connection, token, NOW), NOW) is ANYBODY
        assert list_grants(connection, "ito") == ()
        assert [(each.account, each.closed_at) for each in list_staff(connection)] == [("ito", NOW)]
    assert office.sign_in(NOW + HALF_MINUTE) is None


def test_a_new_password_or_authenticator_signs_out_everywhere(office: Office, vault: Vault) -> None:
    token = office.sign_in()
    assert token is not None
    fresh = "雪解けの頃に また会いましょう"
    with office.database.write() as connection:
        change_password(connection, "ito", office.entrance.passwords.hash("ito", fresh), NOW)
    assert office.state(token, NOW) is TokenState.GONE
    later = NOW + HALF_MINUTE
    assert office.sign_in(later) is None
    with office.database.write() as connection:
        renewed = renew_second_factor(connection, vault, "ito", later)
    assert office.sign_in(later, password=fresh) is None
    assert office.sign_in(later, password=fresh, second=office.factor.recovery_codes[0]) is None
    assert office.sign_in(later, password=fresh, second=renewed.recovery_codes[0]) is not None


def test_accounts_that_cannot_be_are_refused_with_what_was_expected(office: Office, vault: Vault) -> None:
    with office.database.write() as connection:
        for account, name, expected in (
            ("Ito Sakura", "伊藤", "a-z"),
            ("abe", " ", "name of one person"),
            ("ito", "伊藤", "taken"),
        ):
            with pytest.raises(WrongAccount, match=expected):
                add_staff(connection, vault, account, name, "hash", [OPERATOR], NOW)
        for role in (Role.RIDER, Role.DRIVER, Role.PUBLIC):
            with pytest.raises(WrongAccount, match=re.escape("role: one of administrator")):
                set_grants(connection, "ito", [Grant(role, AREA)])
        with pytest.raises(WrongAccount, match="there is no abe"):
            close_account(connection, "abe", NOW)
        assert list_grants(connection, "ito") == (OPERATOR,)


def test_grants_are_set_as_a_whole(office: Office) -> None:
    wanted = [Grant(Role.DISPATCHER, EVERYWHERE), Grant(Role.ADMINISTRATOR, EVERYWHERE)]
    with office.database.write() as connection:
        set_grants(connection, "ito", [*wanted, wanted[0]])
        assert list_grants(connection, "ito") == tuple(sorted(wanted))
        set_grants(connection, "ito", [])
        assert list_grants(connection, "ito") == ()


@pytest.mark.parametrize("password", ["short", "あ" * 129, "ito likes apples"])
def test_a_weak_password_is_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.hash("ito", password)


def test_a_flood_of_sign_ins_waits_outside_the_memory() -> None:
    busy = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1), at_once=0, patience_s=0.01)
    with pytest.raises(PasswordsBusy):
        busy.fits("anything", None)


def test_passwords_are_argon2id_with_64_mebibytes_unless_a_test_says_otherwise() -> None:
    assert Passwords().hash("ito", PASSWORD).startswith("$argon2id$v=19$m=65536,")
