"""The table of actions: what a dispatcher did to a day, as the events from one version to another."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from api.people.tables import Moment
from api.storage.tables import METADATA

ACTION = Table(
    "action",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("first_version", Integer, primary_key=True, autoincrement=False),
    Column("last_version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("undoes", Integer),
)
"""Which events of a day's journal are one action; `undoes` is the first version of the one taken back."""
