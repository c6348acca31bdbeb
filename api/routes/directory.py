"""Operators find riders, open them, register and change them, and say who may book for whom.

Finding and opening carry no Idempotency-Key: no answer that holds personal data is kept, and every look at
a rider is one more record.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from api.desk.desk import Desk
from api.desk.ride_book import RideStatus
from api.desk.ride_rows import list_history
from api.desk.town import Town
from api.once import once
from api.people.access import require
from api.people.audit import write_down
from api.people.household import link, list_proxies, unlink
from api.people.looking import Purpose, list_seen, open_profile
from api.people.principal import Principal
from api.people.riders import NoSuchRider
from api.people.roles import Permission
from api.problems import no_such_place, wrong
from api.routes.viewing import audited, viewer_of
from api.site import DeskHere, KeyHere, Site, SiteHere, TownHere
from api.wire.directory import CardOut, GlimpseOut, ProfileWire, RegisteredOut
from api.wire.mine import favourite_out
from api.wire.office_bodies import ProfileBody, ProxyBody, RiderSearchBody
from api.wire.past import past_ride
from api.wire.told import PlaceOut, RideOut, Told
from dispatch.domain.request import RiderId

MOST_FOUND = 20
LAST_TRIPS, MOST_LOOKED_AT = 5, 100

router = APIRouter(prefix="/api/areas/{area}", tags=["riders"])
Registrar = Annotated[Principal, require(Permission.REGISTER_RIDER)]


@router.post(
    "/riders/searches",
    summary="利用者を電話番号・かなで探す / Find riders by number or kana",
)
def search(
    wanted: RiderSearchBody,
    town: TownHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.FIND_RIDER)],
) -> list[GlimpseOut]:
    """Riders of this area, masked; a household shares a number, its owner first. Each is a look-up."""
    people, viewer = site.people, viewer_of(request, principal, wanted.purpose)
    if wanted.kana is not None:
        found = people.names.search(site.database, town.area, wanted.kana, limit=MOST_FOUND)
    else:
        with site.database.read() as connection:
            found = people.directory.ids_by_phone(connection, wanted.phone or "")
    with site.database.write() as connection:
        seen = list_seen(connection, people.directory, town.area, found, viewer, site.clock.now())
    return [GlimpseOut.of(each) for each in seen]


@router.get(
    "/riders/{rider_id}/card",
    summary="利用者の登録内容 / A rider's card",
)
def open_card(
    rider_id: str,
    purpose: Annotated[Purpose, Query(description="What the rider is looked at for.")],
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    response: Response,
    principal: Annotated[Principal, require(Permission.OPEN_RIDER)],
) -> CardOut:
    """Home, needs, favourites, who books for them, rides of the open days and the last five trips."""
    response.headers["Cache-Control"] = "no-store"
    directory, viewer = site.people.directory, viewer_of(request, principal, purpose)
    named, area, now = RiderId(rider_id), desk.town.area, site.clock.now()
    with site.database.write() as connection:
        rider = open_profile(connection, directory, area, named, viewer, now)
        proxies = list_seen(connection, directory, area, list_proxies(connection, named), viewer, now)
        past = list_history(connection, named, at_most=MOST_LOOKED_AT)
    profile = rider.profile
    carried = [each for each in past if each.status is RideStatus.CARRIED][:LAST_TRIPS]
    return CardOut(
        rider_id=rider_id,
        profile=ProfileWire.of(profile),
        home=_find_place(desk.town, profile.home_place_id),
        favourites=[favourite_out(each, desk.town) for each in profile.favourites],
        proxies=[GlimpseOut.of(each) for each in proxies],
        rides=_list_rides(desk, named),
        last_trips=[past_ride(each, desk.town) for each in carried],
    )


@router.post(
    "/riders",
    status_code=201,
    summary="利用者を登録する / Register a rider",
    response_model=RegisteredOut,
)
def register(
    profile: ProfileBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Registrar,
) -> Response:
    """The id of the new rider."""
    _check_places(profile, town)

    def effect(connection: Connection) -> RegisteredOut:
        directory, now = site.people.directory, site.clock.now()
        rider_id = directory.register(connection, town.area, profile.profile(), now)
        write_down(connection, audited(request, principal, site, "register-rider", rider_id))
        return RegisteredOut(rider_id=rider_id)

    return once(site, key, effect, status=201)


@router.put(
    "/riders/{rider_id}/card",
    status_code=204,
    summary="登録内容を変更する / Change what is kept of a rider",
)
def change(
    rider_id: str,
    profile: ProfileBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Registrar,
) -> Response:
    """The whole profile takes the place of the one before."""
    _check_places(profile, town)

    def effect(connection: Connection) -> None:
        _demand(connection, site, town, RiderId(rider_id))
        directory = site.people.directory
        directory.change(connection, RiderId(rider_id), profile.profile(), site.clock.now())
        write_down(connection, audited(request, principal, site, "change-rider", rider_id))

    return once(site, key, effect)


@router.put(
    "/riders/{rider_id}/proxies/{proxy_id}",
    status_code=204,
    summary="代理を登録する / Let somebody book for a rider",
)
def link_proxy(
    rider_id: str,
    proxy_id: str,
    given: ProxyBody,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Registrar,
) -> Response:
    """From now on the proxy, a rider of this area too, may book for the rider."""
    if rider_id == proxy_id:
        expected = "another rider than the one booked for expected"
        raise wrong("proxy_id", expected, "利用者本人とは別の人を指定してください。")

    def effect(connection: Connection) -> None:
        _demand(connection, site, town, RiderId(rider_id), RiderId(proxy_id))
        link(connection, RiderId(rider_id), RiderId(proxy_id), given.kind, site.clock.now())
        write_down(connection, audited(request, principal, site, "link-proxy", f"{rider_id} {proxy_id}"))

    return once(site, key, effect)


@router.delete(
    "/riders/{rider_id}/proxies/{proxy_id}",
    status_code=204,
    summary="代理を外す / Let somebody book for a rider no longer",
)
def unlink_proxy(
    rider_id: str,
    proxy_id: str,
    town: TownHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Registrar,
) -> Response:
    """The link is gone, whether or not there was one."""

    def effect(connection: Connection) -> None:
        _demand(connection, site, town, RiderId(rider_id))
        unlink(connection, RiderId(rider_id), RiderId(proxy_id))
        write_down(connection, audited(request, principal, site, "unlink-proxy", f"{rider_id} {proxy_id}"))

    return once(site, key, effect)


def _list_rides(desk: Desk, rider_id: RiderId) -> list[RideOut]:
    found: list[RideOut] = []
    for service_date in desk.list_open():
        told = Told(desk.town, service_date)
        with desk.reading(service_date) as open_day:
            found += [told.ride(record) for record in open_day.book.list_of(rider_id)]
    return found


def _find_place(town: Town, place_id: str) -> PlaceOut | None:
    index = town.service.places.find(place_id)
    return None if index is None else Told(town, town.service.demo_date).place(index)


def _check_places(profile: ProfileWire, town: Town) -> None:
    """Raise a Problem at the first place that the service does not have."""
    named = [("home_place_id", profile.home_place_id)] if profile.home_place_id else []
    for number, favourite in enumerate(profile.favourites):
        named += [
            (f"favourites.{number}.{end}", getattr(favourite, end)) for end in ("origin", "destination")
        ]
    for field, place_id in named:
        if town.service.places.find(place_id) is None:
            raise no_such_place(field, place_id, town.area)


def _demand(connection: Connection, site: Site, town: Town, *rider_ids: RiderId) -> None:
    """Raise NoSuchRider unless all are registered in this area."""
    found = site.people.directory.list_riders(connection, rider_ids)
    if len([each for each in found if each.area == town.area]) < len(rider_ids):
        raise NoSuchRider
