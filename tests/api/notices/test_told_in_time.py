"""A rider whose promise is at risk is told within a minute, and where that fails an operator within two.

Real gateways over loopback; where minutes must pass, a clock ten times as fast, and settings to fit it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.desk.order import Order
from api.desk.town import Town
from api.errands import Errand, Rest
from api.notices.gateway import GatewayNotifier, GatewayWords
from api.notices.notifier import Notifier
from api.notices.postmen import postmen
from api.notices.stored_outbox import list_undelivered
from dispatch.domain.commands import Depart, Wake
from dispatch.domain.fleet import VehicleId
from tests.api.notices.gateway_town import an_sms_town
from tests.api.notices.office import Office, an_office
from tests.api.routes.booked import book
from tests.api.served import DAY, a_database, at, serving

SPEED = 10
WORDS = {"name": "sms", "content_type": "text/plain", "body": "{message_id} {address} {text}"}


def a_gateway(url: str, timeout_s: float = 5.0) -> GatewayNotifier:
    words = GatewayWords.model_validate({**WORDS, "url": url, "timeout_s": timeout_s})
    return GatewayNotifier(words, {}, lambda seconds: time.sleep(seconds / SPEED))


def test_a_rider_at_risk_is_told_within_a_minute_of_the_event(town: Town, tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with (
        an_sms_town() as gateway,
        serving(town, database, at(town, 7), notifiers={"sms": a_gateway(gateway.url)}) as served,
    ):
        ride = book(served)
        served.clock.set(at(town, 9, 40))
        served.desk.handle(Order(DAY, Depart(VehicleId(ride["vehicle_id"])), "vehicle"))
        served.clock.set(at(town, 9, 41))
        before = time.monotonic()
        served.desk.handle(Order(DAY, Wake(), "engine"))
        while not [body for body in gateway.bodies if "申し訳ありません" in body.decode()]:
            assert time.monotonic() - before <= 60
            time.sleep(0.05)
    database.close()


@dataclass
class FastClock:
    """A clock ten times as fast as the machine's."""

    begun: datetime
    begun_s: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.begun + timedelta(seconds=(time.monotonic() - self.begun_s) * SPEED)

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        over.wait(None if until is None else max(0.0, (until - self.now()).total_seconds() / SPEED))


def fast(errand: Errand) -> Errand:
    """The errand with its rests as much shorter as the clock is faster."""

    def work(rest: Rest) -> None:
        errand.work(lambda seconds: rest(seconds / SPEED))

    return replace(errand, work=work)


@contextmanager
def at_work(office: Office, notifier: Notifier) -> Iterator[None]:
    errands = [fast(each) for each in postmen(office.outbox, {"sms": notifier}, office.clock)]
    for errand in errands:
        errand.start()
    yield
    for errand in errands:
        errand.call_off()
    for errand in errands:
        errand.stop()


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Office]:
    database = a_database(tmp_path)
    yield an_office(town, database, FastClock(at(town, 8)))
    database.close()


@contextmanager
def a_gateway_that_never_answers() -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/send"


@contextmanager
def a_gateway_that_is_down() -> Iterator[str]:
    with an_sms_town() as gateway:
        gateway.answers = [(503, {})] * 10_000
        yield gateway.url


@pytest.mark.parametrize(
    ("broken", "count"), [(a_gateway_that_is_down, 1), (a_gateway_that_never_answers, 30)]
)
def test_what_reaches_nobody_is_an_operator_s_within_two_minutes(
    office: Office, broken: Callable[[], AbstractContextManager[str]], count: int
) -> None:
    with broken() as url:
        begun_s = office.now
        for number in range(count):
            office.tell(cause=str(number))
        with at_work(office, a_gateway(url, timeout_s=5.0 / SPEED)):
            listed: list[int] = []
            while len(listed) < count:
                assert office.now <= begun_s + 130, f"{len(listed)} of {count} listed"
                time.sleep(0.2)
                with office.database.read() as connection:
                    listed = [row["ended_at_s"] for row in list_undelivered(connection, office.town.area)]
    assert max(listed) <= begun_s + 120
