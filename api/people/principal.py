"""Who asks: a rider, a named member of staff, a vehicle's tablet, a telephone system, or anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from api.people.devices import find_device
from api.people.household import list_bookable
from api.people.refusals import NoSuchThing, NotAllowed, NotSignedIn, SessionLocked
from api.people.roles import PERMISSIONS, WITHOUT_SHIFT, Permission, Role
from api.people.staff import EVERYWHERE, Grant, list_grants
from api.people.tables import RIDER
from api.people.tokens import Session, TokenKind, TokenState
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, with what they may do and where."""

    account: str = ""
    """Kind and id, as journal, receipts and audit name an actor: `rider r12`, `staff ito`; "" for anybody."""
    subject: str = ""
    grants: tuple[Grant, ...] = ()
    acts_for: tuple[RiderId, ...] = ()
    """The riders a rider may book for, themselves first."""
    vehicle_id: VehicleId | None = None
    """The vehicle of a tablet."""
    without_shift: bool = False
    """A tablet whose last shift is more than a day ago."""
    locked: bool = False
    """A member of staff after an idle quarter of an hour: nobody, until the password opens the session."""

    @property
    def signed_in(self) -> bool:
        """Whether it is known who asks."""
        return bool(self.account)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that whoever asks has somewhere."""
        return frozenset(grant.role for grant in self.grants) | {Role.PUBLIC}

    def may(self, permission: Permission, area: str | None = None) -> bool:
        """Whether they may do something in an area; somewhere, where none is named."""
        if permission in PERMISSIONS[Role.PUBLIC]:
            return True
        if self.without_shift and permission not in WITHOUT_SHIFT:
            return False
        places = {grant.area for grant in self.grants if permission in PERMISSIONS[grant.role]}
        return bool(places) if area is None else bool(places & {area, EVERYWHERE})

    def demand(self, permission: Permission, area: str | None = None) -> None:
        """Raise unless they may: NotSignedIn, SessionLocked, NotAllowed; NoSuchThing for another area's."""
        if self.may(permission, area):
            return
        if self.locked:
            raise SessionLocked
        if not self.signed_in:
            raise NotSignedIn
        if not self.may(permission):
            raise NotAllowed(permission.wire)
        raise NoSuchThing

    def demand_rider(self, rider_id: RiderId, area: str, permission: Permission) -> None:
        """Raise NoSuchThing unless the rider, registered in this area, is theirs to see or to book for."""
        own = rider_id in self.acts_for
        staff = any(grant.role is not Role.RIDER for grant in self.grants)
        if not own and not (staff and self.may(permission, area)):
            raise NoSuchThing

    def demand_vehicle(self, vehicle_id: VehicleId) -> None:
        """Raise NoSuchThing where a tablet asks for another vehicle than its own."""
        if self.vehicle_id is not None and vehicle_id != self.vehicle_id:
            raise NoSuchThing


ANYBODY = Principal()


def principal_of(connection: Connection, session: Session | None, now: datetime) -> Principal:
    """Whom a session stands for; anybody, where it stands for nothing (any more)."""
    if session is None or session.state is TokenState.GONE:
        return ANYBODY
    if session.state is TokenState.LOCKED:
        return Principal(locked=True)
    account = f"{session.kind.value} {session.subject}"
    match session.kind:
        case TokenKind.RIDER:
            return _rider(connection, account, RiderId(session.subject))
        case TokenKind.STAFF:
            return Principal(account, session.subject, list_grants(connection, session.subject))
        case TokenKind.DEVICE:
            return _device(connection, account, session.subject, now)
        case TokenKind.MACHINE:
            return Principal(account, session.subject, (Grant(Role.TELEPHONE, session.subject),))


def _rider(connection: Connection, account: str, rider_id: RiderId) -> Principal:
    found = connection.execute(select(RIDER.c.area).where(RIDER.c.rider_id == rider_id))
    area = found.scalar_one_or_none()
    if area is None:
        return ANYBODY
    acts_for = tuple(list_bookable(connection, rider_id))
    return Principal(account, rider_id, (Grant(Role.RIDER, area),), acts_for)


def _device(connection: Connection, account: str, device_id: str, now: datetime) -> Principal:
    device = find_device(connection, device_id)
    if device is None or device.revoked_at is not None:
        return ANYBODY
    return Principal(
        account,
        device_id,
        (Grant(Role.DRIVER, device.area),),
        vehicle_id=device.vehicle_id,
        without_shift=not device.serves(now),
    )
