"""What must happen once happens once, also when several ask at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
from pwdlib.hashers.argon2 import Argon2Hasher

from api.people.audit import AuditEntry, find_break, write_down
from api.people.passwords import Passwords
from api.people.riders import RiderDirectory
from api.people.roles import Role
from api.people.sealed import Vault
from api.people.sign_in import CodeMessage, SignIn, TooManyCodes
from api.people.staff import Grant, add_staff
from api.people.staff_sign_in import StaffSignIn
from api.people.turns import take_turn
from api.storage.database import Database
from tests.api.people.people import AREA, NOW, TANAKA

AT_ONCE = 6


def at_once(act: Callable[[int], object]) -> list[object]:
    """Do something in several threads that begin together."""
    ready = Barrier(AT_ONCE)

    def begin(number: int) -> object:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(begin, range(AT_ONCE)))


def test_each_takes_a_number_of_their_own(database: Database) -> None:
    def take(_number: int) -> int:
        with database.write() as connection:
            return take_turn(connection, "anything")

    assert sorted(map(str, at_once(take))) == [str(number + 1) for number in range(AT_ONCE)]


def test_the_audit_log_stays_whole(database: Database) -> None:
    def write(number: int) -> int:
        with database.write() as connection:
            return write_down(connection, AuditEntry(NOW, f"staff s{number}", "undo", "ride r1", "", ""))

    at_once(write)
    with database.read() as connection:
        assert find_break(connection) is None


def test_a_number_gets_one_code(database: Database, directory: RiderDirectory) -> None:
    heard: list[CodeMessage] = []
    sign_in = SignIn(directory, heard.append)
    with database.write() as connection:
        directory.register(connection, AREA, TANAKA, NOW)

    def ask(number: int) -> bool:
        try:
            with database.write() as connection:
                asked = sign_in.ask(connection, TANAKA.phone, f"192.0.2.{number}", NOW)
        except TooManyCodes:
            return False
        asked.send()
        return True

    assert at_once(ask).count(True) == 1
    assert len(heard) == 1


def test_a_code_signs_in_once(database: Database, directory: RiderDirectory) -> None:
    heard: list[CodeMessage] = []
    sign_in = SignIn(directory, heard.append)
    with database.write() as connection:
        directory.register(connection, AREA, TANAKA, NOW)
        asked = sign_in.ask(connection, TANAKA.phone, "192.0.2.1", NOW)
    asked.send()

    def verify(_number: int) -> bool:
        with database.write() as connection:
            return bool(sign_in.verify(connection, asked.request_id, TANAKA.phone, heard[0].code, NOW))

    assert at_once(verify).count(True) == 1


def test_a_second_factor_lets_in_once(database: Database, vault: Vault) -> None:
    passwords = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1), patience_s=30)
    entrance = StaffSignIn(database, vault, passwords)
    with database.write() as connection:
        kept = passwords.hash("ito", "りんご畑の 朝は早い 42")
        factor = add_staff(connection, vault, "ito", "伊藤", kept, [Grant(Role.OPERATOR, AREA)], NOW)
    totp = pyotp.parse_uri(factor.uri)
    assert isinstance(totp, pyotp.TOTP)
    code = totp.at(NOW)
    tokens = at_once(lambda _number: entrance.sign_in("ito", "りんご畑の 朝は早い 42", code, NOW))
    assert len(tokens) - tokens.count(None) == 1
