"""Small street maps for tests, written as OpenStreetMap XML."""

from collections.abc import Mapping, Sequence
from pathlib import Path

METRE = 1 / 111_195.08
"""Degrees of latitude; the maps lie at the equator, where a degree of longitude is as long."""

Way = tuple[Sequence[int], Mapping[str, str]]


def street_map(
    folder: Path,
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[Way],
    signals: Sequence[int] = (),
) -> Path:
    """A map with nodes at metres (east, north) and ways of node ids and tags."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='test'>"]
    for node, (east, north) in sorted(nodes.items()):
        tag = "<tag k='highway' v='traffic_signals'/>" if node in signals else ""
        at = f"lat='{north * METRE:.9f}' lon='{east * METRE:.9f}'"
        lines.append(f"<node id='{node}' version='1' {at}>{tag}</node>")
    for number, (along, tags) in enumerate(ways, start=1):
        members = "".join(f"<nd ref='{node}'/>" for node in along)
        said = "".join(f"<tag k='{key}' v='{value}'/>" for key, value in tags.items())
        lines.append(f"<way id='{number}' version='1'>{members}{said}</way>")
    path = folder / "town.osm"
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path
