"""A tablet is enrolled once, serves its vehicle, rests after its shift, and is nothing once it is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.people.devices import (
    ENROLMENT_LIFE,
    Enrolment,
    NoSuchDevice,
    add_device,
    bind,
    enrol,
    list_devices,
    new_code,
    note_shift,
    revoke_device,
)
from api.people.principal import ANYBODY, Principal, principal_of
from api.people.refusals import NoSuchThing, NotAllowed
from api.people.roles import Permission
from api.people.sealed import Vault
from api.people.tokens import find_session
from api.storage.database import Database
from dispatch.domain.fleet import VehicleId
from tests.api.people.people import AREA, NOW

VAN = VehicleId("van_1")
EVENING = NOW + timedelta(hours=8)


@pytest.fixture
def enrolment(database: Database, vault: Vault) -> Enrolment:
    with database.write() as connection:
        return add_device(connection, vault, AREA, VAN, "前席のタブレット", NOW)


def enrolled(database: Database, vault: Vault, code: str, at: datetime = NOW) -> str | None:
    with database.write() as connection:
        return enrol(connection, vault, code, at)


def principal(database: Database, token: str, at: datetime) -> Principal:
    with database.read() as connection:
        return principal_of(connection, find_session(connection, token, at), at)


def test_a_code_enrols_one_tablet_however_it_is_typed(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    token = enrolled(database, vault, enrolment.code.lower().replace("-", " "))
    assert token is not None
    who = principal(database, token, NOW)
    assert (who.subject, who.vehicle_id) == (enrolment.device_id, VAN)
    assert enrolled(database, vault, enrolment.code) is None


def test_a_code_is_soon_worth_nothing_and_a_wrong_one_never_anything(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    assert enrolled(database, vault, "AAAA-BBBB-CCCC-DDDD") is None
    assert enrolled(database, vault, enrolment.code, NOW + ENROLMENT_LIFE) is None
    assert enrolled(database, vault, enrolment.code, NOW + ENROLMENT_LIFE - timedelta(seconds=1)) is not None


def test_a_tablet_serves_until_a_day_after_its_last_shift_and_then_begins_another(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    token = enrolled(database, vault, enrolment.code)
    assert token is not None
    new = principal(database, token, NOW)
    assert new.may(Permission.BEGIN_SHIFT, AREA)
    with pytest.raises(NotAllowed):
        new.demand(Permission.READ_MANIFEST, AREA)
    with database.write() as connection:
        note_shift(connection, enrolment.device_id, EVENING)
    day = timedelta(hours=24)
    assert principal(database, token, EVENING + day - timedelta(seconds=1)).may(
        Permission.READ_MANIFEST, AREA
    )
    rested = principal(database, token, EVENING + day)
    assert not rested.may(Permission.READ_MANIFEST, AREA)
    assert rested.may(Permission.BEGIN_SHIFT, AREA)


def test_a_tablet_sees_its_own_vehicle_alone_also_after_it_moved(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    token = enrolled(database, vault, enrolment.code)
    assert token is not None
    principal(database, token, NOW).demand_vehicle(VAN)
    with database.write() as connection:
        bind(connection, enrolment.device_id, VehicleId("van_2"))
    moved = principal(database, token, NOW)
    moved.demand_vehicle(VehicleId("van_2"))
    with pytest.raises(NoSuchThing):
        moved.demand_vehicle(VAN)


def test_a_lost_tablet_is_out_at_once_and_no_code_brings_it_back(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    token = enrolled(database, vault, enrolment.code)
    assert token is not None
    with database.write() as connection:
        spare = new_code(connection, vault, enrolment.device_id, NOW)
        revoke_device(connection, enrolment.device_id, NOW)
    assert principal(database, token, NOW) is ANYBODY
    assert enrolled(database, vault, spare.code) is None
    with database.write() as connection:
        assert [each.revoked_at for each in list_devices(connection, AREA)] == [NOW]
        assert list_devices(connection, "hiraka") == []
        for change in (
            lambda: new_code(connection, vault, enrolment.device_id, NOW),
            lambda: bind(connection, enrolment.device_id, VAN),
            lambda: note_shift(connection, "d0", EVENING),
            lambda: revoke_device(connection, "d0", NOW),
        ):
            with pytest.raises(NoSuchDevice):
                change()


def test_a_tablet_enrolled_again_has_one_token(
    database: Database, vault: Vault, enrolment: Enrolment
) -> None:
    first = enrolled(database, vault, enrolment.code)
    assert first is not None
    with database.write() as connection:
        again = new_code(connection, vault, enrolment.device_id, NOW)
    second = enrolled(database, vault, again.code)
    assert second is not None
    assert principal(database, second, NOW).subject == enrolment.device_id
    assert principal(database, first, NOW) is ANYBODY
