"""The table of roles and permissions is whole, and docs/roles.md says the same."""

from __future__ import annotations

import pytest

from api.people.principal import ANYBODY, Principal
from api.people.refusals import NoSuchThing, NotAllowed, NotSignedIn
from api.people.roles import PERMISSIONS, Permission, Role, render_roles
from api.people.staff import EVERYWHERE, Grant
from dispatch.domain.request import RiderId
from tests.architecture.source_files import ROOT, list_source_files


def member(*grants: Grant) -> Principal:
    return Principal("staff ito", "ito", grants)


def test_the_page_is_made_from_the_code() -> None:
    page = ROOT / "docs" / "roles.md"
    assert page.read_text(encoding="utf-8") == render_roles(), "run `python -m api.people.roles`"


def test_every_role_has_permissions_and_every_permission_a_role_and_words_of_its_own() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset[Permission]().union(*PERMISSIONS.values()) == set(Permission)
    for words in zip(*(permission.value for permission in Permission), strict=True):
        assert len(set(words)) == len(Permission)


def test_every_permission_is_asked_for_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in list_source_files("api"))
    unasked = {each for each in Permission if f"Permission.{each.name}" not in code}
    assert unasked == set()


def test_what_anybody_may_do_everybody_may() -> None:
    assert all(PERMISSIONS[Role.PUBLIC] <= may for may in PERMISSIONS.values())


def test_neither_administrators_nor_planners_nor_drivers_look_into_the_directory() -> None:
    seeing = {Permission.FIND_RIDER, Permission.OPEN_RIDER, Permission.SEE_HISTORY}
    for role in (Role.ADMINISTRATOR, Role.PLANNER, Role.DRIVER, Role.DISPATCHER, Role.PUBLIC):
        assert not seeing & PERMISSIONS[role]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_grant_lets_do_what_its_role_may_in_its_area_and_no_more(
    role: Role, permission: Permission
) -> None:
    here = member(Grant(role, "namioka"))
    allowed = permission in PERMISSIONS[role]
    anybody = permission in PERMISSIONS[Role.PUBLIC]
    assert here.may(permission, "namioka") is allowed
    assert here.may(permission) is allowed
    assert here.may(permission, "hiraka") is anybody
    assert member(Grant(role, EVERYWHERE)).may(permission, "hiraka") is allowed
    assert ANYBODY.may(permission, "namioka") is anybody


def test_who_may_not_is_told_to_sign_in_that_they_may_not_or_that_nothing_is_there() -> None:
    operator = member(Grant(Role.OPERATOR, "namioka"))
    operator.demand(Permission.FIND_RIDER, "namioka")
    with pytest.raises(NotSignedIn):
        ANYBODY.demand(Permission.FIND_RIDER, "namioka")
    with pytest.raises(NotAllowed, match="snow-mode"):
        operator.demand(Permission.SNOW_MODE, "namioka")
    with pytest.raises(NoSuchThing):
        operator.demand(Permission.FIND_RIDER, "hiraka")


def test_a_role_in_one_area_lends_nothing_to_another_role_elsewhere() -> None:
    both = member(Grant(Role.OPERATOR, "namioka"), Grant(Role.DISPATCHER, "hiraka"))
    assert both.may(Permission.SNOW_MODE, "hiraka")
    assert not both.may(Permission.SNOW_MODE, "namioka")
    assert not both.may(Permission.FIND_RIDER, "hiraka")


def test_a_rider_is_there_for_themselves_their_proxies_and_the_operators_of_their_area() -> None:
    mother, daughter, stranger = RiderId("r1"), RiderId("r2"), RiderId("r3")
    grant = Grant(Role.RIDER, "namioka")
    rider = Principal("rider r2", "r2", (grant,), acts_for=(daughter, mother))
    for seen in (daughter, mother):
        rider.demand_rider(seen, "namioka", Permission.SEE_HISTORY)
    member(Grant(Role.OPERATOR, "namioka")).demand_rider(stranger, "namioka", Permission.SEE_HISTORY)
    for other, permission in (
        (rider, Permission.SEE_HISTORY),
        (member(Grant(Role.OPERATOR, "hiraka")), Permission.SEE_HISTORY),
        (member(Grant(Role.ADMINISTRATOR, EVERYWHERE)), Permission.SEE_HISTORY),
        (ANYBODY, Permission.SEE_HISTORY),
    ):
        with pytest.raises(NoSuchThing):
            other.demand_rider(stranger, "namioka", permission)
