"""The tables of drivers' shifts: check records (点呼), and what drivers say of the roads."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, LargeBinary, Table, Text

from api.people.tables import Moment
from api.storage.tables import METADATA

ROLL_CALL = Table(
    "roll_call",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("vehicle_id", Text, primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("shift_part", Text, nullable=False),
    Column("service_date", Text, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Check records before and after shifts; who was checked, by whom and with what result is sealed."""
Index(None, ROLL_CALL.c.area, ROLL_CALL.c.service_date)

ROAD_REPORT = Table(
    "road_report",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("vehicle_id", Text, primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("hindrance", Text, nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("place_id", Text),
    Column("note", Text, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", Text),
    Column("settled_as", Text),
)
"""Where drivers could not pass, until a dispatcher has settled it; it changes no map by itself."""
