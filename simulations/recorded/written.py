"""What a replay leaves in a folder: each changed day as a simulation writes it, and one comparison of all."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from simulations.day_facts import facts_of, write_day_facts
from simulations.day_record import DayRecord
from simulations.file_journal import FileJournal
from simulations.measures import measure, write_kpis
from simulations.measures.history import read_history
from simulations.recorded.decided_anew import DecidedAnew
from simulations.recorded.recorded_day import EVENTS, KPIS
from simulations.recorded.replaying import Replaying
from simulations.recorded.set_against import Line, SetAgainst
from simulations.recorded.walked import Walked, draw_walks
from simulations.report import write_report
from simulations.report.paper import page
from simulations.report.texts import UNITS
from simulations.tables import write_tables
from simulations.variants.ground import service_of

COMPARISON = ("code", "name", "unit", "recorded", "unchanged", "changed", "difference")
PAGE, TABLE, BY_DAY, ANEW = "comparison.html", "comparison.csv", "days.csv", "reproduced.json"


def write_day(record: DayRecord, out: Path) -> None:
    """Events, figures, tables and report of one replayed day, in a folder named after its date."""
    out.mkdir(parents=True, exist_ok=True)
    (out / EVENTS).unlink(missing_ok=True)
    journal = FileJournal(out / EVENTS)
    journal.append(record.events, expected_version=0)
    journal.close()
    history = read_history(record)
    measures = measure(record, history)
    write_kpis(record, measures, out / KPIS)
    write_tables(record, out, history)
    write_day_facts(facts_of(record), out)
    write_report(record, measures, out / "report.html", history)


def write_comparison(against: SetAgainst, replaying: Replaying, out: Path) -> None:
    """The comparison as a table, day by day, and as a page in both languages."""
    lines = list(against.lines())
    with (out / TABLE).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COMPARISON)
        rows.writerows(map(_row, lines))
    with (out / BY_DAY).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("date", "code", "recorded", "unchanged", "changed"))
        for day in against.days:
            for code, kpi in day.recorded.items():
                changed = None if day.changed is None else day.changed[code].value
                rows.writerow((day.date, code, kpi.value, day.unchanged[code].value, changed))
    reproduced = {day.date: _told(day.anew) for day in against.days}
    (out / ANEW).write_text(json.dumps(reproduced, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (out / PAGE).write_text(_page(against, lines, replaying), encoding="utf-8")


def _row(line: Line) -> Sequence[object]:
    told = line.definition
    values = line.recorded, line.unchanged, line.changed, line.difference
    return told.code, told.name_ja, told.unit, *values


def _told(anew: DecidedAnew) -> dict[str, object]:
    if anew.difference is None:
        return {"events": anew.of, "reproduced": anew.events}
    first = anew.difference
    differs = {"event": first.number, "recorded": repr(first.recorded), "decided": repr(first.decided)}
    return {"events": anew.of, "reproduced": anew.events, "differs": differs}


def _page(against: SetAgainst, lines: Sequence[Line], replaying: Replaying) -> str:
    choices, variant = replaying.choices, replaying.changed
    elsewhere = replaying.counterparts is not None
    walked = Walked(against.sited)
    likely = [
        (minutes, *(choices.likelihood(minutes * 60, instead=instead) for instead in (False, True)))
        for minutes in (0, 15, 30, 45, 60, 90)
    ]
    return page(
        Path(__file__).with_name("comparison.html"),
        days=against.days,
        lines=lines,
        said=str(variant),
        name=variant.name,
        there=service_of(variant.folder, variant.changes) if elsewhere else None,
        walked=walked,
        walks=draw_walks(walked) if walked.walks_m else "",
        units=UNITS,
        choices=choices,
        likely=likely,
        won=sum(day.won for day in against.days),
        lost=sum(day.lost for day in against.days),
        whole=sum(day.anew.whole for day in against.days),
    )
