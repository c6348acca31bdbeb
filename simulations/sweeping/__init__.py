"""Many variants of a service, each replayed on the same days: what each costs and whom it refuses."""

from simulations.sweeping.frontier import Summary, summaries_of
from simulations.sweeping.grid import Grid, read_grid
from simulations.sweeping.results import Results, open_results
from simulations.sweeping.sweep import sweep

__all__ = ["Grid", "Results", "Summary", "open_results", "read_grid", "summaries_of", "sweep"]
