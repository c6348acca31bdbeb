"""The demo's facts are what their sources say: names, readings and positions, with every trap seen."""

import csv
import io
import json
import zipfile

from tests.examples.namioka_demo import read_rows
from tests.shared_data import shared_data

NEAR_DEGREES = 1e-6


def facts(kind: str) -> dict[str, dict[str, str]]:
    return {row["place_id"]: row for row in read_rows("facts.csv") if row["kind"] == kind}


def hiragana(kana: str) -> str:
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in kana)


def is_at(fact: dict[str, str], lat: float, lon: float) -> bool:
    return abs(float(fact["lat"]) - lat) <= NEAR_DEGREES and abs(float(fact["lon"]) - lon) <= NEAR_DEGREES


def test_every_town_block_of_namioka_is_as_the_address_file_says() -> None:
    path = shared_data("places/aomori_area_addresses_kana.csv")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["town"].startswith("浪岡")]
    blocks = facts("block")
    assert len(rows) == len(blocks) == 126
    for row in rows:
        town = row["town"].removeprefix("浪岡").removeprefix("大字")
        block = blocks[f"{town}/{row['koaza']}" if row["koaza"] else town]
        assert block["name"] == row["town"] + (f"字{row['koaza']}" if row["koaza"] else "")
        assert block["kana"] == hiragana(row["town_kana"])
        assert is_at(block, float(row["lat"]), float(row["lng"]))


def test_every_facility_is_where_the_shelter_files_say() -> None:
    known = {}
    for name in ("emergency", "evacuation"):
        listed = json.loads(shared_data(f"places/shelter_{name}_aomori.json").read_text(encoding="utf-8"))
        known |= {feature["properties"]["共通ID"]: feature for feature in listed["features"]}
    for facility in facts("facility").values():
        feature = known[facility["source"].split()[-1]]
        lon, lat = feature["geometry"]["coordinates"]
        assert facility["name"] == feature["properties"]["施設・場所名"]
        assert "浪岡" in feature["properties"]["住所"]
        assert is_at(facility, lat, lon), facility["name"]


def test_every_pole_is_as_the_citizens_bus_says() -> None:
    with zipfile.ZipFile(shared_data("gtfs_jp/siminbus20190401.zip")) as feed:
        stops = csv.DictReader(io.StringIO(feed.read("stops.txt").decode("utf-8-sig")))
        poles = {row["stop_id"]: row for row in stops}
        told = csv.DictReader(io.StringIO(feed.read("translations.txt").decode("utf-8-sig")))
        kana = {row["trans_id"]: row["translation"] for row in told if row["lang"] == "ja-Hrkt"}
    for fact in facts("pole").values():
        pole = poles[fact["source"].split()[-1]]
        assert fact["name"] == pole["stop_name"]
        assert fact["kana"] == kana[pole["stop_name"]]
        assert is_at(fact, float(pole["stop_lat"]), float(pole["stop_lon"])), fact["place_id"]


def test_the_two_known_traps_are_seen() -> None:
    blocks = facts("block")
    assert blocks["王余魚沢"]["kana"] == "なみおかかれいざわ"
    assert blocks["下十川"]["name"] == "浪岡大字下十川"


def test_every_fact_names_its_source_and_whose_reading_it_is() -> None:
    rows = read_rows("facts.csv")
    assert all(row["source"] and row["kana"] and row["kana_source"] for row in rows)
    assert len({row["place_id"] for row in rows}) == len(rows)
    assert all(row["note"] for row in read_rows("places.csv"))
