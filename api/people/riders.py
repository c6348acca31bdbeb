"""The directory of riders: each sealed with a key of their own, found by telephone number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from api.people.phone import read_phone
from api.people.profile import Profile, checked, profile_from_bytes, profile_to_bytes
from api.people.sealed import RiderKey, Vault
from api.people.tables import RIDER, RIDER_KEY, RIDER_PHONE
from api.people.turns import take_turn
from dispatch.domain.request import RiderId

CHANGES = "rider"
"""The turn that numbers changes of the directory."""


class NoSuchRider(LookupError):
    """Nobody is registered under that id, or not in this area."""

    def __init__(self) -> None:
        super().__init__("there is no such rider")


@dataclass(frozen=True, slots=True)
class Rider:
    """A registered rider."""

    rider_id: RiderId
    area: str
    profile: Profile
    registered_at: datetime
    changed_at: datetime
    used_at: datetime


@dataclass(frozen=True)
class RiderDirectory:
    """Registers riders, changes and reads what is kept of them; what staff look at goes through `looking`."""

    vault: Vault

    def register(self, connection: Connection, area: str, profile: Profile, now: datetime) -> RiderId:
        """Keep a new rider under a key of their own; raises WrongProfile."""
        known = checked(profile)
        rider_id = RiderId(f"r{self.vault.token_bytes(8).hex()}")
        key = self.vault.new_rider_key(rider_id)
        connection.execute(insert(RIDER_KEY).values(rider_id=rider_id, sealed_key=self.vault.seal_key(key)))
        connection.execute(
            insert(RIDER).values(
                rider_id=rider_id,
                area=area,
                sealed=key.seal(profile_to_bytes(known), self.vault.token_bytes),
                registered_at=now,
                changed_at=now,
                used_at=now,
                revision=take_turn(connection, CHANGES),
            )
        )
        self._mark_phones(connection, rider_id, known)
        return rider_id

    def change(self, connection: Connection, rider_id: RiderId, profile: Profile, now: datetime) -> None:
        """Put a profile in the old one's place; raises WrongProfile, NoSuchRider."""
        known = checked(profile)
        revision = take_turn(connection, CHANGES)
        sealed = self._key(connection, rider_id).seal(profile_to_bytes(known), self.vault.token_bytes)
        changed = {"sealed": sealed, "changed_at": now, "revision": revision}
        connection.execute(update(RIDER).where(RIDER.c.rider_id == rider_id).values(changed))
        connection.execute(delete(RIDER_PHONE).where(RIDER_PHONE.c.rider_id == rider_id))
        self._mark_phones(connection, rider_id, known)

    def note_use(self, connection: Connection, rider_id: RiderId, now: datetime) -> None:
        """The rider booked: the period after which they are asked whether to stay begins anew."""
        connection.execute(update(RIDER).where(RIDER.c.rider_id == rider_id).values(used_at=now))

    def get(self, connection: Connection, rider_id: RiderId) -> Rider:
        """A rider, for the rider and the service itself; raises NoSuchRider."""
        found = self.list_riders(connection, [rider_id])
        if not found:
            raise NoSuchRider
        return found[0]

    def list_riders(self, connection: Connection, rider_ids: Iterable[RiderId]) -> list[Rider]:
        """Those of these riders who are registered, in the order of the ids."""
        wanted = list(rider_ids)
        rows = connection.execute(_SEALED.where(RIDER.c.rider_id.in_(wanted))).all()
        found = {row.rider_id: self.unseal(row) for row in rows}
        return [found[rider_id] for rider_id in wanted if rider_id in found]

    def list_by_phone(self, connection: Connection, phone: str) -> list[Rider]:
        """Whom a number leads to, their own number first: a household may share one; raises WrongPhone."""
        return self.list_riders(connection, self.ids_by_phone(connection, phone))

    def ids_by_phone(self, connection: Connection, phone: str) -> list[RiderId]:
        """The ids a number leads to, those whose own number it is first, then as they registered."""
        mark = self.phone_mark(read_phone(phone).e164)
        rows = connection.execute(
            select(RIDER_PHONE.c.rider_id)
            .join(RIDER, RIDER.c.rider_id == RIDER_PHONE.c.rider_id)
            .where(RIDER_PHONE.c.phone_mark == mark)
            .order_by(RIDER_PHONE.c.position, RIDER.c.registered_at, RIDER.c.rider_id)
        )
        return list(dict.fromkeys(RiderId(row.rider_id) for row in rows))

    def phone_mark(self, e164: str) -> bytes:
        """The mark under which a number is kept."""
        return self.vault.mark("phone", e164)

    def unseal(self, row: Row[*tuple[Any, ...]]) -> Rider:
        """A rider out of their row and their key; raises Unreadable."""
        key = self.vault.unseal_key(bytes(row.sealed_key), row.rider_id)
        profile = profile_from_bytes(key.unseal(bytes(row.sealed)))
        return Rider(RiderId(row.rider_id), row.area, profile, row.registered_at, row.changed_at, row.used_at)

    def seal_text(self, connection: Connection, rider_id: RiderId, text: str) -> bytes:
        """What a rider wrote, readable for as long as they are registered; raises NoSuchRider."""
        return self._key(connection, rider_id).seal(text.encode(), self.vault.token_bytes)

    def unseal_text(self, connection: Connection, rider_id: RiderId, sealed: bytes) -> str:
        """What a rider wrote; raises NoSuchRider."""
        return self._key(connection, rider_id).unseal(sealed).decode()

    def _key(self, connection: Connection, rider_id: RiderId) -> RiderKey:
        found = connection.execute(
            select(RIDER_KEY.c.sealed_key).where(RIDER_KEY.c.rider_id == rider_id)
        ).scalar_one_or_none()
        if found is None:
            raise NoSuchRider
        return self.vault.unseal_key(bytes(found), rider_id)

    def _mark_phones(self, connection: Connection, rider_id: RiderId, profile: Profile) -> None:
        rows = [
            {"rider_id": rider_id, "position": position, "phone_mark": self.phone_mark(phone)}
            for position, phone in enumerate(profile.phones)
        ]
        connection.execute(insert(RIDER_PHONE), rows)


_SEALED = select(*RIDER.c, RIDER_KEY.c.sealed_key).join(RIDER_KEY, RIDER.c.rider_id == RIDER_KEY.c.rider_id)


def sealed_riders_after(connection: Connection, revision: int) -> Iterable[Row[*tuple[Any, ...]]]:
    """Riders registered or changed since a revision, as they are kept, in the order of the changes."""
    later = _SEALED.where(RIDER.c.revision > revision).order_by(RIDER.c.revision)
    return connection.execution_options(yield_per=1000).execute(later)
