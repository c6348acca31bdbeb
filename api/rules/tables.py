"""The table of rules, booking terms and fares that a town agrees on later."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from api.people.tables import Moment
from api.storage.tables import METADATA

AMENDMENT = Table(
    "amendment",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("effective_from", Text, nullable=False),
    Column("approved_on", Text),
    Column("words", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
)
"""Rules and fares with their dates, in the words of service.toml; never changed, only followed by others."""
