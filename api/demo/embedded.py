"""The service of a demo: a database of its own for as long as it runs, and a day that is lived at it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog
from fastapi import FastAPI
from sqlalchemy import select

from api.clock import moment
from api.demo.entrances import VISITOR, Visitors, entrances
from api.demo.life import Life, LivedDay
from api.demo.paced_clock import PacedClock
from api.demo.townspeople import Registered, employ, equip, register
from api.desk.town import Town
from api.gateways import notifiers_of
from api.gateways_file import read_gateways_file
from api.people.access import Gate
from api.people.keys import new_keys
from api.people.rate_limits import Rate, RateLimits, RateRules
from api.people.sealed import Vault
from api.people.tables import DEVICE, TOKEN
from api.people.tokens import TokenKind
from api.planning.laboratory import Laboratory
from api.planning.planning import planning_in
from api.running import application, site_for
from api.serving import StreamEndingServer
from api.site import Site
from api.storage.database import Database, open_database
from api.storage.schema import migrate
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId
from dispatch.domain.time import MINUTE_S

LOG = structlog.get_logger()
UNHURRIED = Rate(100_000)
CALLERS = 5
OFFERS_LAST_MIN = 10
"""Real minutes, at least, that a visitor has to choose an offer, whatever the pace (WCAG 2.2.1)."""
GATEWAYS = "".join(
    f'[channels.{name}]\nfile = "messages.txt"\n' for name in ("sms", "voice", "email", "line")
)


@dataclass
class Demo:
    """A running demo."""

    site: Site
    app: FastAPI
    clock: PacedClock
    visitors: Visitors
    messages: Path
    """Where codes and notices are written that would go to telephones."""
    day: Callable[[], LivedDay]
    begins: datetime
    """From when on it is shown; the hours before are hurried through."""


def unhurried(town: Town, pace: float) -> Town:
    """The town, with offers that leave a visitor time to choose although the clock hurries."""
    least_s = round(OFFERS_LAST_MIN * MINUTE_S * max(1.0, pace))
    rules = town.service.rules
    lasting = replace(
        rules,
        offer_life_s=max(rules.offer_life_s, least_s),
        waitlist_offer_life_s=max(rules.waitlist_offer_life_s, least_s),
    )
    return town.with_service(replace(town.service, rules=lasting))


def prepare(
    town: Town, life: Life, laboratory: Laboratory, folder: Path, address: str, begins_s: int
) -> tuple[Demo, Database]:
    """A demo in an empty folder; its clock stands at the first request of the day."""
    database = open_database(folder / "demo.db")
    migrate(database)
    (folder / "gateways.toml").write_text(GATEWAYS, encoding="utf-8")
    gateways = read_gateways_file(folder / "gateways.toml", os.environ)
    notifiers = notifiers_of(gateways)
    service_date = town.service.demo_date
    clock = PacedClock(moment(service_date, life.first_asked_s - MINUTE_S, town.zone))
    planning = planning_in(folder / "runs", laboratory)
    site = site_for({town.area: town}, database, Vault(new_keys()), gateways, notifiers, clock, planning)
    # sessions and rates go by real time, so that nobody is locked out by a clock that runs ahead
    gate = Gate(
        database,
        PacedClock(clock.now(), 1.0),
        RateLimits(RateRules(UNHURRIED, UNHURRIED, UNHURRIED)),
        over_tls=False,
    )
    app = application(site, gate, notifiers, lambda: None)
    riders, operator, tablets = _people(town, site, life)
    callers = tuple(each for each in riders.values() if each.phone)[:CALLERS]
    visitors = Visitors(town.area, callers[0], town.service.vehicles[-1].vehicle_id, callers)
    app.router.routes[:0] = entrances(visitors).routes  # before the pages, which answer everything else

    def day() -> LivedDay:
        return life.at(
            address,
            town.area,
            moment(service_date, 0, town.zone),
            clock,
            operator,
            {simulated: (each.rider_id, each.token) for simulated, each in riders.items()},
            tablets,
            lambda vehicle_id: not _is_taken(site, vehicle_id),
        )

    begins = moment(service_date, begins_s, town.zone)
    return Demo(site, app, clock, visitors, folder / "messages.txt", day, begins), database


def run(demo: Demo, listening: socket.socket, pace: float, ready: Callable[[], None]) -> None:
    """Serve until stopped; `ready` is called once the day is under way."""
    server = StreamEndingServer(demo.app, log_level="warning", timeout_graceful_shutdown=1)
    days: list[LivedDay] = []

    def live() -> None:
        while not (server.started and demo.site.desks):
            time.sleep(0.05)
        try:
            day = demo.day()
            days.append(day)
            day.begin()
            day.hurry(demo.begins)
            demo.clock.start(pace)
            ready()
            day.live()
        except (
            Exception
        ):  # whatever ends the invented people, a visitor goes on, and the log says what it was
            if not server.should_exit:
                LOG.exception("the lively day has ended; the pages go on")

    threading.Thread(target=live, name="demo", daemon=True).start()
    server.run(sockets=[listening])
    for day in days:
        day.stop()


def _people(
    town: Town, site: Site, life: Life
) -> tuple[dict[RiderId, Registered], str, dict[VehicleId, str]]:
    now = site.clock.now()
    with site.database.write() as connection:
        riders = register(connection, site.people, town, life.residents, now)
        operator = employ(connection, site.people, town, now)
        return riders, operator, dict(equip(connection, site.people, town, now))


def _is_taken(site: Site, vehicle_id: VehicleId) -> bool:
    """Whether a visitor has enrolled a tablet for a vehicle."""
    theirs = (
        select(TOKEN.c.subject)
        .join(DEVICE, DEVICE.c.device_id == TOKEN.c.subject)
        .where(TOKEN.c.kind == TokenKind.DEVICE, DEVICE.c.vehicle_id == vehicle_id, DEVICE.c.name == VISITOR)
    )
    with site.database.read() as connection:
        return connection.execute(theirs).first() is not None
