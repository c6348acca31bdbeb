"""Links: the short pieces between common nodes, and which of them each hop between two calls drives."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from gtfs.local_metres import Float, LocalMetres
from gtfs.places import straight_m
from gtfs.road_graph import RoadSource
from gtfs.roads_from_feed.merging import Walks, merge_tracks
from gtfs.roads_from_feed.patterns import DrawnLine
from gtfs.roads_from_feed.tracks import NO_TRACK, TracedPattern

SYNTHETIC_DETOUR = 1.35
"""Metres driven for each metre of straight line where no road is drawn."""
NO_NODE = -1

Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Links:
    """Undirected pieces of road between common nodes, each with the directions in which buses drive it."""

    node_x: Float  # (M,)
    node_y: Float  # (M,)
    a: Int  # (L,) node, always the lesser one
    b: Int  # (L,) node
    length_m: Float  # (L,)
    kind: NDArray[np.int8]  # (L,) RoadSource: SHAPE, SYNTHETIC or INFERRED_JUNCTION
    driven_ab: NDArray[np.bool_]  # (L,)
    driven_ba: NDArray[np.bool_]  # (L,)


@dataclass(frozen=True, eq=False)
class LinkedPatterns:
    """The links of a feed, the node of each pole, and what each hop of each pattern drives."""

    links: Links
    pole_node: Int  # (poles,) NO_NODE where no trip calls
    call_node: list[Int]  # for each pattern the node of each call
    hop_metres: csr_matrix  # (hops, L) metres of each link in each hop, hops of all patterns in a row
    first_hop: Int  # (patterns,)


def link_patterns(
    tracks: list[DrawnLine], traced: list[TracedPattern], pole_x: Float, pole_y: Float, plane: LocalMetres
) -> LinkedPatterns:
    """Merges the tracks and ties every hop to the links it drives, or to a synthetic link of its own."""
    walks, call_place = _walk_all(tracks, traced)
    pole_node = _nodes_of_poles(walks, traced, call_place, len(pole_x))
    off_road = sorted(_served(traced) - set(np.flatnonzero(pole_node != NO_NODE).tolist()))
    pole_node[off_road] = walks.node_count + np.arange(len(off_road))
    node_x = np.concatenate([walks.node_x, pole_x[off_road]])
    node_y = np.concatenate([walks.node_y, pole_y[off_road]])

    step_from, step_to, step_hop = [], [], []
    call_node, synthetic = [], []
    first_hop = np.cumsum([0, *(len(one.pattern.pole) - 1 for one in traced)])
    for number, one in enumerate(traced):
        nodes = pole_node[one.pattern.pole]
        place = call_place[number]
        nodes = np.where(one.on_track, walks.node[np.maximum(place, 0)] if len(walks.node) else nodes, nodes)
        call_node.append(nodes)
        for call in range(len(nodes) - 1):
            drawn = one.on_track[call] and one.on_track[call + 1]
            if drawn:
                way = walks.node[place[call] : place[call + 1] + 1]
            else:
                way = pole_node[one.pattern.pole[call : call + 2]]
            step_from.append(way[:-1])
            step_to.append(way[1:])
            step_hop.append(np.full(len(way) - 1, first_hop[number] + call))
            synthetic.append(np.full(len(way) - 1, not drawn))
    links, hop_metres = _links_of(
        np.concatenate(step_from), np.concatenate(step_to), np.concatenate(step_hop),
        np.concatenate(synthetic), node_x, node_y, plane, int(first_hop[-1]),
    )  # fmt: skip
    return LinkedPatterns(links, pole_node, call_node, hop_metres, first_hop[:-1])


def _walk_all(tracks: list[DrawnLine], traced: list[TracedPattern]) -> tuple[Walks, list[Int]]:
    """The merged walks, and for each pattern the place of its calls in them (-1 beside the track)."""
    of_track: list[list[int]] = [[] for _ in tracks]
    for number, one in enumerate(traced):
        if one.track != NO_TRACK:
            of_track[one.track].append(number)
    none = np.zeros(0)
    measures = [
        np.concatenate([none, *(traced[number].measure_m[traced[number].on_track] for number in numbers)])
        for numbers in of_track
    ]
    walks = merge_tracks(tracks, measures)
    call_place = [np.full(len(one.pattern.pole), -1, np.int64) for one in traced]
    for numbers, places in zip(of_track, walks.call_place, strict=True):
        taken = 0
        for number in numbers:
            on_track = traced[number].on_track
            call_place[number][on_track] = places[taken : taken + on_track.sum()]
            taken += int(on_track.sum())
    return walks, call_place


def _nodes_of_poles(walks: Walks, traced: list[TracedPattern], call_place: list[Int], poles: int) -> Int:
    """For each pole the node at which most trips call, NO_NODE where none calls on a drawn road."""
    calls = [
        np.column_stack(
            [
                one.pattern.pole[one.on_track],
                walks.node[place[one.on_track]],
                np.full(one.on_track.sum(), one.pattern.trips),
            ]
        )
        for one, place in zip(traced, call_place, strict=True)
        if one.track != NO_TRACK
    ]
    pole_node = np.full(poles, NO_NODE, np.int64)
    if not calls:
        return pole_node
    pole, node, trips = np.concatenate(calls).T
    pairs, pair = np.unique(np.column_stack([pole, node]), axis=0, return_inverse=True)
    served = np.bincount(pair.ravel(), weights=trips)
    for number in np.lexsort((-pairs[:, 1], served)):  # the last one written is the most served
        pole_node[pairs[number, 0]] = pairs[number, 1]
    return pole_node


def _served(traced: list[TracedPattern]) -> set[int]:
    return set(np.concatenate([one.pattern.pole for one in traced]).tolist())


def _links_of(
    step_from: Int, step_to: Int, step_hop: Int, synthetic: NDArray[np.bool_],
    node_x: Float, node_y: Float, plane: LocalMetres, hops: int,
) -> tuple[Links, csr_matrix]:  # fmt: skip
    """The distinct links of all steps and the metres of them in each hop.

    A synthetic step between two nodes that a drawn link joins is that link.
    """
    low, high = np.minimum(step_from, step_to), np.maximum(step_from, step_to)
    moves = low != high
    pairs, link = np.unique((low * len(node_x) + high)[moves], return_inverse=True)
    a, b = pairs // len(node_x), pairs % len(node_x)
    drawn = np.bincount(link, weights=~synthetic[moves], minlength=len(a)) > 0
    forward = (step_from == low)[moves]
    lat, lon = plane.to_lat_lon(node_x, node_y)
    straight = straight_m(lat[a], lon[a], lat[b], lon[b])
    length = np.where(drawn, straight, SYNTHETIC_DETOUR * straight)
    links = Links(
        node_x=node_x,
        node_y=node_y,
        a=a,
        b=b,
        length_m=length,
        kind=np.where(drawn, RoadSource.SHAPE, RoadSource.SYNTHETIC).astype(np.int8),
        driven_ab=np.bincount(link, weights=forward, minlength=len(a)) > 0,
        driven_ba=np.bincount(link, weights=~forward, minlength=len(a)) > 0,
    )
    return links, csr_matrix((length[link], (step_hop[moves], link)), shape=(hops, len(a)))


def with_junctions(links: Links, a: Int, b: Int, length_m: Float) -> Links:
    """The same links with inferred turns between pairs of nodes added at the end."""
    turns = np.ones(len(a), np.bool_)
    return replace(
        links,
        a=np.concatenate([links.a, np.minimum(a, b)]),
        b=np.concatenate([links.b, np.maximum(a, b)]),
        length_m=np.concatenate([links.length_m, length_m]),
        kind=np.concatenate([links.kind, np.full(len(a), RoadSource.INFERRED_JUNCTION, np.int8)]),
        driven_ab=np.concatenate([links.driven_ab, turns]),
        driven_ba=np.concatenate([links.driven_ba, turns]),
    )
