"""What the routes of a running service work on, and how they reach a desk.

What routes depend on is found in coroutines wherever nothing is waited for: anything else costs a thread.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request

from api.callers import Callers
from api.clock import Clock
from api.crowd import Crowd
from api.desk.desk import PATIENCE_S, Desk
from api.desk.order import Order
from api.desk.queue import DeskClosed
from api.desk.town import Town
from api.desk.undone import OutcomeUnknown
from api.driving.masked_calls import ConnectCall
from api.driving.report_lines import ReportLines
from api.gateways_file import Gateways, on_the_console
from api.metrics import Metrics
from api.people.access import PrincipalHere
from api.people.entrance import People
from api.planning.planning import Planning
from api.positions import Positions
from api.problems import Code, Problem
from api.published import Published
from api.storage.database import Database
from api.storage.receipts import Answer, RepeatKey

Done = TypeVar("Done")


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Site:
    """One process: its areas, the desks of those it leads, its database, its clock, its people."""

    towns: Mapping[str, Town]
    desks: MutableMapping[str, Desk]
    """The desks of the areas that this process leads now."""
    database: Database
    clock: Clock
    metrics: Metrics
    people: People
    new_id: Callable[[], str] = new_id
    """Makes the ids of requests."""
    positions: Positions = field(default_factory=Positions)
    gateways: Gateways = field(default_factory=on_the_console)
    """How notices leave, and who takes online payments."""
    report_lines: ReportLines = field(default_factory=ReportLines)
    callers: Callers = field(default_factory=Callers)
    published: Published = field(default_factory=Published)
    crowd: Crowd = field(default_factory=Crowd)
    connect_call: ConnectCall | None = None
    """None where no telephone system can connect drivers with riders."""
    planning: Planning | None = None
    """None where no days are replayed for planners."""


async def site_of(request: Request) -> Site:
    """The site that answers this request."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


SiteHere = Annotated[Site, Depends(site_of)]


async def in_hand(site: SiteHere) -> AsyncIterator[None]:
    """Count a question among those in hand; raises DeskBusy where they are too many."""
    with site.crowd.one():
        yield


QUESTION = Depends(in_hand)
"""Goes before all else a route depends on, where it only asks: acceptances and reports always come in."""


async def town_of_path(area: str, site: SiteHere) -> Town:
    """The town of the area in the path."""
    town = site.towns.get(area)
    if town is None:
        raise Problem(Code.NOT_FOUND, f"{area}: no such area; there are {', '.join(site.towns)}")
    return town


TownHere = Annotated[Town, Depends(town_of_path)]


async def desk_of(town: TownHere, site: SiteHere) -> Desk:
    """The desk of the area in the path; raises DeskClosed where another process leads it."""
    desk = site.desks.get(town.area)
    if desk is None:
        raise DeskClosed(f"{town.area}: another process serves this area, or is about to")
    return desk


DeskHere = Annotated[Desk, Depends(desk_of)]


async def repeat_key(
    request: Request,
    principal: PrincipalHere,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=8,
            max_length=100,
            description="Chosen by the client; the same request under the same key has one effect.",
        ),
    ] = None,
) -> RepeatKey:
    """The key under which a repeated request of the same account gets the same answer."""
    if key is None:
        raise Problem(Code.KEY_MISSING, "Idempotency-Key: 8 to 100 characters expected")
    body = (await request.body()).decode("utf-8", "replace")
    return RepeatKey.of(principal.account, key, request.method, request.url.path, body)


KeyHere = Annotated[RepeatKey, Depends(repeat_key)]


async def tell(desk: Desk, order: Order) -> Answer:
    """Have an order carried out without holding a thread while it waits in line."""
    return await in_time(desk.submit(order))


async def in_time(work: Future[Done]) -> Done:
    """What a desk was asked, once it is done; raises OutcomeUnknown where that takes too long."""
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(work)), PATIENCE_S)
    except TimeoutError as late:
        raise OutcomeUnknown("no answer yet: ask again with the same Idempotency-Key") from late
