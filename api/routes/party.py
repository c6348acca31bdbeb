"""Who rides, where nobody says: the rider alone, with the wheelchair or walker that is kept of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from api.people.profile import Needs
from api.site import Site
from api.wire.asked import PartyIn, RequestIn
from api.wire.returns import OpenReturnIn
from dispatch.domain.request import RiderId

Wanting = TypeVar("Wanting", RequestIn, OpenReturnIn)


async def with_party(asked: Wanting, rider_id: RiderId, site: Site) -> Wanting:
    """What is asked for, with the rider's own party where it names none."""
    if asked.party is not None:
        return asked
    needs = await run_in_threadpool(_needs_of, rider_id, site)
    party = PartyIn.model_validate(asdict(needs.alone))
    door_needed = asked.door_needed or needs.wheelchair or needs.walker
    return asked.model_copy(update={"party": party, "door_needed": door_needed})


def persons_of(asked: RequestIn | OpenReturnIn) -> PartyIn:
    """The party, once it is known; one person on a seat before."""
    return asked.party or PartyIn()


def _needs_of(rider_id: RiderId, site: Site) -> Needs:
    with site.database.read() as connection:
        return site.people.directory.get(connection, rider_id).profile.needs
