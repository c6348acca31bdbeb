"""The laboratory of the command line, and one whose days take as long as a test wants."""

from __future__ import annotations

from api.planning.laboratory import Laboratory
from simulations.file_journal import write_journal
from simulations.film import film_of
from simulations.planned_day import replay_into
from simulations.studies.study import study_into
from tests.api.planning.told_replays import replay_as_told, study_as_told

REAL = Laboratory(replay_into, film_of, study_into, write_journal)
TOLD = Laboratory(replay_as_told, film_of, study_as_told, write_journal)
