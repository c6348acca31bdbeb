"""From recorded days of a service folder to a model, checked on days that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gtfs.service_changes import NO_CHANGES
from simulations.fitting.fit import fit_model
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.held_out import HeldOut, hold_out
from simulations.recorded.on_ground import require_places
from simulations.recorded.read_day import read_day
from simulations.recorded.recorded_day import RecordedDay
from simulations.variants.ground import roads_of, service_of


def fit_days(days: Sequence[RecordedDay], folder: Path) -> tuple[FittedModel, HeldOut | None]:
    """A model of recorded days of a service folder, and how well it foretells days it has not seen.

    Raises ServiceError, RecordedElsewhere, NothingToLearn and LearningMissing, all ValueErrors.
    """
    service, built = service_of(folder, NO_CHANGES), roads_of(folder)
    for day in days:
        require_places(day, service)
    read = [read_day(day, built.network.places) for day in days]
    model = fit_model(read, service, built.network, built.times)
    return model, hold_out(read, built.network, built.times, service.rules)
