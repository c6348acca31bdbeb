"""The road network from an OpenStreetMap extract."""

from pathlib import Path

from gtfs.road_graph import RoadGraph
from gtfs.roads_from_osm.extract import OsmExtractError, read_streets
from gtfs.roads_from_osm.splitting import road_graph_from_streets
from gtfs.roads_from_osm.standing import StandingPlaces, stand_on_streets

__all__ = ["OsmExtractError", "StandingPlaces", "road_graph_from_osm", "stand_on_streets"]


def road_graph_from_osm(path: Path) -> RoadGraph:
    """The drivable streets of a .osm.pbf, .osm or .osm.gz file as a road network, every part of it kept.

    Raises OsmExtractError where the file cannot be used.
    """
    return road_graph_from_streets(read_streets(path))
