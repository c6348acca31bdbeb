"""Whether the service lives, whether it takes orders, and how it fares."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.people.code_traffic import code_traffic
from api.site import Site, SiteHere

router = APIRouter(tags=["health"])


class AreaHealth(BaseModel):
    """Whether an area's desk takes orders here, and how many wait."""

    serving: bool
    waiting: int


class Health(BaseModel):
    """What each area's desk does."""

    ready: bool
    areas: dict[str, AreaHealth]


@router.get("/healthz", response_class=PlainTextResponse, summary="The process lives")
def healthz() -> str:
    """Always the same word; no answer at all means that the process is gone."""
    return "ok"


@router.get(
    "/readyz", summary="The desks take orders", responses={503: {"model": Health, "description": "Not yet."}}
)
def readyz(site: SiteHere, response: Response) -> Health:
    """Ready when every area's desk serves; 503 until then."""
    areas = _desks(site)
    ready = all(each.serving for each in areas.values())
    response.status_code = 200 if ready else 503
    return Health(ready=ready, areas=areas)


@router.get("/metrics", response_class=PlainTextResponse, summary="Figures for Prometheus")
def metrics(site: SiteHere) -> Response:
    """Counters, durations and how things stand; no personal data."""
    for area, desk in _desks(site).items():
        site.metrics.desk(area, serving=desk.serving, waiting=desk.waiting)
    with suppress(SQLAlchemyError), site.database.read() as connection:
        always = site.people.riders_entrance.always_an_hour
        codes = code_traffic(connection, site.clock.now(), always)
        told = codes.sent_last_hour, codes.most_an_hour
        site.metrics.codes(*told, alarming=codes.alarming, stopped=codes.stopped)
    return Response(site.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _desks(site: Site) -> dict[str, AreaHealth]:
    """Every area of the site, those that another process leads too."""
    return {area: AreaHealth(serving=False, waiting=0) for area in site.towns} | {
        area: AreaHealth(serving=desk.serving, waiting=desk.waiting) for area, desk in site.desks.items()
    }
