"""Riders see and change what the town knows of them.

No receipt holds a profile: whoever repeats a change sees the profile as it is by now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Body, Request
from sqlalchemy import Connection

from api.desk.town import Town
from api.once import once
from api.people.access import address_of, require
from api.people.principal import Principal
from api.people.profile import Favourite
from api.people.rate_limits import network_of
from api.people.refusals import NoSuchThing
from api.people.roles import Permission, Role
from api.people.sign_in import CodePurpose
from api.problems import Code, Problem, documented, wrong
from api.routes.acting import homes_of
from api.site import KeyHere, Site, SiteHere
from api.wire.mine import (
    CONTACTS_EXAMPLES,
    FAVOURITES_EXAMPLES,
    PROFILE_EXAMPLES,
    ContactsIn,
    FavouritesIn,
    MeOut,
    ProfileChangeIn,
    me,
    needs_of,
)
from api.wire.signing import CodeOut
from dispatch.domain.request import RiderId
from gtfs.service_doors import DoorKind

router = APIRouter(prefix="/api/me", tags=["me"], responses=documented(Code.NOT_FOUND))
Mine = Annotated[Principal, require(Permission.CHANGE_PROFILE)]


def own_id(principal: Principal) -> RiderId:
    """The rider who asks; staff have no profile of this kind."""
    if Role.RIDER not in principal.roles:
        raise NoSuchThing
    return RiderId(principal.subject)


def own_town(principal: Principal, site: Site) -> Town:
    """The town in which the rider is registered; raises NoSuchThing where it is not served here."""
    for grant in principal.grants:
        if grant.role is Role.RIDER and grant.area in site.towns:
            return site.towns[grant.area]
    raise NoSuchThing


@router.get("", summary="登録内容 / My profile")
def get_me(site: SiteHere, principal: Mine) -> MeOut:
    """What the town knows of the rider, and whom they may book for."""
    with site.database.read() as connection:
        return _me(connection, principal, site)


@router.patch(
    "",
    summary="登録内容を変更する / Change my profile",
)
def change_me(
    change: Annotated[ProfileChangeIn, Body(openapi_examples=PROFILE_EXAMPLES)],
    site: SiteHere,
    key: KeyHere,
    principal: Mine,
) -> MeOut:
    """The profile as it is then; nothing is changed where a field is not as expected."""
    fields: dict[str, Any] = change.model_dump(exclude_none=True, exclude={"needs"})
    if change.needs is not None:
        fields["needs"] = needs_of(change.needs)

    def effect(connection: Connection) -> None:
        if change.home_place_id:
            _demand_places(connection, {"home_place_id": change.home_place_id}, principal, site)
        _change(connection, principal, fields, site)

    once(site, key, effect)
    return get_me(site, principal)


@router.put(
    "/favourites",
    summary="お気に入りを保存する / Keep my favourites",
)
def put_favourites(
    wanted: Annotated[FavouritesIn, Body(openapi_examples=FAVOURITES_EXAMPLES)],
    site: SiteHere,
    key: KeyHere,
    principal: Mine,
) -> MeOut:
    """The favourites in the place of those before."""
    kept = tuple(Favourite(each.name, each.origin, each.destination) for each in wanted.favourites)
    named = {
        f"favourites.{number}.{end}": getattr(each, end)
        for number, each in enumerate(kept)
        for end in ("origin", "destination")
    }

    def effect(connection: Connection) -> None:
        _demand_places(connection, named, principal, site)
        _change(connection, principal, {"favourites": kept}, site)

    once(site, key, effect)
    return get_me(site, principal)


@router.post(
    "/codes",
    status_code=202,
    summary="変更のための確認コード / Have a code sent, to change where I am reached",
    responses=documented(Code.CODES_STOPPED),
)
def ask_code(request: Request, site: SiteHere, principal: Mine, after: BackgroundTasks) -> CodeOut:
    """A code to the rider's own number; it carries no Idempotency-Key, as few are sent."""
    now, people = site.clock.now(), site.people
    with site.database.write() as connection:
        known = people.directory.get(connection, own_id(principal)).profile
        address = network_of(address_of(request))
        sent = people.riders_entrance.ask(
            connection, known.phone, address, now, CodePurpose.CHANGE, known.language
        )
    after.add_task(sent.send)
    return CodeOut(request_id=sent.request_id, expires=sent.expires_at)


@router.put(
    "/contacts",
    summary="連絡先を変更する / Change where else I am reached",
    responses=documented(Code.WRONG_SIGN_IN),
)
def change_contacts(
    given: Annotated[ContactsIn, Body(openapi_examples=CONTACTS_EXAMPLES)],
    site: SiteHere,
    principal: Mine,
) -> MeOut:
    """The profile as it is then. It carries no Idempotency-Key: the code is good once."""
    now, people, mine = site.clock.now(), site.people, own_id(principal)
    with site.database.write() as connection:
        phone = people.directory.get(connection, mine).profile.phone
        entrance = people.riders_entrance
        found = entrance.verify(connection, given.request_id, phone, given.code, now, CodePurpose.CHANGE)
    if mine not in found:
        raise Problem(Code.WRONG_SIGN_IN)
    with site.database.write() as connection:
        fields = given.model_dump(exclude_none=True, exclude={"request_id", "code"})
        _change(connection, principal, fields, site)
        return _me(connection, principal, site)


def _me(connection: Connection, principal: Principal, site: Site) -> MeOut:
    directory = site.people.directory
    rider = directory.get(connection, own_id(principal))
    bookable = directory.list_riders(connection, principal.acts_for)
    return me(rider, bookable, own_town(principal, site))


def _change(connection: Connection, principal: Principal, fields: dict[str, Any], site: Site) -> None:
    directory, mine = site.people.directory, own_id(principal)
    profile = replace(directory.get(connection, mine).profile, **fields)
    directory.change(connection, mine, profile, site.clock.now())


def _demand_places(connection: Connection, named: dict[str, str], principal: Principal, site: Site) -> None:
    """A Problem names the first field whose place is not there, or is a home that is not the rider's."""
    service, homes = own_town(principal, site).service, homes_of(connection, principal, site)
    for field, place_id in named.items():
        index = service.places.find(place_id)
        private = index is not None and service.door_kind(index) is DoorKind.HOME
        if index is None or (private and place_id not in homes):
            expected = f"the id of a stop or landmark, or of a home of yours, expected, not {place_id!r}"
            expected_ja = "停留所・施設か、ご自分の自宅を指定してください。"
            raise wrong(field, expected, expected_ja)
