"""Which rules and fares are in force on a date: those of the service folder, as amended until then."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from api.desk.town import Town
from api.rules.amendments import list_amendments
from api.storage.database import Database
from gtfs.service import Service
from gtfs.service_amendment import amended


def service_on(database: Database, town: Town, on: date) -> Service:
    """The service as it is on a date, with the fares to come."""
    with database.read() as connection:
        return town_on(connection, town, on).service


def town_on(connection: Connection, town: Town, on: date) -> Town:
    """The town as it is dispatched on a date."""
    kept = list_amendments(connection, town.area)
    return town.with_service(amended(town.service, [each.read() for each in kept], on)) if kept else town
