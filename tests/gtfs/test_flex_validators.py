"""Three validators that share no code with us find no error in what a service publishes."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import gtfs_analyzer
import gtfs_guru
import pytest

from gtfs.flex import flex_zip
from gtfs.service import Service, read_service
from tests.examples.namioka_demo import DEMO_DATE, NAMIOKA
from tests.shared_data import shared_data

FORMS = ("stops", "zone")
READINGS = {"JPN_001", "JPN_010", "JPN_029"}
"""Readings that the feed the stops come from leaves out; nobody can make them up."""


def in_form(service: Service, form: str) -> Service:
    assert service.flex is not None
    return replace(service, flex=service.flex.model_copy(update={"form": form}))


def the_citizens_bus(folder: Path) -> Service:
    """A service from the stops of a published feed, with days off, a notice to give and fares by distance."""
    feed = shared_data("gtfs_jp/siminbus20190401.zip")
    (folder / "service.toml").write_text(
        dedent(
            f"""\
            [service]
            name = "市民乗合"
            kana = "しみんのりあい"
            feed = {json.dumps(str(feed))}
            demo_date = 2019-06-05
            hours = "7:30-25:30"
            no_service = ["2019-08-13..2019-08-15"]
            [booking]
            cutoff_min = 30
            [flex]
            form = "stops"
            phone_number = "+81 17-000-0000"
            info_url = "https://www.example.jp/drt"
            booking_url = "https://www.example.jp/drt/book"
            safe_duration_factor = 1.5
            safe_duration_offset_s = 900
            [fares]
            version = "by distance"
            band_limits_m = [3000]
            [[fares.classes]]
            fare_class = "adult"
            yen = [300, 500]
            [[fleet]]
            vehicle_id = "1"
            seats = 9
            depot = "104_01"
            """
        ),
        encoding="utf-8",
    )
    return read_service(folder)


def blocking(packed: Path, today: str) -> list[str]:
    """What stops a publication: specification, interoperability, and the rules of GTFS-JP."""
    report = gtfs_analyzer.validate_gtfs(
        str(packed), today=today, config={"gtfs_jp_profile": "v4"}, lang="en"
    )
    assert report["reports"]["r1"]["publishable"]
    return [
        notice["rule_id"]
        for notice in report["notices"]
        if notice["rule_class"] in ("SPEC", "INTEROP") or notice["rule_id"].startswith("JPN_")
    ]


def errors_of_guru(packed: Path, today: str) -> list[str]:
    found = gtfs_guru.validate(str(packed), country_code="JP", date=today)
    return [f"{notice.code}: {notice.message}" for notice in found.notices if notice.severity == "ERROR"]


def errors_of_validator(packed: Path, today: str, out: Path) -> list[str]:
    command = [str(Path(sys.executable).with_name("gtfs-validator")), "-i", str(packed), "-o", str(out)]
    run = subprocess.run([*command, "-c", "JP", "-d", today, "--fail-on-error"], check=False)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    errors = [notice["code"] for notice in report["notices"] if notice["severity"] == "ERROR"]
    assert (run.returncode == 0) is (errors == [])
    return errors


@pytest.mark.parametrize("form", FORMS)
def test_the_namioka_demo_as_published_has_no_error(form: str, tmp_path: Path) -> None:
    packed = tmp_path / "flex.zip"
    packed.write_bytes(flex_zip(in_form(read_service(NAMIOKA), form), date.fromisoformat(DEMO_DATE)))
    assert blocking(packed, DEMO_DATE) == []
    assert errors_of_guru(packed, DEMO_DATE) == []
    assert errors_of_validator(packed, DEMO_DATE, tmp_path / "report") == []


@pytest.mark.parametrize("form", FORMS)
def test_a_service_on_a_published_feed_has_no_error(form: str, tmp_path: Path) -> None:
    packed, today = tmp_path / "flex.zip", "2019-06-05"
    packed.write_bytes(flex_zip(in_form(the_citizens_bus(tmp_path), form), date.fromisoformat(today)))
    counted = Counter(blocking(packed, today))
    assert set(counted) <= READINGS
    assert counted["JPN_001"] == 10  # as tests/gtfs/test_published_feeds.py counts them in its source
    assert errors_of_guru(packed, today) == []
    assert errors_of_validator(packed, today, tmp_path / "report") == []


def test_a_feed_spoilt_on_purpose_is_caught_by_all_three(tmp_path: Path) -> None:
    packed = tmp_path / "flex.zip"
    spoilt = _without_windows(in_form(read_service(NAMIOKA), "stops"))
    packed.write_bytes(flex_zip(spoilt, date.fromisoformat(DEMO_DATE)))
    assert blocking(packed, DEMO_DATE)
    assert errors_of_guru(packed, DEMO_DATE)
    assert errors_of_validator(packed, DEMO_DATE, tmp_path / "report")


def _without_windows(service: Service) -> Service:
    """A service whose window would end before it begins: the feed is made, and must be found wrong."""
    hours = replace(service.hours)
    object.__setattr__(hours, "until_s", hours.from_s - 3600)
    return replace(service, hours=hours)
