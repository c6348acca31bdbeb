"""A tablet becomes a vehicle's with its code."""

from __future__ import annotations

from fastapi import APIRouter

from api.people.access import require
from api.people.devices import enrol, find_device
from api.people.roles import Permission
from api.people.tokens import find_session
from api.problems import wrong
from api.site import SiteHere
from api.wire.driven_bodies import EnrolBody
from api.wire.shifts import EnrolledOut

router = APIRouter(prefix="/api/tablets", tags=["driving"])


@router.post(
    "",
    status_code=201,
    summary="端末の登録 / Enrol a tablet with its code",
    dependencies=[require(Permission.SIGN_IN)],
)
def enrol_tablet(given: EnrolBody, site: SiteHere) -> EnrolledOut:
    """A token in return for a code, once: where the answer is lost, another code is needed."""
    now = site.clock.now()
    with site.database.write() as connection:
        token = enrol(connection, site.people.vault, given.code, now)
        session = None if token is None else find_session(connection, token, now)
        device = None if session is None else find_device(connection, session.subject)
        if token is None or device is None:
            expected = "a code that was not used and is not older than 30 min"
            raise wrong("code", expected, "発行から30分以内の、まだ使っていないコードを指定してください。")
    return EnrolledOut(
        token=token, device_id=device.device_id, area=device.area, vehicle_id=device.vehicle_id
    )
