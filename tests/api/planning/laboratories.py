"""The laboratory of the command line, and one whose days take as long as a test wants."""

from __future__ import annotations

from api.planning.laboratory import Laboratory
from simulations.film import film_of
from simulations.planned_day import replay_into
from tests.api.planning.told_replays import replay_as_told

REAL = Laboratory(replay_into, film_of)
TOLD = Laboratory(replay_as_told, film_of)
