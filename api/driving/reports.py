"""Drivers' reports handed in: each has its effect once, late and in batches as they come; none is lost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from api.desk.desk import Desk
from api.desk.order import Order
from api.driving.steps import Unforeseen, next_step
from api.site import Site, tell
from api.storage.tables import DRIVER_REPORT
from api.wire.asked import ReportIn
from api.wire.driven import ReportOut
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId
from dispatch.engine.dispatcher import CommandRefused

MOST_STEPS = 10
"""No report stands for more commands than swapping, boarding unseen, leaving, arriving, swapping, beginning
and finishing."""


async def hand_in(
    desk: Desk, site: Site, service_date: date, vehicle_id: VehicleId, given: ReportIn
) -> ReportOut:
    """What became of a report: done, or kept for a dispatcher where it does not fit the plan."""
    with site.database.read() as connection:
        known = _find(connection, desk.town.area, vehicle_id, given.client_id)
    if known is not None:
        return known
    try:
        await _bring_up_to(desk, service_date, vehicle_id, given)
        result = ReportOut(client_id=given.client_id, outcome="done")
    except (Unforeseen, CommandRefused) as why:
        result = ReportOut(client_id=given.client_id, outcome="kept", detail=str(why))
    with site.database.write() as connection:
        _keep(connection, desk.town.area, service_date, vehicle_id, given, result, site.clock.now())
    return result


async def _bring_up_to(desk: Desk, service_date: date, vehicle_id: VehicleId, given: ReportIn) -> None:
    """Carry out, one after the other, the commands that a report stands for."""
    kind, ride_id = given.kind, RideId(given.ride_id) if given.ride_id else None
    at_s = desk.town.seconds(service_date, given.at)
    if at_s < 0:
        raise Unforeseen(f"{given.at.isoformat()} is before {service_date} has begun")
    for _ in range(MOST_STEPS):
        with desk.reading(service_date) as open_day:
            step = next_step(open_day, vehicle_id, kind, ride_id, at_s)
        if step is None:
            return
        order = Order(service_date, step.command, f"vehicle {vehicle_id}", happened_s=step.happened_s)
        await tell(desk, order)
    raise Unforeseen(f"{kind} of {ride_id or 'nobody'} cannot be brought about")


def _find(connection: Connection, area: str, vehicle_id: VehicleId, client_id: str) -> ReportOut | None:
    row = connection.execute(
        select(DRIVER_REPORT.c.outcome, DRIVER_REPORT.c.detail).where(
            DRIVER_REPORT.c.area == area,
            DRIVER_REPORT.c.vehicle_id == vehicle_id,
            DRIVER_REPORT.c.client_id == client_id,
        )
    ).first()
    return None if row is None else ReportOut(client_id=client_id, outcome=row.outcome, detail=row.detail)


def _keep(
    connection: Connection,
    area: str,
    service_date: date,
    vehicle_id: VehicleId,
    given: ReportIn,
    result: ReportOut,
    now: datetime,
) -> None:
    if _find(connection, area, vehicle_id, given.client_id) is not None:
        return  # handed in twice at once
    connection.execute(
        insert(DRIVER_REPORT).values(
            area=area,
            vehicle_id=vehicle_id,
            client_id=given.client_id,
            service_date=service_date.isoformat(),
            kind=given.kind,
            ride_id=given.ride_id,
            happened_at=given.at.isoformat(),
            received_at=now.isoformat(),
            outcome=result.outcome,
            detail=result.detail,
        )
    )
