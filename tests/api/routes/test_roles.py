"""Every route is walked as every role: let in or turned away as the table says; new routes are walked too."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest

from api.people.devices import add_device, enrol, note_shift
from api.people.roles import STAFF_ROLES, Permission, Role
from api.people.staff import EVERYWHERE
from api.people.tokens import TokenKind, issue
from api.route_table import RouteEntry, list_routes, render_routes
from dispatch.domain.fleet import VehicleId
from tests.api.routes.administrators import as_member
from tests.api.served import DAY, Served
from tests.architecture.source_files import ROOT

WITHOUT_PERMISSION = {"health"}
"""Tags of routes that are open to machines that look after the service, and tell nothing of people."""
VAN = "1号車"
KNOWN = {"area": "namioka", "service_date": str(DAY), "vehicle_id": VAN}
TURNED_AWAY = (401, 403)
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
Tokens = Callable[[], str | None]


def path_of(entry: RouteEntry, **known: str) -> str:
    """The route's path about things that are not there, in an area and at a vehicle that are."""
    return PARAMETER.sub(lambda found: (KNOWN | known).get(found[1], "nothing-1"), entry.path)


def tokens_of(served: Served, role: Role, area: str = EVERYWHERE) -> Tokens:
    """Fresh tokens of a role, one for each request: one of them may sign out, or be erased."""
    numbers, vault, account = count(), served.people.vault, f"{role}-{'all' if area == EVERYWHERE else area}"

    def issued(kind: TokenKind, subject: str) -> str:
        with served.site.database.write() as connection:
            return issue(connection, kind, subject, served.clock.now())

    def tablet() -> str:
        now = served.clock.now()
        with served.site.database.write() as connection:
            made = add_device(connection, vault, served.town.area, VehicleId(VAN), "tablet", now)
            note_shift(connection, made.device_id, now)
            token = enrol(connection, vault, made.code, now)
        assert token is not None
        return token

    if role is Role.PUBLIC:
        return lambda: None
    if role is Role.RIDER:
        return lambda: served.as_rider(f"rider-{next(numbers)}")
    if role is Role.DRIVER:
        return tablet
    if role is Role.TELEPHONE:
        return lambda: issued(TokenKind.MACHINE, served.town.area)
    as_member(served, account, role, area)
    return lambda: issued(TokenKind.STAFF, account)


def answer(served: Served, entry: RouteEntry, token: str | None, **known: str) -> tuple[int, str]:
    """The status, and the code of a problem; a stream is left as soon as it has begun."""
    headers = {"Idempotency-Key": f"walk-{next(served.keys):06}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    body = None if entry.method == "GET" else {}
    with served.client.stream(entry.method, path_of(entry, **known), json=body, headers=headers) as response:
        if response.headers.get("content-type") != "application/problem+json":
            return response.status_code, ""
        response.read()
        return response.status_code, str(response.json()["code"])


def test_every_route_needs_exactly_one_permission(served: Served) -> None:
    routes = list_routes(served.app)
    assert len(routes) > 50
    open_doors = {entry.path for entry in routes if not entry.permissions}
    assert open_doors == {entry.path for entry in routes if WITHOUT_PERMISSION & {*entry.tags}}
    assert [entry.path for entry in routes if len(entry.permissions) > 1] == []


def test_only_routes_that_sign_in_or_out_need_no_more_than_that(served: Served) -> None:
    entries = [entry for entry in list_routes(served.app) if Permission.SIGN_IN in entry.permissions]
    named = re.compile(r"/sign-in|/sign-out|/unlock|^/api/tablets$")
    assert [entry.path for entry in entries if not named.search(entry.path)] == []
    unsafe = [entry for entry in list_routes(served.app) if entry.method != "GET" and entry.permissions]
    public = [entry for entry in unsafe if entry.lets_in(Role.PUBLIC)]
    assert {entry.path for entry in public} == {entry.path for entry in entries}


@pytest.mark.parametrize("role", Role)
def test_every_route_lets_a_role_in_or_turns_it_away_as_the_table_says(served: Served, role: Role) -> None:
    fresh, wrong = tokens_of(served, role), []
    for entry in list_routes(served.app):
        status, code = answer(served, entry, fresh())
        expected = (401 if role is Role.PUBLIC else 403) if not entry.lets_in(role) else None
        let_in = status not in TURNED_AWAY or code == "wrong-sign-in"
        if (expected is None and not let_in) or (expected is not None and status != expected):
            wrong.append(f"{entry.method} {entry.path}: {status} {code}")
        if status >= 500 and code not in ("no-call", "closed", "unknown") and entry.path != "/readyz":
            wrong.append(f"{entry.method} {entry.path}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_of_another_area_find_nothing_here(served: Served, role: Role) -> None:
    fresh, wrong = tokens_of(served, role, "hiraka"), []
    for entry in list_routes(served.app):
        mine = entry.permissions and entry.lets_in(role) and not entry.lets_in(Role.PUBLIC)
        if mine and "{area}" in entry.path:
            status, code = answer(served, entry, fresh())
            if (status, code) != (404, "not-found"):
                wrong.append(f"{entry.method} {entry.path}: {status} {code}")
    assert not wrong, "\n".join(wrong)


def test_a_tablet_finds_nothing_of_another_vehicle(served: Served) -> None:
    fresh, wrong, walked = tokens_of(served, Role.DRIVER), [], 0
    for entry in list_routes(served.app):
        own = entry.lets_in(Role.DRIVER) and not entry.lets_in(Role.PUBLIC)
        if own and "{vehicle_id}" in entry.path:
            walked += 1
            status, code = answer(served, entry, fresh(), vehicle_id="2号車")
            if (status, code) not in ((404, "not-found"), (422, "invalid")):
                wrong.append(f"{entry.method} {entry.path}: {status} {code}")
    assert walked > 5
    assert not wrong, "\n".join(wrong)


def test_the_page_of_routes_is_made_from_the_code(served: Served) -> None:
    page = ROOT / "docs" / "routes.md"
    made = render_routes(served.app)
    assert page.read_text(encoding="utf-8") == made, "run `python -m api.route_table`"
