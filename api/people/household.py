"""Who may book for whom: family, neighbours, a hospital desk, and whoever answers a rider's number."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from api.people.riders import NoSuchRider
from api.people.tables import RIDER, RIDER_LINK, RIDER_PHONE
from dispatch.domain.request import RiderId


class LinkKind(StrEnum):
    """Why somebody books for another."""

    HOUSEHOLD = "household"
    PROXY = "proxy"


def link(connection: Connection, rider_id: RiderId, proxy_id: RiderId, kind: LinkKind, now: datetime) -> None:
    """Let a proxy book for a rider, once however often it is said; raises NoSuchRider."""
    if rider_id == proxy_id:
        raise ValueError("proxy: another rider than the one booked for expected")
    both = select(RIDER.c.rider_id).where(RIDER.c.rider_id.in_([rider_id, proxy_id]))
    if len(connection.execute(both).all()) < 2:
        raise NoSuchRider
    unlink(connection, rider_id, proxy_id)
    row = {"rider_id": rider_id, "proxy_id": proxy_id, "kind": kind.value, "since": now}
    connection.execute(insert(RIDER_LINK).values(row))


def unlink(connection: Connection, rider_id: RiderId, proxy_id: RiderId) -> None:
    """Let the proxy book for the rider no longer."""
    connection.execute(
        delete(RIDER_LINK).where(RIDER_LINK.c.rider_id == rider_id, RIDER_LINK.c.proxy_id == proxy_id)
    )


def list_bookable(connection: Connection, proxy_id: RiderId) -> list[RiderId]:
    """Whom a rider may book for: themselves, those linked, and those whom the rider's own number leads to.

    Who holds a number that a rider gave as theirs, or as their contact, may act for that rider.
    """
    linked = select(RIDER_LINK.c.rider_id).where(RIDER_LINK.c.proxy_id == proxy_id)
    own = select(RIDER_PHONE.c.phone_mark).where(
        RIDER_PHONE.c.rider_id == proxy_id, RIDER_PHONE.c.position == 0
    )
    reached = select(RIDER_PHONE.c.rider_id).where(RIDER_PHONE.c.phone_mark.in_(own))
    others = {row.rider_id for row in connection.execute(linked.union(reached))} - {proxy_id}
    return [proxy_id, *(RiderId(rider_id) for rider_id in sorted(others))]


def list_proxies(connection: Connection, rider_id: RiderId) -> list[RiderId]:
    """Who is linked to book for a rider."""
    rows = connection.execute(
        select(RIDER_LINK.c.proxy_id).where(RIDER_LINK.c.rider_id == rider_id).order_by(RIDER_LINK.c.proxy_id)
    )
    return [RiderId(row.proxy_id) for row in rows]
