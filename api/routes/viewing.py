"""Who looks at riders, and who changes something: as the two logs of people name them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from api.desk.order import Beside, Outcome
from api.people.access import PrincipalHere, address_of
from api.people.audit import AuditEntry
from api.people.looking import Purpose, Viewer, note_booking
from api.people.principal import Principal
from api.people.roles import Role
from api.site import Site, SiteHere
from dispatch.domain.events import PromiseMade


def viewer_of(request: Request, principal: Principal, purpose: Purpose) -> Viewer:
    """A member of staff as the log of look-ups names them."""
    roles = sorted(principal.roles - {Role.PUBLIC})
    role = Role.OPERATOR if Role.OPERATOR in roles else roles[0]
    return Viewer(principal.account, role.value, purpose, address_of(request))


def audited(
    request: Request, principal: Principal, site: Site, action: str, subject: str, reason: str = ""
) -> AuditEntry:
    """What a member of staff does now, as the audit log keeps it."""
    return AuditEntry(site.clock.now(), principal.account, action, subject, reason, address_of(request))


async def noting(request: Request, principal: PrincipalHere, site: SiteHere) -> Beside:
    """What is written beside a promise: that the rider uses the service, and that staff booked for them."""

    def note(connection: Connection, outcome: Outcome) -> None:
        now = site.clock.now()
        for rider_id in {e.promise.rider_id for e in outcome.events if isinstance(e, PromiseMade)}:
            site.people.directory.note_use(connection, rider_id, now)
            if Role.RIDER not in principal.roles:
                note_booking(connection, rider_id, viewer_of(request, principal, Purpose.BOOKING), now)

    return note


NotingHere = Annotated[Beside, Depends(noting)]
