"""A service put together: its people, its desks and what is around them, and the application over all."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping

from fastapi import FastAPI

from api.app import create_app
from api.around_desk import AroundDesk
from api.clock import Clock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.town import Town
from api.gateways import call_gateway_of
from api.gateways_file import Gateways
from api.led_area import LedArea
from api.metrics import Metrics
from api.notices.codes import CodeSender
from api.notices.notifier import Notifier
from api.people.access import Gate
from api.people.code_traffic import ALWAYS_AN_HOUR
from api.people.entrance import people_of
from api.people.sealed import Vault
from api.planning.planning import Planning
from api.site import Site
from api.storage.database import Database
from api.storage.leadership import Leadership
from api.storage.writer import Tenure


def site_for(
    towns: Mapping[str, Town],
    database: Database,
    vault: Vault,
    gateways: Gateways,
    notifiers: Mapping[str, Notifier],
    clock: Clock,
    planning: Planning | None = None,
    codes_an_hour: int = ALWAYS_AN_HOUR,
) -> Site:
    """A site that leads no area yet."""
    people = people_of(database, vault, CodeSender(notifiers, clock), codes_an_hour=codes_an_hour)
    calls = call_gateway_of(gateways)
    return Site(
        *(towns, {}, database, clock, Metrics(), people),
        gateways=gateways,
        connect_call=calls,
        planning=planning,
    )


def application(
    site: Site, gate: Gate, notifiers: Mapping[str, Notifier], on_deposed: Callable[[], None]
) -> FastAPI:
    """The application that stands for election to every area of a site, and leads those it wins."""
    around = AroundDesk(site.database, site.people.directory, site.clock, site.gateways, notifiers)
    holder = f"{socket.gethostname()} {os.getpid()}"

    def make_desk(town: Town, tenure: Tenure) -> Desk:
        beside = around.projections(town)
        return Desk(town, site.database, tenure, site.clock, Improver(), site.metrics, projections=beside)

    areas = [
        LedArea(
            town,
            Leadership(site.database, area, holder, site.clock),
            site.desks,
            make_desk,
            on_deposed,
            around.errands,
        )
        for area, town in site.towns.items()
    ]
    return create_app(site, gate, areas)
