"""Staff, tablets, rules and logs, as administrators send and read them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.people.audit import AuditEntry
from api.people.devices import Device
from api.people.looking import How, LookUp, Purpose
from api.people.roles import Role
from api.people.staff import Grant, SecondFactor, StaffMember
from api.rules.amendments import KeptAmendment
from api.wire.fields import STRICT, ServiceDate, Word


class GrantWire(BaseModel):
    """A role in an area; `*` is every area."""

    model_config = STRICT
    role: Role
    area: Word

    def grant(self) -> Grant:
        """The grant."""
        return Grant(self.role, self.area)


Grants = Annotated[list[GrantWire], Field(max_length=100)]


class StaffIn(BaseModel):
    """A new account, in one person's own name."""

    model_config = STRICT
    account: Word
    name: Word
    grants: Grants = []


class GrantsIn(BaseModel):
    """What an account may do from now on, in place of what it may do now."""

    model_config = STRICT
    grants: Grants


class StaffOut(BaseModel):
    """An account."""

    account: str
    name: str
    grants: list[GrantWire]
    locked_until: datetime | None
    added_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, member: StaffMember) -> StaffOut:
        """An account as it is listed."""
        return cls.model_validate(member, from_attributes=True)


class SecretsOut(BaseModel):
    """What is handed to the owner of an account, shown once; null when the same is asked again."""

    account: str
    password: str | None = None
    totp_uri: str | None = None
    recovery_codes: list[str] | None = None

    @classmethod
    def of(cls, account: str, password: str | None = None, factor: SecondFactor | None = None) -> SecretsOut:
        """A new password, a new second factor, or both."""
        return cls(
            account=account,
            password=password,
            totp_uri=None if factor is None else factor.uri,
            recovery_codes=None if factor is None else list(factor.recovery_codes),
        )


SECRETS = frozenset({"password", "totp_uri", "recovery_codes"})


class DeviceIn(BaseModel):
    """A tablet to make ready for a vehicle."""

    model_config = STRICT
    vehicle_id: Word
    name: Word


class BindIn(BaseModel):
    """The vehicle a tablet is moved to."""

    model_config = STRICT
    vehicle_id: Word


class EnrolmentOut(BaseModel):
    """The code to type on a tablet, shown once; null when the same is asked again."""

    device_id: str
    code: str | None
    expires_at: datetime


class DeviceOut(BaseModel):
    """A tablet."""

    device_id: str
    vehicle_id: str
    name: str
    serves_until: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, device: Device) -> DeviceOut:
        """A tablet as it is listed."""
        return cls.model_validate(device, from_attributes=True)


class TelephoneTokenOut(BaseModel):
    """What a telephone system shows with every call it announces, shown once; null when asked again."""

    token: str | None


class TelephoneOut(BaseModel):
    """A telephone system that may announce callers, and the day on which it last did."""

    added_at: datetime
    seen_at: datetime


class AmendmentIn(BaseModel):
    """Rules, booking terms or fares in the words of service.toml, and from when they are in force."""

    model_config = STRICT
    effective_from: ServiceDate
    approved_on: ServiceDate | None = None
    words: Annotated[str, Field(min_length=1, max_length=20_000)]


class AmendmentOut(BaseModel):
    """A version of the rules and fares; a number is never used twice."""

    number: int
    effective_from: date
    approved_on: date | None
    words: str
    added_at: datetime
    added_by: str

    @classmethod
    def of(cls, kept: KeptAmendment) -> AmendmentOut:
        """A version as it is kept."""
        return cls.model_validate(kept, from_attributes=True)


class AuditEntryOut(BaseModel):
    """Who did what, when, to what, why and from where."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    address: str

    @classmethod
    def of(cls, number: int, entry: AuditEntry) -> AuditEntryOut:
        """An entry as it is kept."""
        return cls(number=number, **asdict(entry))


class AuditLogOut(BaseModel):
    """A page of the audit log; where it was checked, `broken_at` names the first entry that was changed."""

    entries: list[AuditEntryOut]
    next_after: int | None
    checked: bool
    broken_at: int | None


class LookUpOut(BaseModel):
    """That an account saw a rider."""

    at: datetime
    account: str
    role: str
    how: How
    rider_id: str
    purpose: Purpose
    address: str

    @classmethod
    def of(cls, look: LookUp) -> LookUpOut:
        """A look as it is kept."""
        return cls.model_validate(look, from_attributes=True)


class CuriosityOut(BaseModel):
    """An account that opened more profiles within an hour than its bookings explain."""

    account: str
    opened: int
    from_at: datetime
    to_at: datetime


class LookUpsOut(BaseModel):
    """The personal-data log of a period, and whose looks stand out in it."""

    looks: list[LookUpOut]
    curious: list[CuriosityOut]
