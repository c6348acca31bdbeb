"""A town whose riders sign in with codes, and what their telephones hear."""

from __future__ import annotations

from datetime import datetime

from api.people.code_traffic import ALWAYS_AN_HOUR
from api.people.riders import RiderDirectory
from api.people.sign_in import CodeAsked, CodeMessage, CodePurpose, SignIn
from api.storage.database import Database
from dispatch.domain.request import RiderId
from tests.api.people.people import AREA, NOW, TANAKA

PHONE = TANAKA.phone


class Office:
    """A town with one registered rider, whose telephone hears the codes."""

    def __init__(
        self, database: Database, directory: RiderDirectory, always_an_hour: int = ALWAYS_AN_HOUR
    ) -> None:
        self.database = database
        self.heard: list[CodeMessage] = []
        self.sign_in = SignIn(directory, self.heard.append, always_an_hour)
        with database.write() as connection:
            self.tanaka = directory.register(connection, AREA, TANAKA, NOW)

    def ask(
        self,
        phone: str = PHONE,
        at: datetime = NOW,
        address: str = "192.0.2.1",
        purpose: CodePurpose = CodePurpose.SIGN_IN,
    ) -> CodeAsked:
        with self.database.write() as connection:
            asked = self.sign_in.ask(connection, phone, address, at, purpose)
        asked.send()
        return asked

    def verify(
        self,
        request_id: str,
        code: str,
        at: datetime = NOW,
        phone: str = PHONE,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
    ) -> list[RiderId]:
        with self.database.write() as connection:
            return self.sign_in.verify(connection, request_id, phone, code, at, purpose)
