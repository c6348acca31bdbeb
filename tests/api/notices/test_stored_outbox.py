"""The outbox in the database, on SQLite and PostgreSQL: leases, epochs, wording at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.clock import ManualClock
from api.desk.town import Town
from api.notices.notifier import Receipt
from api.notices.outbox import OperatorTask
from api.notices.stored_outbox import StoredOutbox, list_undelivered
from api.notices.templates import NoticeKind
from api.people.erasure import erase
from api.storage.database import Database
from api.storage.writer import NotTheWriter, take_office
from dispatch.domain.time import HOUR_S
from tests.api.notices.office import Office, an_office
from tests.api.served import DAY, at

LEASE_S = 60


@pytest.fixture
def office(town: Town, database: Database) -> Office:
    return an_office(town, database, ManualClock(at(town, 8)))


def test_a_notice_is_worded_when_it_is_claimed_and_leased(office: Office) -> None:
    office.tell()
    (message,) = office.outbox.claim(office.now, LEASE_S, 5)
    place = office.town.service.places[office.town.service.places.index_of("home_001")].name
    assert (message.channel, message.address, message.tries) == ("sms", "+819012345678", 1)
    assert place[:9] in message.text
    assert "午前9時" in message.text
    assert not office.outbox.claim(office.now + LEASE_S - 1, LEASE_S, 5)
    assert office.outbox.claim(office.now + LEASE_S, LEASE_S, 5)[0].tries == 2
    office.outbox.mark_sent(message.message_id, Receipt("sms", "HTTP 202"))
    assert office.states() == [("sent", "sms")]


def test_what_has_no_words_is_left_to_operators_and_holds_nobody_up(office: Office) -> None:
    office.tell(NoticeKind.AT_RISK, "1", nothing_of_use="")
    office.tell(NoticeKind.AT_RISK, "2")
    assert len(office.outbox.claim(office.now, LEASE_S, 5)) == 1
    assert sorted(office.states())[0] == ("undelivered", "cannot be put into words: WrongFacts")


def test_the_same_cause_is_told_once(office: Office) -> None:
    office.tell()
    office.tell()
    assert len(office.states()) == 1


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({"language": "en"}, ("sms", "+819012345678")),
        ({"phone": "0172-62-1111"}, ("voice", "+81172621111")),
        ({"notice_address": "090-8765-4321"}, ("sms", "+819087654321")),
        ({"notice_channel": "email", "notice_address": "tome@example.jp"}, ("email", "tome@example.jp")),
        ({"notice_address": "tome@example.jp"}, ("sms", "+819012345678")),
    ],
)
def test_a_rider_is_reached_as_they_are_registered_now(
    office: Office, changes: dict[str, str], reached: tuple[str, str]
) -> None:
    office.tell()
    office.change(**changes)
    (message,) = office.outbox.claim(office.now, LEASE_S, 5)
    assert (message.channel, message.address) == reached
    assert ("9:00 am" in message.text) is (changes.get("language") == "en")


@pytest.mark.parametrize(
    ("kind", "changes", "end"),
    [
        (NoticeKind.AT_RISK, {"notice_channel": "none"}, ("undelivered", "wants no notices")),
        (NoticeKind.VEHICLE_NEAR, {"notice_channel": "none"}, ("unwanted", "wants no notices")),
        (NoticeKind.AT_RISK, {"notice_channel": "line"}, ("undelivered", "no line address")),
        (
            NoticeKind.AT_RISK,
            {"notice_channel": "email", "notice_address": "090-8765-4321"},
            ("undelivered", "no email address"),
        ),
    ],
)
def test_who_cannot_be_written_to_is_called_where_it_matters(
    office: Office, kind: NoticeKind, changes: dict[str, str], end: tuple[str, str]
) -> None:
    office.tell(kind, at_s=9 * HOUR_S, vehicle="1号車")
    office.change(**changes)
    assert not office.outbox.claim(office.now, LEASE_S, 5)
    assert office.states() == [end]


def test_who_is_erased_is_told_nothing_more(office: Office) -> None:
    office.tell()
    with office.database.write() as connection:
        erase(connection, office.directory, office.rider_id, office.clock.now())
    assert not office.outbox.claim(office.now, LEASE_S, 5)
    assert office.states() == [("unwanted", "not registered")]


def test_what_is_urgent_goes_first_and_what_fails_is_listed_for_operators(office: Office) -> None:
    office.tell(NoticeKind.BOOKING_CONFIRMED, "1", date=str(DAY), from_s=9 * HOUR_S, until_s=10 * HOUR_S)
    assert isinstance(office.clock, ManualClock)
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    office.tell(NoticeKind.AT_RISK, "2")
    (message,) = office.outbox.claim(office.now, LEASE_S, 1)
    assert message.kind is NoticeKind.AT_RISK
    office.outbox.retry_at(message.message_id, office.now + 5, "down")
    assert not [each for each in office.outbox.claim(office.now, LEASE_S, 5) if each.kind is message.kind]
    office.outbox.hand_to_operator(OperatorTask(message, "down"))
    with office.database.read() as connection:
        (listed,) = list_undelivered(connection, office.town.area)
    assert (listed["message_id"], listed["why"]) == (message.message_id, "down")


def test_what_nobody_sent_in_time_is_handed_over_however_many_wait(office: Office) -> None:
    begun = office.now
    for number in range(20):
        office.tell(cause=str(number))
    assert office.outbox.hand_over_overdue(begun, begun + 99) == 0
    assert office.outbox.hand_over_overdue(begun, begun + 100) == 20
    assert set(office.states()) == {("undelivered", "not sent in time")}


Act = Callable[[StoredOutbox, OperatorTask], object]


@pytest.mark.parametrize(
    "act",
    [
        lambda outbox, task: outbox.claim(task.message.send_from_unix_s + 60, LEASE_S, 5),
        lambda outbox, task: outbox.mark_sent(task.message.message_id, Receipt("sms", "ok")),
        lambda outbox, task: outbox.retry_at(task.message.message_id, 0, "down"),
        lambda outbox, task: outbox.hand_to_operator(task),
    ],
)
def test_who_was_deposed_touches_no_notice(office: Office, act: Act) -> None:
    office.tell()
    (message,) = office.outbox.claim(office.now, LEASE_S, 5)
    before = office.states()
    take_office(office.database, office.town.area, "another process")
    with pytest.raises(NotTheWriter):
        act(office.outbox, OperatorTask(message, "down"))
    assert office.states() == before
