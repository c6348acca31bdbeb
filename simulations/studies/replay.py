"""Days that were driven, replayed under other settings and set against what was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulations.file_journal import read_journal
from simulations.recorded.recorded_day import RecordedDay, recorded_day
from simulations.recorded.replaying import ready_to_replay
from simulations.recorded.set_against import SetAgainst
from simulations.recorded.written import PAGE, write_comparison
from simulations.studies.ordered import Ordered, Watch, changes_of_levers
from simulations.variants.variant import Variant


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Replay the days of an order; the report. Nobody's home is in what is written."""
    plain = Variant(order.folder.name, order.folder)
    variant = plain.changed(changes_of_levers(order.asked.levers))
    replaying = ready_to_replay(days_of(order), variant)
    against = SetAgainst()
    for done, day in enumerate(replaying, start=1):
        against.add(day)
        watch(0, done, len(replaying.days))
    write_comparison(against, replaying, out)
    return out / PAGE


def days_of(order: Ordered) -> list[RecordedDay]:
    """The days that were driven, each under the rules that were in force."""
    found = []
    for day, driven in order.driven.items():
        recorded = recorded_day(read_journal(driven.journal), str(day))
        found.append(replace(recorded, rules=driven.rules))
    return found
