"""The public feeds of a service: GTFS-Flex, and GTFS-Realtime made from the running day."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from api.announced import is_full, list_alerts, list_vehicles
from api.desk.desk import Desk
from api.people.access import require
from api.people.roles import Permission
from api.problems import Code, Problem
from api.published import FeedFile
from api.rules.in_force import service_on
from api.site import DeskHere, Site, SiteHere, TownHere
from gtfs.realtime import ServiceAlert, VehicleSeen, alerts_message, positions_message
from gtfs.service import ServiceError

PROTOBUF = "application/x-protobuf"
GEOJSON = "application/geo+json"
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What the reader has is what there is."}}
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=1000)]

router = APIRouter(prefix="/api/areas/{area}", tags=["public"], dependencies=[require(Permission.READ_FEEDS)])


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "object"} if media_type == GEOJSON else {"type": "string", "format": "binary"}
    return {200: {"content": {media_type: {"schema": schema}}, "description": "The feed."}}


@router.get(
    "/gtfs-flex.zip",
    summary="GTFS-Flex / The service as a feed",
    response_class=Response,
    responses=_file("application/zip") | UNCHANGED,
)
def get_flex(town: TownHere, site: SiteHere, if_none_match: IfNoneMatch = None) -> Response:
    """The feed as it is published today; the same ETag means the same bytes."""
    today = town.today(site.clock.now())
    try:
        feed = site.published.flex(town.area, service_on(site.database, town, today), today)
    except ServiceError as unpublished:
        raise Problem(Code.NOT_FOUND, f"{town.area} publishes no GTFS-Flex feed") from unpublished
    return _unless_known(feed, if_none_match, "application/zip")


@router.get(
    "/map.geojson",
    summary="地図 / Roads, stops and landmarks to draw",
    response_class=Response,
    responses=_file(GEOJSON) | UNCHANGED,
)
def get_map(town: TownHere, site: SiteHere, if_none_match: IfNoneMatch = None) -> Response:
    """The town's own map, so that pages draw it without asking anybody else; no home is on it."""
    drawn = site.published.map(town.area, town.service, town.network)
    return _unless_known(drawn, if_none_match, GEOJSON)


@router.get(
    "/gtfs-realtime/alerts.pb",
    summary="運行情報(GTFS-Realtime) / Alerts",
    response_class=Response,
    responses=_file(PROTOBUF),
)
async def get_alerts(desk: DeskHere, site: SiteHere) -> Response:
    """Suspended, snow, or full for the rest of the day; empty while all is as usual."""
    town, now = desk.town, site.clock.now()
    today = town.service_date(now)
    alerts: list[ServiceAlert] = []
    if today in desk.list_open():
        full = await _full(desk, site, today)
        with desk.reading(today) as open_day:
            alerts = list_alerts(town, today, open_day.day, full=full)
    message = alerts_message(town.service, alerts, int(now.timestamp()))
    return Response(message.SerializeToString(), media_type=PROTOBUF)


@router.get(
    "/gtfs-realtime/vehicle-positions.pb",
    summary="車両位置(GTFS-Realtime) / Where the vehicles are",
    response_class=Response,
    responses=_file(PROTOBUF),
)
def get_positions(desk: DeskHere, site: SiteHere) -> Response:
    """The vehicles of today as far as it may be told: near a home one is shown at the nearest stop."""
    town, now = desk.town, site.clock.now()
    today = town.service_date(now)
    seen: list[VehicleSeen] = []
    if today in desk.list_open():
        with desk.reading(today) as open_day:
            seen = list(list_vehicles(open_day.day, site.positions.list_of(town.area)))
    shield = site.published.shield(town.area, town.service)
    message = positions_message(seen, shield, today, int(now.timestamp()))
    return Response(message.SerializeToString(), media_type=PROTOBUF)


def _unless_known(feed: FeedFile, if_none_match: str | None, media_type: str) -> Response:
    """The file, unless the reader has it already."""
    headers = {"ETag": feed.etag, "Cache-Control": "public, max-age=300"}
    known = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    if feed.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(feed.content, media_type=media_type, headers=headers)


async def _full(desk: Desk, site: Site, today: date) -> bool:
    town, now = desk.town, site.clock.now()
    full = site.published.find_full(town.area, today, now)
    if full is None:
        looked = desk.look(today, lambda open_day, now_s: is_full(town, open_day, now_s))
        full = await asyncio.wrap_future(looked)
        site.published.note_full(town.area, today, now, full=full)
    return full
