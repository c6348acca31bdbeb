"""Keep a built network in a folder, so that the next run need not build it again."""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from dispatch.domain.place import Place, PlaceKind
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTimesError
from gtfs.feed import Feed
from gtfs.network import Network, network_from_feed, travel_times
from gtfs.places import Places
from gtfs.road_graph import RoadGraph

FORMAT = 1
_ARRAYS, _TIMES, _WORDS = "roads.npz", "travel_times.npz", "network.json"


class DamagedNetworkError(ValueError):
    """A network's folder is incomplete or was changed; the message says what to do."""


@dataclass(frozen=True, eq=False)
class BuiltNetwork:
    """A network and the driving times between its places."""

    network: Network
    times: MatrixTravelTimes


def save_network(built: BuiltNetwork, folder: Path) -> None:
    """Write a network into a folder of its own, whole or not at all; replaces what the folder held of one."""
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
    partial.mkdir(parents=True)
    try:
        graph, tensor = built.network.graph, built.times.tensor()
        np.savez(partial / _ARRAYS, place_node=built.network.place_node, **_arrays_of(graph))
        np.savez(partial / _TIMES, seconds=tensor.seconds, metres=tensor.metres, knot_s=tensor.knot_s)
        words = {
            "format": FORMAT,
            "version": built.network.version,
            "attribution": graph.attribution,
            "places": [asdict(place) for place in built.network.places],
            "stop_group": built.network.places.stop_group,
            "digests": {name: _digest(partial / name) for name in (_ARRAYS, _TIMES)},
        }
        (partial / _WORDS).write_text(json.dumps(words, ensure_ascii=False, indent=1), encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (_ARRAYS, _TIMES, _WORDS):  # the words last: without them a folder holds no network
            (partial / name).replace(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def load_network(folder: Path) -> BuiltNetwork:
    """Read a network back from its folder; raises DamagedNetworkError where it is not as it was written."""
    try:
        words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        if words["format"] != FORMAT:
            raise DamagedNetworkError(
                f"{folder}: network in format {words['format']}, this version reads {FORMAT}; build it again"
            )
        for name, digest in words["digests"].items():
            if _digest(folder / name) != digest:
                raise DamagedNetworkError(
                    f"{folder / name}: not what was written there; delete the folder and build it again"
                )
        places = Places(
            tuple(Place(**{**place, "kind": PlaceKind(place["kind"])}) for place in words["places"]),
            tuple(words["stop_group"]),
        )
        arrays, times = _read(folder / _ARRAYS), _read(folder / _TIMES)
        place_node = arrays.pop("place_node").astype(np.int32)
        network = Network(RoadGraph(**arrays, attribution=words["attribution"]), places, place_node)
        matrices = MatrixTravelTimes.of(**times, version=words["version"])
    except (OSError, BadZipFile, KeyError, TypeError, AttributeError, json.JSONDecodeError) as problem:
        raise _damaged(folder, str(problem) or type(problem).__name__) from problem
    except (UnicodeDecodeError, TravelTimesError) as problem:
        raise _damaged(folder, str(problem)) from problem
    return BuiltNetwork(network, matrices)


def build_or_load(
    feed: Feed,
    *,
    osm: Path | None = None,
    doors: Iterable[Place] = (),
    van_pace: float = 0.85,
    cache: Path,
) -> BuiltNetwork:
    """The network of a feed, from the cache folder if this very input was built before by this very code.

    Raises what `network_from_feed` and `travel_times` raise, and DamagedNetworkError for a damaged cache.
    """
    listed = tuple(doors)
    kept = cache / _key(feed, osm, listed, van_pace)
    if (kept / _WORDS).is_file():
        return load_network(kept)
    network = network_from_feed(feed, osm=osm, doors=listed, van_pace=van_pace)
    built = BuiltNetwork(network, travel_times(network))
    save_network(built, kept)
    return built


def _key(feed: Feed, osm: Path | None, doors: tuple[Place, ...], van_pace: float) -> str:
    content = blake2b(digest_size=16)
    for name in sorted(feed.files):
        content.update(f"\n{name}\n{len(feed.files[name])}\n".encode())
        content.update(feed.files[name])
    if osm is not None and osm.is_file():
        content.update(osm.read_bytes())
    content.update(repr((FORMAT, feed.name, feed.root, doors, van_pace)).encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):  # another builder, another network
        content.update(source.read_bytes())
    return content.hexdigest()


def _arrays_of(graph: RoadGraph) -> dict[str, Any]:
    return {field.name: getattr(graph, field.name) for field in fields(graph) if field.name != "attribution"}


def _read(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _digest(path: Path) -> str:
    with path.open("rb") as written:
        content = blake2b(digest_size=16)
        while chunk := written.read(1 << 20):
            content.update(chunk)
    return content.hexdigest()


def _damaged(folder: Path, why: str) -> DamagedNetworkError:
    return DamagedNetworkError(f"{folder}: no readable network ({why}); delete the folder and build it again")
