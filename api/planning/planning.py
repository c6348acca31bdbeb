"""What the planner's routes work on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.planning.day_films import DayFilms
from api.planning.laboratory import Laboratory
from api.planning.runs import Runs


@dataclass(frozen=True)
class Planning:
    """The runs of a process, and the films of its days."""

    laboratory: Laboratory
    runs: Runs
    films: DayFilms


def planning_in(folder: Path, laboratory: Laboratory) -> Planning:
    """Planning whose runs are kept below a folder."""
    return Planning(laboratory, Runs(folder), DayFilms(laboratory.film_of))
