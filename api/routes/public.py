"""What anybody may know without signing in: which services there are, their hours and fares, their places."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.people.access import require
from api.people.principal import Principal
from api.people.roles import STAFF_ROLES, Permission
from api.rules.in_force import service_on
from api.site import SiteHere, TownHere
from api.wire.posted import AreaOut, FoundPlaceOut, ServiceOut, area_out, found_out, service_out
from gtfs.public_page import public_page

router = APIRouter(prefix="/api/areas", tags=["public"])


@router.get(
    "",
    summary="サービスの一覧 / The services that can be booked here",
    dependencies=[require(Permission.SEE_SERVICE)],
)
def list_areas(site: SiteHere) -> list[AreaOut]:
    """Every service of this process, by its area."""
    now = site.clock.now()
    return [area_out(area, public_page(town.service, town.today(now))) for area, town in site.towns.items()]


@router.get(
    "/{area}",
    summary="運行時間・運賃・予約方法 / Hours, fares and how to book",
    dependencies=[require(Permission.SEE_SERVICE)],
)
def get_service(town: TownHere, site: SiteHere) -> ServiceOut:
    """The page of a service: today, the next service days, the fares as they are posted."""
    today = town.today(site.clock.now())
    return service_out(town.area, public_page(service_on(site.database, town, today), today))


@router.get(
    "/{area}/places",
    summary="乗降場所の検索 / Find a place by name",
)
def search_places(
    town: TownHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.SEARCH_PLACES)],
    q: Annotated[
        str, Query(max_length=100, description="In kanji, kana or romaji, or a part; mistyped too.")
    ],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[FoundPlaceOut]:
    """The best answers first: stops and landmarks; homes too for those who book on behalf of riders."""
    by_operators = STAFF_ROLES & principal.roles and principal.may(Permission.BOOK_FOR_RIDER, town.area)
    published = site.published
    search = published.places_for_operators if by_operators else published.places_for_public
    places = town.service.places
    return [found_out(found, places) for found in search(town.area, town.service).search(q, limit)]
