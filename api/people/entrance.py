"""Everybody the service knows: the directory, the index of names, and the two entrances."""

from __future__ import annotations

from dataclasses import dataclass

from api.people.code_traffic import ALWAYS_AN_HOUR
from api.people.name_index import NameIndex
from api.people.passwords import Passwords
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.people.sign_in import SendCode, SignIn
from api.people.staff_sign_in import StaffSignIn
from api.storage.database import Database


@dataclass(frozen=True)
class People:
    """What routes about people work on."""

    vault: Vault
    directory: RiderDirectory
    names: NameIndex
    riders_entrance: SignIn
    staff_entrance: StaffSignIn
    passwords: Passwords


def people_of(
    database: Database,
    vault: Vault,
    send_code: SendCode,
    passwords: Passwords | None = None,
    codes_an_hour: int = ALWAYS_AN_HOUR,
) -> People:
    """The people of a database, behind a vault's keys."""
    directory, passwords = RiderDirectory(vault), passwords or Passwords()
    return People(
        vault,
        directory,
        NameIndex(directory),
        SignIn(directory, send_code, codes_an_hour),
        StaffSignIn(database, vault, passwords),
        passwords,
    )
