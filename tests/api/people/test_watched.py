"""A stream goes on while its follower may follow it, and ends soon after they may not."""

from __future__ import annotations

import pytest

from api.people import watched
from api.people.devices import list_devices, revoke_device
from api.people.roles import Role
from api.people.staff import set_grants
from tests.api.routes.booked import book
from tests.api.routes.subscribed import subscribed
from tests.api.served import DAY, Served


@pytest.fixture(autouse=True)
def looked_after_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "LOOKED_AFTER_S", 0.05)


def test_a_lost_tablet_hears_nothing_more_once_it_is_revoked(served: Served) -> None:
    ride = book(served)
    vehicle_id = ride["vehicle_id"]
    manifest, token = f"/vehicles/{vehicle_id}/manifest/{DAY}/live", served.as_tablet(vehicle_id)
    with subscribed(served, manifest, token=token) as events:
        next(events)
        served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
        assert next(events)[1]["calls"][0]["boarding"] == [], "it goes on while the tablet is good"
        with served.site.database.write() as connection:
            (device,) = list_devices(connection, served.town.area)
            revoke_device(connection, device.device_id, served.clock.now())
        assert list(events) == []
    assert served.get(manifest, token).status_code == 401


def test_who_loses_a_role_follows_the_board_no_longer(served: Served) -> None:
    token = served.as_one(Role.OPERATOR)
    with subscribed(served, f"/board/{DAY}/live", token=token) as events:
        next(events)
        with served.site.database.write() as connection:
            set_grants(connection, "only-operator", [])
        assert list(events) == []


def test_who_is_revoked_before_they_were_ever_looked_at_hears_nothing_more(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "LOOKED_AFTER_S", 1.0)
    token = served.as_one(Role.OPERATOR)
    with subscribed(served, f"/board/{DAY}/live", token=token) as events:
        next(events)
        with served.site.database.write() as connection:
            set_grants(connection, "only-operator", [])
        assert list(events) == []
