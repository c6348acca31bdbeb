"""`network build` prints what a network is like and writes it, or says in one line why it cannot."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gtfs.cli_network import app
from gtfs.network_files import load_network
from tests.gtfs.feeds import A_SMALL_FEED, a_feed_zip
from tests.gtfs.roads_from_osm.street_maps import street_map
from tests.shared_data import shared_data


def _run(*words: object) -> Result:
    return CliRunner().invoke(app, ["build", *map(str, words)])


def test_a_feed_becomes_a_folder_that_can_be_read_back_and_looked_at(tmp_path: Path) -> None:
    result = _run(a_feed_zip(tmp_path), "--out", tmp_path / "net")
    assert result.exit_code == 0
    for said in ("3 poles", "100.0%", "Directed kilometres by source", "shape", "km/h", "青森市見本"):
        assert said in result.stdout
    assert len(load_network(tmp_path / "net").network.places) == 3
    drawn = json.loads((tmp_path / "net" / "roads.geojson").read_text(encoding="utf-8"))
    kinds = [feature["geometry"]["type"] for feature in drawn["features"]]
    assert kinds.count("Point") == 3
    assert kinds.count("LineString") >= 4
    line = next(feature for feature in drawn["features"] if feature["geometry"]["type"] == "LineString")
    assert line["properties"]["source"] == "shape"
    assert line["geometry"]["coordinates"][0] == pytest.approx([140.59, 40.71], abs=0.02)


def test_a_feed_without_shapes_is_all_synthetic(tmp_path: Path) -> None:
    result = _run(a_feed_zip(tmp_path, shapes=None), "--out", tmp_path / "net")
    assert result.exit_code == 0
    assert "median 100.0%" in result.stdout


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        ({"trips": None}, "no trips"),
        ({"stop_times": None}, "no trips"),
        ({"stops": None}, "stops.txt"),
        ({"stop_times": A_SMALL_FEED["stop_times"].replace("2_01", "9_99")}, "9_99"),
    ],
)
def test_a_feed_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, tables: dict[str, str | bytes | None], complaint: str
) -> None:
    result = _run(a_feed_zip(tmp_path, **tables), "--out", tmp_path / "net")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "net").exists()


def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("拝啓", encoding="utf-8")
    for path in (tmp_path / "letter.txt", tmp_path / "absent.zip"):
        result = _run(path, "--out", tmp_path / "net")
        assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1)


def test_a_bad_or_distant_street_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.osm.pbf").write_bytes(b"noise")
    elsewhere = street_map(tmp_path, {1: (0, 0), 2: (500, 0)}, [([1, 2], {"highway": "residential"})])
    for osm, complaint in (
        (tmp_path / "noise.osm.pbf", "not a readable OpenStreetMap file"),
        (tmp_path / "absent.osm", "no such file"),
        (elsewhere, "every place is more than 1 km"),
    ):
        result = _run(a_feed_zip(tmp_path), "--osm", osm, "--out", tmp_path / "net")
        assert result.exit_code == 2
        assert complaint in result.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "net").write_text("a file where the folder should be", encoding="utf-8")
    result = _run(a_feed_zip(tmp_path), "--out", tmp_path / "net")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_real_feed_partly_on_a_real_street_map(tmp_path: Path) -> None:
    feed, osm = (
        shared_data("flex/otp/cobblinc-bus-30-only.gtfs.zip"),
        shared_data("flex/otp/cobb-county.filtered.osm.pbf"),
    )
    result = _run(feed, "--osm", osm, "--out", tmp_path / "net")
    assert result.exit_code == 0
    for said in ("187 poles", "osm", "shape", "bridge", "OpenStreetMap contributors", "CobbLinc"):
        assert said in result.stdout
