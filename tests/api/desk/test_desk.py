"""A desk decides, commits and tells; what it told is there again after a new start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.open_day import OpenDay
from api.desk.order import Order, Outcome
from api.desk.queue import DeskClosed
from api.desk.town import Town, town_of
from api.metrics import Metrics
from api.storage.database import Database
from api.storage.receipts import Answer, KeyReused, RepeatKey
from api.storage.writer import take_office
from dispatch.domain.commands import Accept, Ask
from dispatch.domain.events import OfferLapsed, OffersMade, PromiseMade
from dispatch.domain.load import Load
from dispatch.domain.request import Request, RequestId, RideId, RiderId, WishKind
from dispatch.domain.time import HOUR_S, TimeWindow
from gtfs.service import read_service

NAMIOKA = Path(__file__).parents[3] / "examples" / "namioka"
DAY = date(2026, 12, 2)


@pytest.fixture(scope="module")
def town() -> Town:
    return town_of(read_service(NAMIOKA))


def at(town: Town, hour: int, minute: int = 0) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=town.zone)


def a_desk(town: Town, database: Database, clock: ManualClock) -> Desk:
    desk = Desk(town, database, take_office(database, town.area, "test"), clock, Improver(None), Metrics())
    desk.start()
    return desk


def an_ask(town: Town, request_id: str, rider: str = "p1") -> Ask:
    places = town.service.places
    ends = places.index_of("home_001"), places.index_of("place_01")
    return Ask(
        Request(RequestId(request_id), RiderId(rider), *ends, WishKind.DEPART_AFTER, 9 * HOUR_S, Load(1))
    )


class Told:
    """Hears what is told, and keeps it."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def __call__(self, outcome: Outcome) -> Answer:
        self.outcomes.append(outcome)
        return Answer(200, f"version {outcome.version}")


def book(desk: Desk, town: Town, request_id: str, rider: str = "p1") -> RideId:
    told = Told()
    desk.handle(Order(DAY, an_ask(town, request_id, rider), f"rider {rider}", respond=told))
    offered = told.outcomes[0].events[-1]
    assert isinstance(offered, OffersMade)
    desk.handle(Order(DAY, Accept(offered.offers[0].offer_id), f"rider {rider}", respond=told))
    promised = told.outcomes[1].events[0]
    assert isinstance(promised, PromiseMade)
    return promised.promise.ride_id


def test_what_was_promised_is_there_after_a_new_start(town: Town, database: Database) -> None:
    clock = ManualClock(at(town, 7))
    desk = a_desk(town, database, clock)
    ride_id = book(desk, town, "r1")
    with desk.reading(DAY) as kept:
        before = kept.day
    desk.stop()
    again = a_desk(town, database, clock)
    with again.reading(DAY) as kept:
        assert ride_id in kept.day.promises
        assert kept.day == before
    again.stop()


def test_a_day_that_runs_past_midnight_is_there_after_a_new_start(town: Town, database: Database) -> None:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    ride_id = book(desk, town, "r1")
    desk.stop()
    after_midnight = at(town, 0, 20) + timedelta(days=1)
    again = a_desk(town, database, ManualClock(after_midnight))
    with again.reading(DAY) as kept:
        assert ride_id in kept.day.promises
    again.stop()
    a_day_later = a_desk(town, database, ManualClock(after_midnight + timedelta(days=1)))
    assert DAY not in a_day_later.list_open()
    a_day_later.stop()


def test_a_service_that_begins_after_midnight_opens_the_day_that_still_runs(
    town: Town, database: Database
) -> None:
    late = replace(town.service, hours=TimeWindow(8 * HOUR_S, 26 * HOUR_S))
    desk = a_desk(town.with_service(late), database, ManualClock(at(town, 0, 20)))
    assert desk.list_open()[0] == DAY - timedelta(days=1)
    desk.stop()


def test_the_same_key_gets_the_same_answer_and_one_effect(town: Town, database: Database) -> None:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    key = RepeatKey.of("rider p1", "k1", "POST", "body")
    told = Told()
    order = Order(DAY, an_ask(town, "r1"), "rider p1", key=key, respond=told)
    first, second = desk.handle(order), desk.handle(order)
    assert first == second
    assert len(told.outcomes) == 1
    with pytest.raises(KeyReused):
        desk.handle(Order(DAY, an_ask(town, "r2"), "rider p1", key=RepeatKey.of("rider p1", "k1", "other")))
    desk.stop()


def test_offers_lapse_when_the_clock_goes_on(town: Town, database: Database) -> None:
    clock = ManualClock(at(town, 7))
    desk = a_desk(town, database, clock)
    desk.handle(Order(DAY, an_ask(town, "r1"), "rider p1"))
    clock.set(at(town, 7, 4))
    desk.preview(Order(DAY, an_ask(town, "r2"), "rider p1"))  # comes after the wake-up
    with desk.reading(DAY) as kept:
        assert any(isinstance(event, OfferLapsed) for event in kept.events)
        assert not kept.day.offers
    desk.stop()


def test_a_preview_changes_nothing(town: Town, database: Database) -> None:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    with desk.reading(DAY) as kept:
        version = kept.day.version
    assert isinstance(desk.preview(Order(DAY, an_ask(town, "r1"), "rider p1")).events[-1], OffersMade)
    with desk.reading(DAY) as kept:
        assert kept.day.version == version
    desk.stop()


def test_a_writer_that_was_replaced_writes_nothing_more(town: Town, database: Database) -> None:
    clock = ManualClock(at(town, 7))
    old = a_desk(town, database, clock)
    new = a_desk(town, database, clock)
    with pytest.raises(DeskClosed):
        old.handle(Order(DAY, an_ask(town, "r1"), "rider p1"))
    assert not old.serving
    book(new, town, "r1")
    new.stop()
    old.stop()


def test_rows_that_follow_from_events_are_kept_with_them_whoever_ordered(
    town: Town, database: Database
) -> None:
    seen: list[tuple[int, int, bool]] = []

    def project(connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
        seen.append((open_day.day.version, len(outcome.events), connection.in_transaction()))

    clock = ManualClock(at(town, 7))
    tenure = take_office(database, town.area, "test")
    desk = Desk(town, database, tenure, clock, Improver(None), Metrics(), projections=(project,))
    desk.start()
    opened = len(seen)
    desk.handle(Order(DAY, an_ask(town, "r1"), "rider p1"))
    clock.set(at(town, 7, 4))
    desk.preview(Order(DAY, an_ask(town, "r2"), "rider p1"))  # comes after the wake-up of the engine
    desk.stop()
    assert opened == len(list(town.list_dates(at(town, 7))))
    (before, count, _), (after_ask, _, _) = seen[opened:]
    assert after_ask == before + count
    assert all(in_transaction for _, _, in_transaction in seen)
