"""A rider's rides of any day, also when the day is no longer open for bookings."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.desk.ride_rows import list_history
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import wrong
from api.site import SiteHere, TownHere
from api.wire.past import HistoryOut, past_ride
from dispatch.domain.request import RiderId

router = APIRouter(prefix="/api/areas/{area}", tags=["history"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get(
    "/riders/{rider_id}/history",
    summary="利用履歴 / A rider's rides of any day",
)
def get_history(
    rider_id: str,
    town: TownHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.SEE_HISTORY)],
    limit: Limit = 50,
    before: Annotated[str | None, Query(max_length=230, description="`next` of the answer before.")] = None,
) -> HistoryOut:
    """The rides of a rider, the latest first."""
    principal.demand_rider(RiderId(rider_id), town.area, Permission.SEE_HISTORY)
    with site.database.read() as connection:
        rows = list_history(connection, RiderId(rider_id), at_most=limit + 1, before=_cursor(before))
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return HistoryOut(
        rides=[past_ride(row, town) for row in shown],
        next=None if last is None else f"{last.service_date}/{last.ride_id}",
    )


def _cursor(before: str | None) -> tuple[date, str] | None:
    if before is None:
        return None
    day, _, ride_id = before.partition("/")
    try:
        return date.fromisoformat(day), ride_id
    except ValueError as odd:
        expected = "`next` of the answer before expected"
        raise wrong("before", expected, "前の応答の `next` を指定してください。") from odd
