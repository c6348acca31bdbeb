"""From what a planner wants to know to what is studied: the rules in force, and the days that were driven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from api.desk.town import Town
from api.office_facts import KeptPeriod, office_of
from api.planning.laboratory import DrivenDay, StudyOrder, WriteJournal
from api.rules.in_force import service_on
from api.storage.database import Database
from api.storage.journal import DayJournal
from api.wire.studies import CouncilIn, StudyIn
from gtfs.service import Service
from gtfs.service_changes import Changes, Value

RECORDED = "recorded"
"""Where the journals of a study are put."""


def order_of_study(
    asked: StudyIn, database: Database, town: Town, today: date, driven: Mapping[date, DrivenDay]
) -> StudyOrder:
    """What is to be studied, on the rules as they are in force today; simulated days begin with the next."""
    in_force = service_on(database, town, today)
    first = today if in_force.runs_on(today) else in_force.next_service_day(today) or in_force.demo_date
    office = None
    if isinstance(asked, CouncilIn):
        office = office_of(database, town.area, KeptPeriod(min(asked.dates), max(asked.dates), town.zone))
    changes = changes_in_force(town.service, in_force)
    return StudyOrder(town.service.folder.resolve(), changes, asked, first, driven, office)


def changes_in_force(own: Service, in_force: Service) -> Changes:
    """What the rules in force say otherwise than the service's folder."""
    rules = _otherwise("rules", own.rules_words, in_force.rules_words)
    booking = _otherwise("booking", own.booking_words, in_force.booking_words)
    return Changes((*rules, *booking))


def take_driven_days(
    database: Database, town: Town, dates: Sequence[date], folder: Path, write: WriteJournal
) -> Mapping[date, DrivenDay]:
    """Days that were driven, the events of each in a file of its own; they hold no name and no number."""
    taken = {}
    for day in sorted(set(dates)):
        file = folder / RECORDED / f"{day}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        write(DayJournal(town.area, day).read(database), file)
        taken[day] = DrivenDay(file, service_on(database, town, day).rules)
    return taken


def _otherwise(section: str, own: BaseModel, in_force: BaseModel) -> Iterator[tuple[str, Value]]:
    for name in type(own).model_fields:
        value = getattr(in_force, name)
        if value != getattr(own, name):
            yield f"{section}.{name}", value
