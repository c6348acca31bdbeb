"""What the routes of a running service work on, and how they reach a desk."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Header, Request

from api.clock import Clock
from api.desk.desk import PATIENCE_S, Desk, OutcomeUnknown
from api.desk.order import Order
from api.metrics import Metrics
from api.positions import Positions
from api.problems import Code, Problem
from api.storage.database import Database
from api.storage.receipts import Answer, RepeatKey


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Site:
    """One process: its areas' desks, its database, its clock."""

    desks: Mapping[str, Desk]
    database: Database
    clock: Clock
    metrics: Metrics
    new_id: Callable[[], str] = new_id
    """Makes the ids of requests."""
    positions: Positions = field(default_factory=Positions)


def site_of(request: Request) -> Site:
    """The site that answers this request."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


SiteHere = Annotated[Site, Depends(site_of)]


def desk_of(area: str, site: SiteHere) -> Desk:
    """The desk of the area in the path."""
    desk = site.desks.get(area)
    if desk is None:
        raise Problem(Code.NOT_FOUND, f"{area}: no such area; there are {', '.join(site.desks)}")
    return desk


DeskHere = Annotated[Desk, Depends(desk_of)]


async def repeat_key(
    request: Request,
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
    """The key under which a repeated request gets the same answer."""
    if key is None:
        raise Problem(Code.KEY_MISSING, "Idempotency-Key: 8 to 100 characters expected")
    body = (await request.body()).decode("utf-8", "replace")
    account = request.headers.get("authorization", "")
    return RepeatKey.of(account, key, request.method, request.url.path, body)


KeyHere = Annotated[RepeatKey, Depends(repeat_key)]


async def tell(desk: Desk, order: Order) -> Answer:
    """Have an order carried out without holding a thread while it waits in line."""
    done = asyncio.wrap_future(desk.submit(order))
    try:
        return await asyncio.wait_for(asyncio.shield(done), PATIENCE_S)
    except TimeoutError as late:
        raise OutcomeUnknown("no answer yet: ask again with the same Idempotency-Key") from late
