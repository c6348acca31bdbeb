"""Replays that last as long as a test wants; without any simulation, so that their processes begin soon."""

from __future__ import annotations

import time
from pathlib import Path

from api.planning.laboratory import DayOrder, StudyOrder, Watch

NEVER = "no day of this seed can be replayed"
NEVER_SEED, ENDLESS_SEED = 13, 99


def replay_as_told(order: DayOrder, out: Path, watch: Watch) -> None:
    """Refuses one seed, never ends with another, and has nothing to do for the rest."""
    watch(28_800, 0, order.riders)
    if order.seed == NEVER_SEED:
        raise ValueError(NEVER)
    while order.seed == ENDLESS_SEED:
        time.sleep(0.01)
    watch(64_800, order.riders, order.riders)


def study_as_told(order: StudyOrder, out: Path, watch: Watch) -> None:
    """Writes down what it was told."""
    watch(0, 0, 1)
    told = [
        order.asked.kind,
        str(order.changes),
        *(f"{day} {driven.journal.name}" for day, driven in order.driven.items()),
    ]
    (out / "report.html").write_text("\n".join(told), encoding="utf-8")
    (out / "all.zip").write_bytes(b"PK")
    watch(0, 1, 1)
