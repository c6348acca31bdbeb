"""A day that a planner orders: replayed into a folder, and told so that no home is shown."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import ChangeConditions
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from dispatch.engine.journal import MemoryJournal
from gtfs.door_shield import door_shield, shown_places
from gtfs.local_metres import LocalMetres, plane_around
from gtfs.service import Service, read_service
from simulations.day_facts import facts_of, write_day_facts
from simulations.day_record import DayRecord
from simulations.film import film_of
from simulations.measures import Measures, measure
from simulations.measures.history import read_history
from simulations.runner import replay
from simulations.scenario import scenario_of_service
from simulations.tables import write_tables

Watch = Callable[[int, int, int], None]
"""Told the time of the day, how many requests were answered, and how many are known to come."""


class DayOrder(Protocol):
    """What is to be replayed: a service with these rules and vehicles, on a date, for so many riders."""

    @property
    def folder(self) -> Path: ...
    @property
    def service_date(self) -> date: ...
    @property
    def seed(self) -> int: ...
    @property
    def riders(self) -> int: ...
    @property
    def rules(self) -> ServiceRules: ...
    @property
    def vehicles(self) -> tuple[Vehicle, ...]: ...
    @property
    def conditions(self) -> Conditions | None: ...


def replay_into(order: DayOrder, out: Path, watch: Watch) -> None:
    """Replay an order and write its figures, film, tables and report; `watch` hears of each answered request.

    Raises ServiceError, ScenarioError and DemandError, which are all ValueErrors, where it cannot be done.
    """
    service = replace(read_service(order.folder), rules=order.rules, vehicles=order.vehicles)
    scenario = scenario_of_service(service, on=order.service_date, seed=order.seed, riders=order.riders)
    total = len(scenario.arrivals)
    watch(scenario.hours.from_s, 0, total)
    level = order.conditions
    snow = () if level is None else ((0, ChangeConditions(level, level.name)),)

    def told(now_s: int, answered: int) -> None:
        watch(now_s, answered, max(total, answered))

    record = replay(scenario, MemoryJournal(), told, snow)
    _write(record, service, out)


def _write(record: DayRecord, service: Service, out: Path) -> None:
    # Drawing takes seconds to import: only the process that replays needs it, not the service beside it.
    from simulations.figures import figures_of
    from simulations.report import write_report

    history = read_history(record)
    measures = measure(record, history)
    shown = shown_places(service)

    def shown_at(index: PlaceIndex) -> PlaceIndex | None:
        return shown[index]

    _write_json(out / "film.json", film_of(record.events, service.hours, record, shown))
    _write_json(out / "figures.json", figures_of(record, history, measures, _plane(service)))
    _write_figures_table(measures, out / "figures.csv")
    write_tables(record, out, history, shown_at)
    write_day_facts(facts_of(record), out)
    write_report(record, measures, out / "report.html", history)


def _write_figures_table(measures: Measures, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        rows = csv.writer(table, lineterminator="\n")
        told = [asdict(kpi.definition) for kpi in measures.kpis]
        rows.writerow(["value", *(told[0] if told else ())])
        rows.writerows([kpi.value, *texts.values()] for kpi, texts in zip(measures.kpis, told, strict=True))


def _plane(service: Service) -> LocalMetres:
    """Laid by stops alone, so that squares do not tell where homes are."""
    return door_shield(service).plane or plane_around(service.places.lat, service.places.lon)


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
