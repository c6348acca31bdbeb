"""A road network from a bus feed alone: where buses are drawn to drive, at the pace of their timetables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dispatch.domain.place import PlaceKind
from gtfs.feed import Feed
from gtfs.local_metres import LocalMetres, plane_around
from gtfs.places import Places
from gtfs.road_graph import RoadGraph
from gtfs.roads_from_feed.bridges import bridge_parts, bridged_pair_share
from gtfs.roads_from_feed.chains import contract
from gtfs.roads_from_feed.edges import graph_of_chains
from gtfs.roads_from_feed.junctions import infer_junctions
from gtfs.roads_from_feed.links import NO_NODE, LinkedPatterns, Links, link_patterns
from gtfs.roads_from_feed.pace import FASTEST_KMH, SLOWEST_KMH, fit_pace, list_spans
from gtfs.roads_from_feed.patterns import NoRoadsError, Pattern, drawn_shapes, list_patterns
from gtfs.roads_from_feed.stop_joins import join_stops
from gtfs.roads_from_feed.tracks import trace_patterns
from gtfs.roads_from_feed.unserved import stand_unserved

__all__ = ["FeedRoads", "NoRoadsError", "bridged_pair_share", "road_graph_from_feed"]


@dataclass(frozen=True, eq=False)
class FeedRoads:
    """A feed's road network, strongly connected, and where the poles are on it."""

    graph: RoadGraph
    pole_node: NDArray[np.int32]  # (poles,) in the order of the places; opposite poles may share a node


def road_graph_from_feed(
    feed: Feed,
    places: Places,
    *,
    van_pace: float = 0.85,
    dwell_s: float = 10.0,
    reverse_factor: float = 1.05,
    inferred_junctions: bool = False,
    max_bridged_share: float = 1.0,
) -> FeedRoads:
    """The roads that the feed's lines drive along, for vans that take `van_pace` of the timetable's time.

    `dwell_s` is what a call of a bus takes, `reverse_factor` how much longer a way takes against the only
    direction in which buses drive it.  Throws NoRoadsError where the feed has no trips between poles with
    positions, and where more than `max_bridged_share` of the pairs of poles depend on guessed bridges.
    """
    poles = sum(place.kind is PlaceKind.POLE for place in places)
    if poles == 0:
        raise NoRoadsError(
            f"{feed.name}: no stop pole with a position; expected stop_lat and stop_lon in stops.txt"
        )
    lat, lon = places.lat[:poles], places.lon[:poles]
    plane = plane_around(lat, lon)
    x, y = plane.to_xy(lat, lon)
    patterns = list_patterns(feed, places)
    tracks, traced = trace_patterns(patterns, drawn_shapes(feed, plane), x, y)
    linked = link_patterns(tracks, traced, x, y, plane)
    links = infer_junctions(linked.links) if inferred_junctions else linked.links

    pace = _Pace(van_pace, dwell_s, reverse_factor)
    graph, number = _timed_graph(links, linked, patterns, plane, pace, _attribution(feed))
    graph = bridge_parts(join_stops(graph, _nodes_of_stops(places, patterns, linked, number)))
    pole_node = np.where(linked.pole_node == NO_NODE, -1, number[linked.pole_node]).astype(np.int32)
    graph, pole_node = stand_unserved(graph, pole_node, lat, lon)
    share = bridged_pair_share(graph, pole_node)
    if share > max_bridged_share:
        raise NoRoadsError(
            f"{feed.name}: {share:.0%} of the pairs of poles are joined by guessed straight bridges only, "
            f"more than the {max_bridged_share:.0%} allowed; give a street map of the area"
        )
    return FeedRoads(graph, pole_node)


@dataclass(frozen=True)
class _Pace:
    van_pace: float
    dwell_s: float
    reverse_factor: float


def _timed_graph(
    links: Links,
    linked: LinkedPatterns,
    patterns: list[Pattern],
    plane: LocalMetres,
    pace: _Pace,
    attribution: str,
) -> tuple[RoadGraph, NDArray[np.int64]]:
    """The links as a road graph at the pace of the timetable, and the number of each common node in it."""
    calls = np.unique(np.concatenate(linked.call_node))
    chains = contract(links, calls)
    part_of = csr_matrix(
        (np.ones(len(links.a)), (np.arange(len(links.a)), chains.chain_of_link)),
        shape=(len(links.a), chains.count),
    )
    hop_metres = linked.hop_metres @ part_of[: linked.hop_metres.shape[1]]
    length_m = np.bincount(chains.chain_of_link, links.length_m, chains.count).astype(np.float64)
    spans = list_spans(patterns, linked.first_hop, hop_metres.shape[0])
    timetable = fit_pace(spans, hop_metres, length_m, dwell_s=pace.dwell_s)
    van = np.clip(pace.van_pace * timetable, 3.6 / FASTEST_KMH, 3.6 / SLOWEST_KMH)
    factor = pace.reverse_factor
    return graph_of_chains(links, chains, calls, van, plane, reverse_factor=factor, attribution=attribution)


def _nodes_of_stops(
    places: Places, patterns: list[Pattern], linked: LinkedPatterns, number: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """For each stop (停留所) the nodes at which buses call at its poles."""
    pole = np.concatenate([pattern.pole for pattern in patterns])
    stop = np.array(places.stop_group)[pole]
    node = number[np.concatenate(linked.call_node)]
    pairs = np.unique(np.column_stack([stop, node]), axis=0)
    return np.split(pairs[:, 1], np.flatnonzero(np.diff(pairs[:, 0])) + 1)


def _attribution(feed: Feed) -> str:
    """Who published the feed, from feed_info.txt, else the agencies."""
    for table, column in (("feed_info", "feed_publisher_name"), ("agency", "agency_name")):
        frame = feed.table(table)
        if column in frame.columns:
            names = [name for name in dict.fromkeys(frame[column]) if name]
            if names:
                return ", ".join(names)
    return feed.name
