"""A run: a day or a study that was ordered, kept in a folder with all that came of it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.wire.planned import DayIn
from api.wire.studies import StudyIn

KEPT = "run.json"
PROGRESS = "progress.json"
REFUSED = "refused.txt"
"""Why the order could not be carried out."""


class RunState(StrEnum):
    """How far a run has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (RunState.WAITING, RunState.RUNNING)


class Run(BaseModel):
    """What is kept of a run beside its results."""

    model_config = ConfigDict(frozen=True)
    run_id: str
    name: str
    asked: DayIn | StudyIn
    state: RunState
    ordered_at: datetime
    ordered_by: str
    because: str = ""
    """Why it failed, in one line."""

    @property
    def is_study(self) -> bool:
        """Whether it is more than one day replayed."""
        return not isinstance(self.asked, DayIn)


class Progress(BaseModel):
    """How far a run has come: the time of its day, and how much of what is to be done (requests, days)."""

    model_config = ConfigDict(frozen=True)
    now_s: int
    answered: int
    total: int


@dataclass(frozen=True)
class RunFolder:
    """Where a run is kept."""

    path: Path

    def read(self) -> Run:
        """The run; raises OSError where there is none."""
        return Run.model_validate_json((self.path / KEPT).read_bytes())

    def write(self, run: Run) -> Run:
        """Keep the run as it is now: whoever reads sees it before or after, never half."""
        self.path.mkdir(parents=True, exist_ok=True)
        _replace(self.path / KEPT, run.model_dump_json())
        return run

    def find_progress(self) -> Progress | None:
        """How far it has come; None before its day begins."""
        try:
            return Progress.model_validate_json((self.path / PROGRESS).read_bytes())
        except OSError:
            return None

    def note_progress(self, now_s: int, answered: int, total: int) -> None:
        """How far it has come by now."""
        _replace(self.path / PROGRESS, json.dumps({"now_s": now_s, "answered": answered, "total": total}))

    def find_refusal(self) -> str:
        """Why the order could not be carried out; empty where nobody said."""
        try:
            return (self.path / REFUSED).read_text(encoding="utf-8")
        except OSError:
            return ""


def _replace(file: Path, content: str) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(content, encoding="utf-8")
    os.replace(unfinished, file)
