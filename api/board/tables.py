"""The table of tasks: who must be called, why, and who did it; ids and places, no names or numbers."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from api.people.tables import Moment
from api.storage.tables import METADATA

TASK = Table(
    "task",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("task_id", Text, primary_key=True),
    Column("service_date", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("rider_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("facts", Text, nullable=False),
    Column("outcome", Text),
    Column("done_at", Moment),
    Column("done_by", Text),
)
"""Calls to make on a day, and what came of each; `subject` is the ride or the request it is about.

A notice that reached nobody has its row here, under its message id, once somebody has seen to it.
"""
Index(None, TASK.c.area, TASK.c.service_date)
Index(None, TASK.c.rider_id)
