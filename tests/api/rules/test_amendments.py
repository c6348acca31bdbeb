"""Rules with dates are kept on either database, and a day is read again under its own rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from api.clock import ManualClock
from api.desk.ledger import Ledger
from api.desk.town import Town
from api.rules.amendments import TooLate, add_amendment, list_amendments
from api.rules.in_force import service_on
from api.storage.database import Database
from api.storage.writer import take_office
from gtfs.service import ServiceError
from tests.api.served import DAY, at

FAR = date(2026, 12, 20)
WIDER = "[rules]\npickup_window_min = 20\n"


def agree(database: Database, town: Town, words: str, since: date) -> int:
    with database.write() as connection:
        return add_amendment(connection, town, words, since, None, "staff ito", at(town, 7))


def test_what_was_agreed_is_in_force_from_its_date(database: Database, town: Town) -> None:
    assert agree(database, town, WIDER, FAR) == 1
    assert agree(database, town, "[booking]\nopen_days = 3\n", FAR + timedelta(days=1)) == 2
    assert service_on(database, town, FAR - timedelta(days=1)).rules == town.service.rules
    assert service_on(database, town, FAR).rules.pickup_window_s == 1200
    later = service_on(database, town, FAR + timedelta(days=1)).rules
    assert (later.pickup_window_s, later.booking_open_days) == (1200, 3)
    with database.read() as connection:
        assert [kept.number for kept in list_amendments(connection, town.area)] == [1, 2]
        assert list_amendments(connection, "hiraka") == []


def test_a_day_that_can_be_booked_already_keeps_its_rules(database: Database, town: Town) -> None:
    last = DAY + timedelta(days=town.service.rules.booking_open_days)
    with pytest.raises(TooLate, match=f"a date after {last} expected"):
        agree(database, town, WIDER, last)
    with pytest.raises(ServiceError, match="not a key"):
        agree(database, town, "[rules]\nwindow = 1\n", FAR)
    assert agree(database, town, WIDER, last + timedelta(days=1)) == 1, "nothing was kept before"


def test_a_day_is_dispatched_and_opened_by_the_rules_of_its_date(database: Database, town: Town) -> None:
    agree(database, town, f"[booking]\nopen_days = 3\n{WIDER}", FAR)
    ledger = Ledger(town, database, take_office(database, town.area, "test"), ManualClock(at(town, 7)))
    for _ in range(2):
        assert ledger.read(FAR).dispatcher.rules.pickup_window_s == 1200
        assert ledger.read(FAR - timedelta(days=1)).dispatcher.rules.pickup_window_s == 600
    assert len(ledger.list_dates(at(town, 7))) == 8
    assert len(ledger.list_dates(at(town, 7) + (FAR - DAY))) == 4
