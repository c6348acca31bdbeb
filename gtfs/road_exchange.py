"""The road graph in its exchange form, a networkx multigraph with shapely lines, and back."""

import networkx as nx
import numpy as np
import shapely

from gtfs.road_graph import RoadGraph


def to_networkx(graph: RoadGraph) -> nx.MultiDiGraph:
    """The network as a networkx graph: nodes carry lat and lon, edges length_m, time_s, source, geometry.

    Each edge's key is its index in the arrays; its geometry is a line of (lon, lat).
    """
    exchange = nx.MultiDiGraph(attribution=graph.attribution)
    for node, (lat, lon) in enumerate(zip(graph.node_lat.tolist(), graph.node_lon.tolist(), strict=True)):
        exchange.add_node(node, lat=lat, lon=lon)
    owner = np.repeat(np.arange(graph.edge_count), np.diff(graph.shape_start))
    lines = shapely.linestrings(np.column_stack([graph.shape_lon, graph.shape_lat]), indices=owner)
    columns = (graph.edge_from, graph.edge_to, graph.length_m, graph.time_s, graph.source)
    for key, (origin, destination, length_m, time_s, source) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        exchange.add_edge(
            origin,
            destination,
            key=key,
            length_m=length_m,
            time_s=time_s,
            source=source,
            geometry=lines[key],
        )
    return exchange


def from_networkx(exchange: nx.MultiDiGraph) -> RoadGraph:
    """The arrays of a network in the exchange form; edges in the order of their keys, nodes of the node list.

    An edge without geometry is drawn straight.  Throws KeyError where lat, lon, length_m, time_s or source
    is missing.
    """
    node_of = {name: number for number, name in enumerate(exchange.nodes)}
    lat = np.array([data["lat"] for _, data in exchange.nodes(data=True)], np.float64)
    lon = np.array([data["lon"] for _, data in exchange.nodes(data=True)], np.float64)
    edges = sorted(exchange.edges(keys=True, data=True), key=lambda edge: edge[2])
    ends = np.array([(node_of[a], node_of[b]) for a, b, _, _ in edges], np.int32).reshape(-1, 2)
    drawn = [
        shapely.get_coordinates(data["geometry"])
        if "geometry" in data
        else np.column_stack([lon[pair], lat[pair]])
        for pair, (_, _, _, data) in zip(ends, edges, strict=True)
    ]
    points = np.concatenate([np.empty((0, 2)), *drawn])
    return RoadGraph(
        node_lat=lat,
        node_lon=lon,
        edge_from=np.ascontiguousarray(ends[:, 0]),
        edge_to=np.ascontiguousarray(ends[:, 1]),
        length_m=np.array([data["length_m"] for *_, data in edges], np.float64),
        time_s=np.array([data["time_s"] for *_, data in edges], np.float64),
        source=np.array([data["source"] for *_, data in edges], np.int8),
        shape_start=np.concatenate([[0], np.cumsum([len(line) for line in drawn])]).astype(np.int32),
        shape_lat=np.ascontiguousarray(points[:, 1]),
        shape_lon=np.ascontiguousarray(points[:, 0]),
        attribution=str(exchange.graph.get("attribution", "")),
    )
