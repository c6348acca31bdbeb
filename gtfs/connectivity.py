"""Can a van get everywhere and back: how much of a road network hangs together."""

from dataclasses import dataclass

import numpy as np

from gtfs.road_graph import RoadGraph, strong_components


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How a road network hangs together, in directed kilometres."""

    components: int
    """Strongly connected parts that have roads; from each place of one a van gets to every other and back."""
    drivable_km: float
    """Roads a van can drive and come back from."""
    largest_km: float
    """Of these, the roads of the largest part."""
    no_return_km: float
    """One-way roads that only leave or only enter a part: mostly streets cut at the edge of the map."""

    @property
    def largest_share(self) -> float:
        """The largest part's share of the drivable length."""
        return self.largest_km / self.drivable_km if self.drivable_km else 0.0


def connectivity_of(graph: RoadGraph) -> Connectivity:
    """Measure how a road network hangs together."""
    part = strong_components(graph)
    begins, ends = part[graph.edge_from], part[graph.edge_to]
    returns = begins == ends
    metres = np.bincount(begins[returns], weights=graph.length_m[returns], minlength=1)
    return Connectivity(
        components=int((metres > 0).sum()),
        drivable_km=float(metres.sum()) / 1000,
        largest_km=float(metres.max()) / 1000,
        no_return_km=float(graph.length_m[~returns].sum()) / 1000,
    )
