"""The report is one page that needs no network, says everything twice, and shows what the figures mean."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markupsafe import escape

from dispatch.domain.reason import Reason
from gtfs.road_graph import RoadSource
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.measures.definitions import DEFINITIONS
from simulations.report import write_report
from simulations.report.texts import REASONS, ROADS, UNITS
from tests.simulations.made_up_days import MadeUpDay, a_full_day

SAMPLE = "見本(実際の運行とは異なります)"


def page_of(record: DayRecord, folder: Path) -> str:
    write_report(record, measure(record), folder / "report.html")
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(a_full_day(), tmp_path_factory.mktemp("report"))


def test_the_page_asks_nothing_of_any_network(page: str) -> None:
    assert not re.search(r"<(link|img|iframe|object|embed)\b|@import|url\(|\bsrc=|\bfetch\(", page)
    elsewhere = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert all(address.startswith("http://www.w3.org/") for address in elsewhere)


def test_everything_is_said_in_japanese_and_in_english(page: str) -> None:
    assert '<html lang="ja">' in page
    for definition in DEFINITIONS:
        for ja, en in (
            (definition.name_ja, definition.name_en),
            (definition.definition_ja, definition.definition_en),
        ):
            assert f'<span class="ja" lang="ja">{ja}</span>' in page
            assert f'<span class="en" lang="en">{escape(en)}</span>' in page
    charts = page[page.index('id="charts"') : page.index('id="map-heading"')]
    assert charts.count('<text class="ja"') == charts.count('<text class="en"') > 15
    assert charts.count("<svg") == 5


def test_every_drawing_is_well_formed_and_has_a_name(page: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) >= 7
    for drawing in drawings:
        ElementTree.fromstring(drawing)
    named = set(re.findall(r'aria-labelledby="([^"]+)"', page))
    assert named <= set(re.findall(r'\bid="([^"]+)"', page))


def test_an_illustrative_service_is_labelled_and_a_real_one_is_not(tmp_path: Path) -> None:
    assert SAMPLE in page_of(MadeUpDay().record("van-1", label=SAMPLE), tmp_path)
    assert SAMPLE not in page_of(MadeUpDay().record("van-1"), tmp_path)


def test_a_day_on_which_nothing_happened_still_has_a_report(tmp_path: Path) -> None:
    page = page_of(MadeUpDay().record("van-1"), tmp_path)
    assert "この日の申込はありません。" in page
    assert "–" in page


def test_names_are_shown_as_they_are_written(tmp_path: Path) -> None:
    page = page_of(MadeUpDay().record("<van>&1", name="<script>町</script>"), tmp_path)
    assert "<script>町" not in page
    assert "&lt;script&gt;町" in page
    assert "&lt;van&gt;&amp;1" in page.replace("&lt;van>", "&lt;van&gt;")


def test_no_home_is_named_on_the_map(page: str) -> None:
    assert "見本医院" not in page


def test_no_way_to_a_door_is_drawn(page: str) -> None:
    """The clinic of the town is joined to its street by a connector, as homes are."""
    (drawn,) = re.findall(r'<svg class="map".*?</svg>', page, re.DOTALL)
    assert "road line" in drawn
    assert "road synthetic" not in drawn


def test_synthetic_kilometres_are_told(page: str) -> None:
    assert ROADS[RoadSource.CONNECTOR].ja in page
    assert "推定道路は" in page


def test_every_reason_road_and_unit_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(ROADS) == set(RoadSource)
    assert {definition.unit for definition in DEFINITIONS} <= set(UNITS)
