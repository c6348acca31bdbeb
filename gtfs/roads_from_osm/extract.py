"""Read the drivable streets of an OpenStreetMap extract."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gtfs.roads_from_osm.streets import Street, direction_of, is_drivable, speed_kmh_of

ATTRIBUTION = "© OpenStreetMap contributors (ODbL 1.0)"
SUFFIXES = (".osm.pbf", ".osm", ".osm.gz")


class OsmExtractError(ValueError):
    """The extract cannot be used; the message says what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class StreetMap:
    """The drivable streets of an extract and the nodes at which traffic signals stand."""

    streets: tuple[Street, ...]
    signals: frozenset[int]


def read_streets(path: Path) -> StreetMap:
    """The drivable streets of a .osm.pbf, .osm or .osm.gz file.

    Raises OsmExtractError where the file is absent, of another kind, damaged or without streets, and where
    the reader is not installed.
    """
    if not path.name.lower().endswith(SUFFIXES):
        raise OsmExtractError(f"{path.name}: expected a street map that ends in {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise OsmExtractError(f"{path}: no such file; expected an OpenStreetMap extract of the service area")
    if find_spec("osmium") is None:
        raise OsmExtractError(
            "reading street maps needs osmium, which comes with the extra `osm`: "
            '.venv/bin/python -m pip install -c constraints.txt -e ".[osm]"'
        )
    try:
        found = _read(path)
    except (RuntimeError, ValueError) as problem:
        raise OsmExtractError(
            f"{path.name}: not a readable OpenStreetMap file ({problem}); download or cut the extract again"
        ) from problem
    if not found.streets:
        raise OsmExtractError(f"{path.name}: no drivable street in it; expected ways tagged highway=*")
    return found


def _read(path: Path) -> StreetMap:
    import osmium

    streets: list[Street] = []
    signals: set[int] = set()
    entities = osmium.FileProcessor(str(path)).with_locations()
    for entity in entities.with_filter(osmium.filter.KeyFilter("highway")):
        if isinstance(entity, osmium.osm.Node) and entity.tags.get("highway") == "traffic_signals":
            signals.add(entity.id)
        elif isinstance(entity, osmium.osm.Way):
            tags = {tag.k: tag.v for tag in entity.tags}
            if is_drivable(tags):
                drawn = [
                    (node.ref, node.location.lat, node.location.lon) if node.location.valid() else None
                    for node in entity.nodes
                ]
                streets += _pieces(drawn, tags)
    return StreetMap(tuple(streets), frozenset(signals))


def _pieces(drawn: list[tuple[int, float, float] | None], tags: dict[str, str]) -> list[Street]:
    # an extract cut without its margin lacks nodes: a street is then what is left between the gaps
    runs: list[list[tuple[int, float, float]]] = [[]]
    for point in drawn:
        if point is None:
            runs.append([])
        elif not runs[-1] or runs[-1][-1][0] != point[0]:
            runs[-1].append(point)
    return [
        Street(
            nodes=tuple(node for node, _, _ in run),
            lat=tuple(lat for _, lat, _ in run),
            lon=tuple(lon for _, _, lon in run),
            direction=direction_of(tags),
            speed_kmh=speed_kmh_of(tags),
            is_track=tags["highway"] == "track",
        )
        for run in runs
        if len(run) > 1
    ]
