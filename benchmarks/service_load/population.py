"""Those who use a town under load: registered riders, and staff who watch the board, all signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from api.people.keys import make_key_file, new_keys
from api.people.profile import Profile
from api.people.riders import RiderDirectory
from api.people.roles import Role
from api.people.sealed import Vault
from api.people.staff import Grant, add_staff
from api.people.tokens import TokenKind, issue
from api.storage.database import open_database
from api.storage.schema import migrate
from gtfs.service import Service
from gtfs.service_doors import DoorKind


@dataclass(frozen=True, slots=True)
class SomeRider:
    """A rider who is signed in."""

    rider_id: str
    token: str
    home: str


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody, and the places that riders go to beside their homes."""

    riders: tuple[SomeRider, ...]
    watchers: tuple[str, ...]
    """Tokens of staff who watch the board."""
    places: tuple[str, ...]

    def journey(self, rng: np.random.Generator, rider: SomeRider) -> tuple[str, str]:
        """From home or back, or from one place of the town to another."""
        one, other = (self.places[int(index)] for index in rng.choice(len(self.places), 2, replace=False))
        return ((rider.home, one), (one, rider.home), (one, other))[int(rng.integers(3))]


def settle(service: Service, address: str, keys: Path, riders: int, watchers: int) -> Population:
    """Make the tables and the keys, and register everybody in the database of a town."""
    database = open_database(address)
    migrate(database)
    made_keys = new_keys()
    make_key_file(keys, made_keys)
    vault = Vault(made_keys)
    area, now = service.folder.resolve().name, datetime.now(UTC)
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    homes = [door.place_id for door, kind in doors if kind is DoorKind.HOME]
    directory = RiderDirectory(vault)
    made = []
    with database.write(within_s=None) as connection:
        for number in range(riders):
            home = homes[number % len(homes)]
            profile = Profile(
                name=f"利用者{number}", kana="りようしゃ", phone=f"090-1{number:07}", home_place_id=home
            )
            rider_id = directory.register(connection, area, profile, now)
            made.append(SomeRider(rider_id, issue(connection, TokenKind.RIDER, rider_id, now), home))
        tokens = []
        for number in range(watchers):
            account = f"watcher-{number}"
            add_staff(connection, vault, account, "見守り", "no password", [Grant(Role.OPERATOR, area)], now)
            tokens.append(issue(connection, TokenKind.STAFF, account, now))
    database.close()
    places = tuple(service.places[index].place_id for index in service.public_places)
    return Population(tuple(made), tuple(tokens), places)
