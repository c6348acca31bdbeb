"""The days that variants are replayed on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gtfs.service import Service, read_service
from simulations.scenario import ScenarioError
from simulations.variants.dates import service_days
from tests.gtfs.service_folders import SETTINGS, a_service_folder, with_line

HOLIDAYS = '"2019-12-31..2020-01-03"'


def a_service(folder: Path, rests: str = HOLIDAYS) -> Service:
    return read_service(a_service_folder(folder, with_line(SETTINGS, HOLIDAYS, rests)))


def test_days_begin_at_the_demo_date_and_leave_out_days_without_service(tmp_path: Path) -> None:
    town = a_service(tmp_path / "town", '"2019-06-06"')
    assert service_days([town], 3) == (date(2019, 6, 5), date(2019, 6, 7), date(2019, 6, 8))
    assert service_days([town], 1, date(2019, 6, 6)) == (date(2019, 6, 7),)


def test_both_services_run_on_the_days(tmp_path: Path) -> None:
    one, other = a_service(tmp_path / "one", '"2019-06-05"'), a_service(tmp_path / "other", '"2019-06-07"')
    assert service_days([one, other], 2) == (date(2019, 6, 6), date(2019, 6, 8))


def test_too_few_days_are_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"^見本: from 2019-06-05 on there are \d+ service days, not 3000"
    ):
        service_days([a_service(tmp_path / "town")], 3000)
