"""What a network is like: its size, how it hangs together, how much of it is guessed, how fast it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex, PlaceKind
from gtfs.connectivity import Connectivity, connectivity_of
from gtfs.network import SYNTHETIC, Network, path
from gtfs.road_graph import RoadSource, km_by_source
from gtfs.roads_from_osm.footholds import StreetFinder

SAMPLED_PAIRS = 200
_NO_STREET = (RoadSource.CONNECTOR, RoadSource.BRIDGE, RoadSource.INFERRED_JUNCTION)


@dataclass(frozen=True, slots=True)
class Spread:
    """A middle and both ends of many figures."""

    p10: float
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """The figures by which a planner judges a network."""

    poles: int
    doors: int
    nodes: int
    edges: int
    poles_by_bridge_only: int
    """Poles off every road, at which no trip calls: guessed straight bridges alone lead there."""
    connectivity: Connectivity
    km: dict[RoadSource, float]
    """Directed kilometres by how they are known."""
    road_kmh: Spread
    """Driven speeds, each road counted by its length."""
    pair_kmh: Spread
    """Metres by seconds of the fastest way, over sampled pairs of places that a road leads to."""
    synthetic_share: Spread
    """Of the fastest way's metres, over the same pairs: synthetic hops, bridges and connectors."""
    assumed_reverse_share: Spread
    """The same for roads driven against the only direction observed."""
    pole_to_road_m: Spread
    door_to_road_m: Spread | None
    """Straight metres to the nearest road that is no bridge or connector; None without doors."""


def report_of(network: Network, *, pairs: int = SAMPLED_PAIRS, seed: int = 1) -> NetworkReport:
    """Measure a network; shares and speeds between places over pairs drawn with the seed."""
    graph, places = network.graph, network.places
    is_pole = np.array([place.kind is PlaceKind.POLE for place in places], np.bool_)
    away_m = _to_road_m(network)
    off_road = _by_bridge_only(network)
    shares, reverse, kmh = _over_pairs(network, np.flatnonzero(~off_road), pairs, seed)
    moving = graph.length_m > 1
    return NetworkReport(
        poles=int(is_pole.sum()),
        doors=int((~is_pole).sum()),
        nodes=graph.node_count,
        edges=graph.edge_count,
        poles_by_bridge_only=int((is_pole & off_road).sum()),
        connectivity=connectivity_of(graph),
        km=km_by_source(graph),
        road_kmh=_by_length(3.6 * graph.length_m[moving] / graph.time_s[moving], graph.length_m[moving]),
        pair_kmh=_spread(kmh),
        synthetic_share=_spread(shares),
        assumed_reverse_share=_spread(reverse),
        pole_to_road_m=_spread(away_m[is_pole]),
        door_to_road_m=None if is_pole.all() else _spread(away_m[~is_pole]),
    )


def _over_pairs(
    network: Network, chosen: NDArray[np.intp], pairs: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    found: list[tuple[float, float, float]] = []
    for origin, destination in chosen[
        rng.integers(0, len(chosen), (pairs if len(chosen) else 0, 2))
    ].tolist():
        nodes = network.place_node[[origin]], network.place_node[[destination]]
        metres = path(network, PlaceIndex(origin), PlaceIndex(destination)).metres
        whole = sum(metres.values())
        if whole > 0:
            seconds = int(network.router.milliseconds(*nodes)[0, 0]) / 1000
            guessed = sum(length for source, length in metres.items() if source in SYNTHETIC)
            turned = metres.get(RoadSource.ASSUMED_REVERSE, 0.0)
            found.append((guessed / whole, turned / whole, 3.6 * whole / seconds))
    shares, reverse, kmh = np.array(found, np.float64).reshape(-1, 3).T
    return shares, reverse, kmh


def _by_bridge_only(network: Network) -> NDArray[np.bool_]:  # (P,)
    graph = network.graph
    on_road = np.zeros(graph.node_count, np.bool_)
    roads = graph.source != RoadSource.BRIDGE
    on_road[graph.edge_from[roads]] = True
    on_road[graph.edge_to[roads]] = True
    return np.asarray(~on_road[network.place_node], np.bool_)


def _to_road_m(network: Network) -> NDArray[np.float64]:
    drawn = np.flatnonzero(~np.isin(network.graph.source, _NO_STREET)).astype(np.int32)
    if not len(drawn):
        return np.zeros(len(network.places))
    finder = StreetFinder(network.graph, drawn)
    return np.array([finder.distance_m(place.lat, place.lon) for place in network.places], np.float64)


def _spread(figures: NDArray[np.float64]) -> Spread:
    if not len(figures):
        return Spread(0.0, 0.0, 0.0)
    return Spread(*(float(value) for value in np.percentile(figures, [10, 50, 90])))


def _by_length(figures: NDArray[np.float64], length_m: NDArray[np.float64]) -> Spread:
    if not len(figures):
        return Spread(0.0, 0.0, 0.0)
    order = np.argsort(figures, kind="stable")
    passed = np.cumsum(length_m[order]) / length_m.sum()
    rank = np.minimum(np.searchsorted(passed, [0.1, 0.5, 0.9]), len(order) - 1)
    return Spread(*(float(figures[order[row]]) for row in rank))
