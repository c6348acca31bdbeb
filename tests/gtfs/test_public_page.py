"""What the public reads of a service, in both languages, and on which days it runs."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.time import TimeWindow
from gtfs.feed import write_feed
from gtfs.public_page import PublicService, public_page
from gtfs.service import Service, ServiceError, read_service
from tests.examples.namioka_demo import NAMIOKA
from tests.gtfs.feeds import a_feed
from tests.gtfs.service_folders import SETTINGS, a_service_folder, with_line

WEDNESDAY = date(2026, 12, 2)


@cache
def namioka() -> Service:
    return read_service(NAMIOKA)


def page_of(folder: Path, settings: str = SETTINGS, today: date = date(2019, 6, 5)) -> PublicService:
    return public_page(read_service(a_service_folder(folder, settings)), today)


def test_the_demo_says_who_runs_when_how_to_book_and_for_how_much() -> None:
    page = public_page(namioka(), WEDNESDAY)
    assert page.name == ("浪岡乗合 見本", "Namioka shared rides, a demo")
    assert page.operator.ja == "浪岡乗合見本"
    assert page.timezone == "Asia/Tokyo"
    assert page.hours_said == ("8:00〜18:00", "8:00–18:00")
    assert page.runs_today
    assert page.next_service_days[0] == date(2026, 12, 3)
    assert page.door_to_door is True
    assert page.wheelchairs
    assert page.booking.said.ja == "7日前から乗車の直前まで、電話で予約できます。"
    assert page.booking.said.en == "Book by phone, from 7 days ahead until the ride itself."
    assert "大人 300円" in [fare.ja for fare in page.fares]
    assert "Adult: ¥300" in [fare.en for fare in page.fares]
    assert "見本" in page.label


def test_fares_to_come_are_told_ahead_and_those_of_the_past_no_more(tmp_path: Path) -> None:
    versions = """
[[fares]]
effective_from = 2018-04-01
adult_yen = 100
[[fares]]
effective_from = 2019-04-01
adult_yen = 200
[[fares]]
effective_from = 2019-10-01
adult_yen = 300
"""
    assert [fare.ja for fare in page_of(tmp_path, SETTINGS + versions).fares] == [
        "2019年4月1日から",
        "大人 200円",
        "2019年10月1日から",
        "大人 300円",
    ]


def test_over_new_year_the_days_off_are_told_and_the_next_days_are_after_them() -> None:
    page = public_page(namioka(), date(2026, 12, 31))
    assert not page.runs_today
    assert page.next_service_days[:2] == (date(2027, 1, 4), date(2027, 1, 5))
    assert page.days_off == (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))


def test_after_the_last_day_of_the_calendar_there_is_no_next_day() -> None:
    page = public_page(namioka(), date(2027, 3, 31))
    assert page.runs_today
    assert page.next_service_days == ()
    assert not public_page(namioka(), date(2027, 4, 1)).runs_today


def test_before_the_calendar_begins_its_first_day_is_next() -> None:
    assert namioka().next_service_day(date(2020, 1, 1)) == date(2026, 4, 1)


def test_hours_after_midnight_are_said_as_the_next_day(tmp_path: Path) -> None:
    page = page_of(tmp_path, with_line(SETTINGS, 'hours = "8:00-18:00"', 'hours = "10:00-25:30"'))
    assert page.hours == TimeWindow(10 * 3600, 25 * 3600 + 1800)
    assert page.hours_said == ("10:00〜翌日1:30", "10:00–1:30 the next day")


@pytest.mark.parametrize(
    ("booking", "ja", "en"),
    [
        ("open_days = 1\ncutoff_min = 60", "1日前から60分前まで", "from 1 day ahead until 60 minutes before"),
        ("open_days = 0\ncutoff_min = 0.5", "当日の1分前まで", "on the day until 1 minute before"),
        (
            "open_days = 14\ncutoff_min = 0",
            "14日前から乗車の直前まで",
            "from 14 days ahead until the ride itself",
        ),
    ],
)
def test_when_booking_opens_and_closes_is_said_as_the_rules_have_it(
    booking: str, ja: str, en: str, tmp_path: Path
) -> None:
    said = page_of(tmp_path, with_line(SETTINGS, "cutoff_min = 0", booking)).booking.said
    assert ja in said.ja
    assert en in said.en


def test_a_service_that_is_not_published_still_tells_the_agency_s_telephone(tmp_path: Path) -> None:
    agency = """\
        agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone
        A,甲,https://www.example.jp/a,Asia/Tokyo,ja,017-111-1111
        """
    translations = """\
        table_name,field_name,language,translation,record_id,record_sub_id,field_value
        agency,agency_name,en,Kou,,,甲
        """
    write_feed(a_feed(agency=agency, translations=translations), tmp_path / "feed")
    page = page_of(tmp_path)
    assert (page.booking.phone_number, page.booking.info_url) == ("017-111-1111", "https://www.example.jp/a")
    assert page.operator == ("甲", "Kou")
    assert page.door_to_door is None


@pytest.mark.parametrize("zone", ["", "Japan/Nowhere", "../etc/passwd", "Asia"])
def test_a_feed_without_a_usable_time_zone_is_told(zone: str, tmp_path: Path) -> None:
    agency = f"agency_id,agency_name,agency_url,agency_timezone\nA,甲,https://www.example.jp/,{zone}\n"
    write_feed(a_feed(agency=agency), tmp_path / "feed")
    with pytest.raises(ServiceError, match=r"agency.txt: .*; write Asia/Tokyo or the like"):
        page_of(tmp_path)


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_the_next_service_day_is_the_first_later_day_on_which_the_service_runs(after: date) -> None:
    found = namioka().next_service_day(after)
    looked_at = (after + timedelta(days=n) for n in range(1, 1500))
    assert found == next((day for day in looked_at if namioka().runs_on(day)), None)


def test_a_service_whose_feed_has_no_calendar_runs_every_day_but_its_days_off(tmp_path: Path) -> None:
    write_feed(a_feed(calendar=None, calendar_dates=None), tmp_path / "feed")
    service = read_service(a_service_folder(tmp_path))
    assert service.next_service_day(date(2019, 12, 30)) == date(2020, 1, 4)
    assert service.next_service_day(date(2030, 5, 5)) == date(2030, 5, 6)
    assert not service.runs_on(date(2020, 1, 1))
