"""A network kept in a folder comes back as it was, or says that it cannot."""

import json
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.network import network_from_feed, path, travel_times
from gtfs.network_files import BuiltNetwork, DamagedNetworkError, build_or_load, load_network, save_network
from tests.gtfs.feeds import a_feed

CLINIC = Place("door-1", "見本医院", "みほんいいん", 40.7170, 140.5920, PlaceKind.DOOR)


@pytest.fixture
def built() -> BuiltNetwork:
    network = network_from_feed(a_feed(), doors=[CLINIC])
    return BuiltNetwork(network, travel_times(network))


def test_a_saved_network_comes_back_as_it_was(tmp_path: Path, built: BuiltNetwork) -> None:
    save_network(built, tmp_path / "net")
    again = load_network(tmp_path / "net")
    assert again.network.version == built.network.version == again.times.version
    assert again.network.places == built.network.places
    assert (again.times.tensor().seconds == built.times.tensor().seconds).all()
    assert (again.times.tensor().metres == built.times.tensor().metres).all()
    ends = PlaceIndex(0), PlaceIndex(3)
    assert path(again.network, *ends).metres == path(built.network, *ends).metres
    assert sorted(found.name for found in tmp_path.iterdir()) == ["net"]


def test_saving_again_replaces_the_network(tmp_path: Path, built: BuiltNetwork) -> None:
    save_network(built, tmp_path)
    other = network_from_feed(a_feed())
    save_network(BuiltNetwork(other, travel_times(other)), tmp_path)
    assert load_network(tmp_path).network.version == other.version


def test_the_same_input_is_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build_or_load(a_feed(), doors=[CLINIC], cache=tmp_path)
    monkeypatch.delattr("gtfs.network_files.network_from_feed")
    second = build_or_load(a_feed(), doors=[CLINIC], cache=tmp_path)
    assert second.network.version == first.network.version


def test_other_doors_pace_or_timetable_are_another_network(tmp_path: Path) -> None:
    build_or_load(a_feed(), cache=tmp_path)
    build_or_load(a_feed(), doors=[CLINIC], cache=tmp_path)
    build_or_load(a_feed(), van_pace=0.8, cache=tmp_path)
    build_or_load(a_feed(shapes=None), cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("name", ["roads.npz", "travel_times.npz"])
def test_a_changed_file_is_named(tmp_path: Path, built: BuiltNetwork, name: str) -> None:
    save_network(built, tmp_path)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DamagedNetworkError, match=rf"{name}: not what was written there; delete the folder"):
        load_network(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b"\xff", b'{"format": 1, "digests": []}'])
def test_a_damaged_description_says_what_to_do(tmp_path: Path, built: BuiltNetwork, content: bytes) -> None:
    save_network(built, tmp_path)
    (tmp_path / "network.json").write_bytes(content)
    with pytest.raises(DamagedNetworkError, match="delete the folder and build it again"):
        load_network(tmp_path)


def test_a_folder_without_a_network_says_so(tmp_path: Path) -> None:
    with pytest.raises(DamagedNetworkError, match="no readable network"):
        load_network(tmp_path / "empty")


def test_another_format_is_named(tmp_path: Path, built: BuiltNetwork) -> None:
    save_network(built, tmp_path)
    words = json.loads((tmp_path / "network.json").read_text(encoding="utf-8"))
    (tmp_path / "network.json").write_text(json.dumps(words | {"format": 99}), encoding="utf-8")
    with pytest.raises(DamagedNetworkError, match="format 99, this version reads 1"):
        load_network(tmp_path)


def test_a_loaded_network_still_cannot_be_changed(tmp_path: Path, built: BuiltNetwork) -> None:
    save_network(built, tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        load_network(tmp_path).times.tensor().seconds[0, 0, 1] = np.int32(1)
