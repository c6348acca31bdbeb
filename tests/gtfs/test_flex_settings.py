"""What a service says of how it is published: every slip is told in one line."""

from pathlib import Path

import pytest

from gtfs.feed import write_feed
from gtfs.service import ServiceError
from tests.gtfs.feeds import a_feed
from tests.gtfs.service_folders import SETTINGS, with_line
from tests.gtfs.test_flex import PUBLISHED, a_service, published, rows

WRONG_FLEX = {
    "no form": ('form = "stops"\n', "", "flex.form is missing"),
    "unknown form": ('"stops"', '"doors"', "flex.form: must be 'stops' or 'zone'"),
    "no phone": ('phone_number = "017-000-0000"\n', "", "flex.phone_number is missing"),
    "phone in words": ('"017-000-0000"', '"役場へ"', "flex.phone_number: "),
    "url without scheme": ('"https://www.example.jp/drt"', '"www.example.jp"', "flex.info_url: "),
    "unknown key": (
        "form =",
        'booking_ulr = "https://www.example.jp/"\nform =',
        "flex.booking_ulr is not a key of a service (did you mean booking_url",
    ),
    "half a measure": ("form =", "safe_duration_factor = 1.2\nform =", "flex: safe_duration_factor and"),
    "factor of nought": (
        "form =",
        "safe_duration_factor = 0\nsafe_duration_offset_s = 60\nform =",
        "flex.safe_duration_factor: must be greater than 0",
    ),
}


@pytest.mark.parametrize("slip", WRONG_FLEX)
def test_a_slip_in_what_is_published_is_told_in_one_line(slip: str, tmp_path: Path) -> None:
    old, new, expected = WRONG_FLEX[slip]
    with pytest.raises(ServiceError) as told:
        a_service(tmp_path, SETTINGS + with_line(PUBLISHED, old, new))
    assert expected in str(told.value)
    assert "\n" not in str(told.value)


def test_a_service_that_does_not_say_how_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(
        ServiceError, match=r"service.toml: has no section flex, so the service is not published"
    ):
        published(a_service(tmp_path, SETTINGS))


def test_of_several_agencies_the_one_that_runs_the_service_is_named(tmp_path: Path) -> None:
    two = """\
        agency_id,agency_name,agency_url,agency_timezone,agency_lang
        A,甲,https://www.example.jp/a,Asia/Tokyo,ja
        B,乙,https://www.example.jp/b,Asia/Tokyo,ja
        """
    write_feed(a_feed(agency=two), tmp_path / "feed")
    with pytest.raises(
        ServiceError, match=r"service.agency_id is missing: feed, agency.txt names 2 agencies"
    ):
        published(a_service(tmp_path))
    named = with_line(SETTINGS + PUBLISHED, "[service]", '[service]\nagency_id = "B"')
    assert rows(published(a_service(tmp_path, named)), "agency")[0]["agency_name"] == "乙"
    wrong = with_line(SETTINGS + PUBLISHED, "[service]", '[service]\nagency_id = "C"')
    with pytest.raises(ServiceError, match="has no agency 'C'; give one of A, B"):
        published(a_service(tmp_path, wrong))


def test_a_feed_without_dates_cannot_say_when_the_service_runs(tmp_path: Path) -> None:
    write_feed(a_feed(calendar=None, calendar_dates=None), tmp_path / "feed")
    with pytest.raises(ServiceError, match="its calendar has no dates"):
        published(a_service(tmp_path))
