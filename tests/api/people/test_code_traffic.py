"""An attack on the sign-in is seen, and stopped before it costs much; afterwards riders get codes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.people.code_traffic import CodesStopped, CodeTraffic, code_traffic
from api.people.riders import RiderDirectory
from api.people.sign_in import CODE_LIFE, CodePurpose
from api.storage.database import Database
from tests.api.people.code_office import PHONE, Office
from tests.api.people.people import AREA, NOW, TANAKA

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALWAYS = 12
TOWN = [f"090-1234-{number:04}" for number in range(100)]


@pytest.fixture
def office(database: Database, directory: RiderDirectory) -> Office:
    """A town with a hundred and one riders."""
    made = Office(database, directory, ALWAYS)
    with database.write() as connection:
        for phone in TOWN:
            directory.register(connection, AREA, replace(TANAKA, phone=phone, contact_phone=""), NOW)
    return made


def ask_each(office: Office, phones: list[str], at: datetime, *, use: bool = True) -> None:
    """Codes for many numbers within a minute, each from an address of its own."""
    for number, phone in enumerate(phones):
        asked = office.ask(phone, at + number * timedelta(seconds=0.5), address=f"192.0.2.{number}")
        if use:
            assert office.verify(asked.request_id, office.heard[-1].code, asked.expires_at - MINUTE, phone)


def traffic(office: Office, at: datetime) -> CodeTraffic:
    with office.database.read() as connection:
        return code_traffic(connection, at, ALWAYS)


def test_a_service_sends_no_more_codes_in_an_hour_than_its_most(office: Office) -> None:
    ask_each(office, TOWN[:ALWAYS], NOW)
    with pytest.raises(CodesStopped, match="call the office") as stopped:
        office.ask(at=NOW + 10 * MINUTE, address="198.51.100.1")
    assert stopped.value.retry_s == 50 * 60
    assert len(office.heard) == ALWAYS
    office.ask(at=NOW + HOUR, address="198.51.100.1")
    assert office.heard[-1].phone == "+81172621111"


def test_while_codes_are_stopped_strangers_and_riders_signed_in_hear_the_same(
    office: Office,
) -> None:
    ask_each(office, TOWN[:ALWAYS], NOW)
    for phone, purpose in (("0172-62-9999", CodePurpose.SIGN_IN), (PHONE, CodePurpose.CHANGE)):
        with pytest.raises(CodesStopped):
            office.ask(phone, NOW + MINUTE, "198.51.100.1", purpose)


def test_numbers_that_nobody_registered_stop_nobodys_code(office: Office) -> None:
    ask_each(office, [f"0172-62-22{number:02}" for number in range(20)], NOW, use=False)
    office.ask(at=NOW + MINUTE, address="198.51.100.1")
    assert len(office.heard) == 1


def test_a_service_that_usually_sends_many_may_send_three_times_as_many(office: Office) -> None:
    for hour in range(1, 24):
        ask_each(office, TOWN[4 * hour : 4 * hour + 4], NOW + hour * HOUR)
    later = traffic(office, NOW + 24 * HOUR + MINUTE)
    assert later.usual_an_hour == pytest.approx(4.0)
    assert later.most_an_hour == 3 * 4 == ALWAYS
    assert not later.alarming


def test_codes_that_nobody_uses_are_an_alarm(office: Office) -> None:
    for day in range(50):
        asked = office.ask(at=NOW + day * DAY)
        if day % 5 < 2:
            office.verify(asked.request_id, office.heard[-1].code, NOW + day * DAY)
    after = NOW + 50 * DAY
    assert traffic(office, NOW + 40 * DAY).verified_share is None
    usual = traffic(office, after)
    assert usual.verified_share == pytest.approx(0.4)
    assert not usual.alarming
    office.ask(at=after)
    worse = traffic(office, after + CODE_LIFE)
    assert worse.verified_share == pytest.approx(0.38)
    assert worse.alarming


def test_while_the_last_codes_are_left_unused_few_more_are_sent_until_riders_use_them_again(
    office: Office,
) -> None:
    for batch in range(5):
        ask_each(office, TOWN[10 * batch : 10 * batch + 10], NOW + batch * HOUR, use=False)
    after = NOW + 6 * HOUR
    attacked = traffic(office, after)
    assert (attacked.verified_share, attacked.most_an_hour) == (0.0, 10)
    for hour in range(2):
        ask_each(office, TOWN[50 + 10 * hour : 60 + 10 * hour], after + hour * HOUR)
    recovered = traffic(office, after + 2 * HOUR)
    assert recovered.verified_share == pytest.approx(0.4)
    assert recovered.most_an_hour == ALWAYS
