"""Answers under an idempotency key: the same question, asked again, gets the same answer and one effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from api.storage.tables import RECEIPT


class KeyReused(ValueError):
    """The key stands for another question already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was told: an HTTP status and a JSON text."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class RepeatKey:
    """By which a repeated question is known: who asks, the key they chose, and what the question was."""

    account: str
    key: str
    fingerprint: bytes

    @classmethod
    def of(cls, account: str, key: str, *question: str) -> RepeatKey:
        """The key of a question, such as method, path and body."""
        return cls(account, key, sha256("\n".join(question).encode()).digest())


def find_answer(connection: Connection, key: RepeatKey) -> Answer | None:
    """The answer given before; raises KeyReused where the key was for another question."""
    row = connection.execute(
        select(RECEIPT.c.fingerprint, RECEIPT.c.status, RECEIPT.c.body).where(
            RECEIPT.c.account == key.account, RECEIPT.c.key == key.key
        )
    ).first()
    if row is None:
        return None
    if bytes(row.fingerprint) != key.fingerprint:
        raise KeyReused(f"Idempotency-Key {key.key} was used for another request: choose a new one")
    return Answer(row.status, row.body)


def keep_answer(connection: Connection, key: RepeatKey, answer: Answer, at: datetime) -> None:
    """Keep the answer in the transaction of its effect."""
    connection.execute(
        insert(RECEIPT).values(
            account=key.account,
            key=key.key,
            fingerprint=key.fingerprint,
            status=answer.status,
            body=answer.body,
            written_at=at.isoformat(),
        )
    )


def forget_answers(connection: Connection, account: str) -> None:
    """Take out every answer that an account was given."""
    connection.execute(delete(RECEIPT).where(RECEIPT.c.account == account))
