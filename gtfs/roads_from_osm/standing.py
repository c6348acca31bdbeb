"""Give every place its node on the streets of a map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import Place, PlaceKind
from gtfs.edge_cuts import EdgeCut, cut_edges
from gtfs.road_access import with_connectors
from gtfs.road_graph import RoadGraph, strong_components
from gtfs.roads_from_osm.footholds import NEAR_M, StreetFinder


@dataclass(frozen=True, eq=False)
class StandingPlaces:
    """Streets with a node for each of some places, and where these are."""

    graph: RoadGraph
    node: NDArray[np.int32]  # (P,)
    to_street_m: NDArray[np.float64]  # (P,) straight metres from the place to its street


def stand_on_streets(graph: RoadGraph, places: list[Place], *, drive_on_left: bool = True) -> StandingPlaces:
    """Streets with a node for every place; the network's nodes keep their indices.

    Only the largest strongly connected part is used, so that no place ends on an island. A pole is served in
    the direction that passes it on the kerb side, a door in both. A place more than 30 m from any street gets
    a node of its own and connectors. Raises ValueError where no street can be driven and come back from.
    """
    finder = street_finder(graph)
    found = [
        finder.one_side(place.lat, place.lon, drive_on_left=drive_on_left)
        if place.kind is PlaceKind.POLE
        else finder.either_side(place.lat, place.lon)
        for place in places
    ]
    aside_m = np.array([footholds[0].aside_m for footholds in found], np.float64)
    foot = np.array([finder.foot(footholds[0]) for footholds in found], np.float64).reshape(-1, 2)
    node = np.arange(len(places), dtype=np.int32) + graph.node_count
    cuts = [
        EdgeCut(foothold.edge, foothold.share, int(node[index]))
        for index, footholds in enumerate(found)
        for foothold in footholds
    ]
    standing = cut_edges(graph, foot[:, 0], foot[:, 1], cuts)
    off = np.flatnonzero(aside_m > NEAR_M)
    lat = np.array([places[i].lat for i in off], np.float64)
    lon = np.array([places[i].lon for i in off], np.float64)
    kerb = node[off]
    node[off] = standing.node_count + np.arange(len(off))
    return StandingPlaces(with_connectors(standing, lat, lon, node[off], kerb), node, aside_m)


def street_finder(graph: RoadGraph) -> StreetFinder:
    """The streets a van can drive and come back from: those of the largest strongly connected part."""
    part = strong_components(graph)
    inside = (part[graph.edge_from] == 0) & (part[graph.edge_to] == 0)
    if not inside.any():
        raise ValueError(
            "no street of the network can be driven and come back from: no place can stand on it"
        )
    return StreetFinder(graph, np.flatnonzero(inside).astype(np.int32))
