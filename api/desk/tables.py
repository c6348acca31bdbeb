"""The tables of a desk: what follows from the events of its days, to be found without reading them again."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text

from api.storage.tables import METADATA

RIDE = Table(
    "ride",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("ride_id", Text, primary_key=True),
    Column("rider_id", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("wheelchairs", Integer, nullable=False),
    Column("walkers", Integer, nullable=False),
    Column("pickup_from_s", Integer, nullable=False),
    Column("pickup_until_s", Integer, nullable=False),
    Column("arrive_until_s", Integer, nullable=False),
    Column("vehicle_id", Text, nullable=False),
    Column("boarded_s", Integer),
    Column("alighted_s", Integer),
)
"""Every ride that was promised, as far as it has come: places by their ids, times in seconds of its day."""
Index(None, RIDE.c.rider_id, RIDE.c.service_date)

NO_SHOW = Table(
    "no_show",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("ride_id", Text, primary_key=True),
    Column("rider_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("excused", Boolean, nullable=False),
    Column("sealed_appeal", LargeBinary),
    Column("appealed_at", Text),
    Column("judged_at", Text),
    Column("judged_by", Text),
)
"""Rides to which nobody came, or that were given up too late; an appeal is sealed with the rider's key."""
Index(None, NO_SHOW.c.rider_id)
