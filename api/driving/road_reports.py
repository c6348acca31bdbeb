"""What drivers say of the roads: kept once, shown until a dispatcher has settled it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from api.driving.tables import ROAD_REPORT
from api.people.refusals import NoSuchThing
from api.wire.shifts import RoadReportIn, RoadReportOut
from dispatch.domain.fleet import VehicleId


def hand_in_road_report(
    connection: Connection, area: str, vehicle_id: VehicleId, given: RoadReportIn, now: datetime
) -> RoadReportOut:
    """Keep a report; one that was handed in before is told as it was kept."""
    mine = _named(area, vehicle_id, given.client_id)
    if connection.execute(select(ROAD_REPORT.c.area).where(mine)).first() is None:
        row = given.model_dump(exclude={"at"}) | {
            "area": area,
            "vehicle_id": vehicle_id,
            "happened_at": given.at,
            "received_at": now,
        }
        connection.execute(insert(ROAD_REPORT).values(row))
    return _out(connection.execute(select(ROAD_REPORT).where(mine)).one())


def list_road_reports(
    connection: Connection, area: str, *, unsettled_only: bool = True
) -> Iterator[RoadReportOut]:
    """The reports of an area, the latest first."""
    wanted = select(ROAD_REPORT).where(ROAD_REPORT.c.area == area)
    if unsettled_only:
        wanted = wanted.where(ROAD_REPORT.c.settled_at.is_(None))
    for row in connection.execute(wanted.order_by(ROAD_REPORT.c.happened_at.desc(), ROAD_REPORT.c.client_id)):
        yield _out(row)


def settle_road_report(
    connection: Connection,
    area: str,
    vehicle_id: VehicleId,
    client_id: str,
    settled_as: str,
    account: str,
    now: datetime,
) -> RoadReportOut:
    """Say what was made of a report; raises NoSuchThing."""
    mine = _named(area, vehicle_id, client_id)
    settled = update(ROAD_REPORT).where(mine)
    values = {"settled_at": now, "settled_by": account, "settled_as": settled_as}
    if not connection.execute(settled.values(values)).rowcount:
        raise NoSuchThing
    return _out(connection.execute(select(ROAD_REPORT).where(mine)).one())


def _named(area: str, vehicle_id: VehicleId, client_id: str) -> ColumnElement[bool]:
    return and_(
        ROAD_REPORT.c.area == area,
        ROAD_REPORT.c.vehicle_id == vehicle_id,
        ROAD_REPORT.c.client_id == client_id,
    )


def _out(row: Row[*tuple[Any, ...]]) -> RoadReportOut:
    return RoadReportOut.model_validate(dict(row._mapping))
