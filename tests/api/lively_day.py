"""A day on which something of everything is there, and somebody of every role, for walks over all routes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from api.desk.town import Town
from api.people.devices import add_device
from api.people.roles import STAFF_ROLES, Role
from api.people.staff import EVERYWHERE, Grant, add_staff
from api.people.tokens import TokenKind, issue
from dispatch.domain.fleet import VehicleId
from tests.api.routes.booked import ask, book, wish
from tests.api.routes.shifts_driven import before
from tests.api.routes.test_fares import drive, sell
from tests.api.routes.test_returning import sell as sell_open_return
from tests.api.served import DAY, Served, a_database, at, serving

Known = dict[str, list[Any]]
PASSWORD = "apples by train in july"


@dataclass
class LivelyDay:
    """A running service, what is there by the names of fields and parameters, and a token of every role."""

    served: Served
    known: Known
    _tokens: dict[Role, str | None] = field(default_factory=dict)

    def token(self, role: Role) -> str | None:
        """The token by which the role asks."""
        if role not in self._tokens:
            self.renew(role)
        return self._tokens[role]

    def renew(self, role: Role) -> None:
        """Sign in again: the token was signed out, or whoever held it erased."""
        served, now = self.served, self.served.clock.now()
        match role:
            case Role.PUBLIC:
                self._tokens[role] = None
            case Role.RIDER:
                self._tokens[role] = served.as_rider("p1")
            case Role.DRIVER:
                served._tablets.clear()
                self._tokens[role] = served.as_tablet(self.known["vehicle_id"][0])
            case Role.TELEPHONE:
                self._tokens[role] = served.as_telephone()
            case _:
                with served.site.database.write() as connection:
                    self._tokens[role] = issue(connection, TokenKind.STAFF, f"some-{role}", now)


@contextmanager
def lively_day(town: Town, folder: Path) -> Iterator[LivelyDay]:
    """The service on its day, about half past nine."""
    database = a_database(folder)
    with serving(town, database, at(town, 7)) as served:
        _staffed(served)
        yield LivelyDay(served, _filled(served))
    database.close()


def _filled(served: Served) -> Known:
    rider = served.as_rider("p1")
    open_return = sell_open_return(served, rider)
    carried, given_up = book(served), book(served, rider="p2", wish=wish(served, 12))
    assert served.post(f"/rides/{DAY}/{given_up['ride_id']}/cancellation").status_code == 200
    sell(served, "coupons")
    drive(served, carried)
    booked = book(served, rider="p1", wish=wish(served, 14))
    stranded = book(served, rider="p3", wish=wish(served, 15))
    vehicles = [each.vehicle_id for each in served.town.service.vehicles]
    _withdraw(served, stranded["vehicle_id"])
    asked = ask(served, rider="p2", wish=wish(served, 16))["outward"]
    tasks = served.get(f"/board/{DAY}/tasks").json()
    with served.site.database.write() as connection:
        vault, now = served.people.vault, served.clock.now()
        device = add_device(connection, vault, served.town.area, VehicleId(vehicles[0]), "tablet", now)
    places = ["home_001", "place_01", "place_02"]
    return {
        "area": [served.town.area],
        "service_date": [str(DAY), str(DAY), str(DAY + timedelta(days=1)), str(DAY + timedelta(days=60))],
        "ride_id": [each["ride_id"] for each in (booked, carried, given_up, stranded, open_return)],
        "rider_id": [served.rider(name) for name in ("p1", "p1", "p2", "p3")],
        "proxy_id": [served.rider("p2")],
        "request_id": [asked["request_id"]],
        "offer_id": [each["offer_id"] for each in asked["offers"]],
        "vehicle_id": [booked["vehicle_id"], *vehicles],
        "device_id": [device.device_id],
        "account": ["suzuki"],
        "password": [PASSWORD],
        "client_id": [_road_report(served, vehicles[0])],
        "task_id": [each["task_id"] for each in tasks] or ["nothing"],
        **dict.fromkeys(("origin", "destination", "place_id", "home_place_id"), places),
        "product_id": ["coupons", "monthly"],
        "phone": ["090-1234-0000", "0172-62-1111"],
        "code": [device.code],
        "base_version": [served.get(f"/board/{DAY}").json()["version"]],
        "at": [at(served.town, hour).isoformat() for hour in (9, 10, 17)],
    }


def _staffed(served: Served) -> None:
    """Somebody of each role of staff, in every area; and one more, whom the others may change."""
    password, now = served.people.passwords.hash("suzuki", PASSWORD), served.clock.now()
    with served.site.database.write() as connection:
        for account, role in (("suzuki", Role.OPERATOR), *((f"some-{role}", role) for role in STAFF_ROLES)):
            grants = [Grant(role, EVERYWHERE)]
            add_staff(connection, served.people.vault, account, "鈴木", password, grants, now)


def _withdraw(served: Served, vehicle_id: str) -> None:
    wrong = {"disruptions": [{"kind": "withdraw", "vehicle_id": vehicle_id}], "reason": "エンジン"}
    seen = served.post(f"/disruptions/{DAY}/preview", wrong).json()
    done = served.post(f"/disruptions/{DAY}", {**wrong, "base_version": seen["base_version"]})
    assert done.status_code == 201, done.text


def _road_report(served: Served, vehicle_id: str) -> str:
    """A driver's report of a road, and the check record before the shift it was made in."""
    token, now = served.as_tablet(vehicle_id), served.clock.now()
    begun = served.post(f"/vehicles/{vehicle_id}/shifts/begun", {"records": [before(now)]}, token=token)
    assert begun.status_code == 200, begun.text
    seen = {"client_id": "road-0001", "at": now.isoformat(), "hindrance": "snow", "lat": 40.7, "lon": 140.58}
    told = served.post(f"/vehicles/{vehicle_id}/road-reports", {"reports": [seen]}, token=token)
    assert told.status_code == 200, told.text
    return "road-0001"
