"""The table of notices: what riders are to be told, without their names, numbers or the words."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from api.storage.tables import METADATA

NOTICE = Table(
    "notice",
    METADATA,
    Column("message_id", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("service_date", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("rider_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("made_at_s", BigInteger, nullable=False),
    Column("send_from_s", BigInteger, nullable=False),
    Column("useful_until_s", BigInteger),
    Column("free_from_s", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("ended_at_s", BigInteger),
)
"""Notices on their way and what became of them: ids, places and times alone, in seconds since 1970.

`subject` is the ride or the request it is about; `free_from_s` is when it may be claimed (again).
"""
Index(None, NOTICE.c.area, NOTICE.c.state, NOTICE.c.free_from_s)
Index(None, NOTICE.c.area, NOTICE.c.subject)
Index(None, NOTICE.c.rider_id)
