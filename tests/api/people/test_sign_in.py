"""A code signs in whom its number leads to: once, soon, within few tries, and strangers learn nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from api.people.phone import WrongPhone
from api.people.riders import RiderDirectory
from api.people.sign_in import CODE_LIFE, CodePurpose, TooManyCodes
from api.people.tables import SIGN_IN_CODE
from api.storage.database import Database
from tests.api.people.code_office import PHONE, Office
from tests.api.people.people import AREA, NOW, TANAKA

STRANGER = "0172-62-9999"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(database: Database, directory: RiderDirectory) -> Office:
    return Office(database, directory)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_that_was_sent_signs_in_once(office: Office) -> None:
    asked = office.ask()
    (message,) = office.heard
    assert (message.phone, message.by_voice, len(message.code)) == ("+81172621111", True, 6)
    assert office.verify(asked.request_id, message.code, NOW + MINUTE) == [office.tanaka]
    assert office.verify(asked.request_id, message.code, NOW + MINUTE) == []


def test_a_mobile_number_gets_a_text_and_signs_in_the_rider_it_is_the_contact_of(office: Office) -> None:
    asked = office.ask(TANAKA.contact_phone)
    (message,) = office.heard
    assert not message.by_voice
    assert office.verify(asked.request_id, message.code, phone=TANAKA.contact_phone) == [office.tanaka]


def test_a_code_is_worth_nothing_after_five_minutes(office: Office) -> None:
    asked = office.ask()
    code = office.heard[0].code
    assert office.verify(asked.request_id, code, NOW + CODE_LIFE) == []
    assert office.verify(asked.request_id, code, NOW + CODE_LIFE - timedelta(seconds=1)) == [office.tanaka]


def test_five_wrong_tries_use_a_code_up(office: Office) -> None:
    asked = office.ask()
    code = office.heard[0].code
    for _ in range(5):
        assert office.verify(asked.request_id, wrong(code)) == []
    assert office.verify(asked.request_id, code) == []


def test_four_wrong_tries_do_not(office: Office) -> None:
    asked = office.ask()
    code = office.heard[0].code
    for _ in range(4):
        office.verify(asked.request_id, wrong(code))
    assert office.verify(asked.request_id, code) == [office.tanaka]


def test_a_code_answers_its_own_request_number_and_purpose_alone(office: Office) -> None:
    first, second = office.ask(), office.ask(at=NOW + MINUTE)
    code = office.heard[0].code
    assert office.verify(second.request_id, code, NOW + MINUTE) == []
    assert office.verify(first.request_id, code, phone=TANAKA.contact_phone) == []
    assert office.verify(first.request_id, code, purpose=CodePurpose.CHANGE) == []
    assert office.verify("0" * 32, code) == []
    assert office.verify(first.request_id, code) == [office.tanaka]


def test_a_number_gets_one_code_a_minute_and_five_a_day(office: Office) -> None:
    office.ask()
    with pytest.raises(TooManyCodes) as soon:
        office.ask(at=NOW + timedelta(seconds=20))
    assert soon.value.retry_s == 40
    for minute in range(1, 5):
        office.ask(at=NOW + minute * MINUTE, address=f"192.0.2.{minute}")
    with pytest.raises(TooManyCodes) as often:
        office.ask(at=NOW + timedelta(hours=1), address="192.0.2.9")
    assert often.value.retry_s == 23 * 3600
    office.ask(at=NOW + timedelta(days=1))
    assert len(office.heard) == 6


def test_a_network_address_gets_ten_codes_an_hour_for_whatever_numbers(office: Office) -> None:
    for last in range(10):
        office.ask(f"0172-62-22{last:02}")
    with pytest.raises(TooManyCodes):
        office.ask(at=NOW + timedelta(minutes=59))
    office.ask(address="192.0.2.2")
    office.ask(at=NOW + timedelta(hours=1))


def test_a_stranger_gets_the_same_answer_and_limits_and_nothing_is_sent(office: Office) -> None:
    asked = office.ask(STRANGER)
    known = office.ask(address="192.0.2.2")
    assert (len(asked.request_id), asked.expires_at) == (len(known.request_id), known.expires_at)
    assert [message.phone for message in office.heard] == ["+81172621111"]
    with pytest.raises(TooManyCodes):
        office.ask(STRANGER)


def test_a_strangers_number_takes_the_same_steps_in_the_database(office: Office) -> None:
    office.ask("0172-62-8888")
    with statements(office.database) as for_stranger:
        asked = office.ask(STRANGER)
        office.verify(asked.request_id, "000000", phone=STRANGER)
    with statements(office.database) as for_rider:
        asked = office.ask(PHONE, address="192.0.2.2")
        office.verify(asked.request_id, wrong(office.heard[0].code))
    assert for_stranger == for_rider
    assert len(for_rider) > 5


def test_a_stranger_who_guesses_the_code_is_nobody(office: Office) -> None:
    asked = office.ask(STRANGER)
    vault = office.sign_in.directory.vault
    with office.database.read() as connection:
        kept = connection.execute(select(SIGN_IN_CODE.c.code_mark)).scalar_one()
    codes = (f"{number:06}" for number in range(1_000_000))
    guess = next(code for code in codes if vault.mark("code", f"{asked.request_id} {code}") == kept)
    assert office.verify(asked.request_id, guess, phone=STRANGER) == []


def test_a_number_abroad_gets_no_code_even_where_it_is_registered(
    office: Office, database: Database, directory: RiderDirectory
) -> None:
    abroad = "+44 20 7946 0958"
    with database.write() as connection:
        directory.register(connection, AREA, replace(TANAKA, phone=abroad), NOW)
    office.ask(abroad)
    assert office.heard == []


def test_what_is_no_number_is_said_to_be_none(office: Office) -> None:
    with pytest.raises(WrongPhone, match="such as 0172-62-1111"):
        office.ask("12")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def hear(*about: object) -> None:
        said.append(str(about[2]))

    event.listen(database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(database.engine, "before_cursor_execute", hear)
