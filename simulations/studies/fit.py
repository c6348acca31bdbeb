"""What the days that were driven tell of demand and of travel times, and how far to trust it."""

from __future__ import annotations

from pathlib import Path

from gtfs.service_changes import NO_CHANGES
from simulations.fitting.fitted_model import write_fitted
from simulations.fitting.from_days import fit_days
from simulations.fitting.page import write_page
from simulations.studies.ordered import Ordered, Watch
from simulations.studies.replay import days_of
from simulations.variants.ground import service_of

MODEL, PAGE = "model.toml", "fitted.html"


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Learn from the days of an order; the report. The model tells of homes, and stays with the run."""
    days = days_of(order)
    watch(0, 0, len(days))
    model, checked = fit_days(days, order.folder)
    write_fitted(model, out.parent / MODEL)
    write_page(model, checked, service_of(order.folder, NO_CHANGES), out / PAGE)
    watch(0, len(days), len(days))
    return out / PAGE
