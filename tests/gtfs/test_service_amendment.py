"""Rules and fares that a town agrees on later take effect on their date, and not before."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from gtfs.service import Service, ServiceError, read_service
from gtfs.service_amendment import Amendment, amended, read_amendment
from tests.examples.namioka_demo import NAMIOKA

JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WIDER = "[rules]\npickup_window_min = 20\n"
DEARER = '[[fares.classes]]\nfare_class = "adult"\nyen = 400\n'


@cache
def namioka() -> Service:
    return read_service(NAMIOKA)


def agreed(text: str, since: date = JANUARY, approved_on: date | None = None) -> Amendment:
    return read_amendment(text, since, approved_on)


def test_rules_change_on_their_date() -> None:
    wider = [agreed(WIDER)]
    assert amended(namioka(), wider, date(2027, 1, 3)).rules.pickup_window_s == 600
    assert amended(namioka(), wider, JANUARY).rules.pickup_window_s == 1200


def test_a_section_takes_the_whole_place_of_the_one_before_and_leaves_the_others() -> None:
    slower = [agreed("[rules]\nboard_s = 90\n"), agreed(WIDER, FEBRUARY)]
    assert amended(namioka(), slower, JANUARY).rules.board_s == 90
    assert amended(namioka(), slower, FEBRUARY).rules.board_s == 60, "as where service.toml leaves it out"
    later = amended(namioka(), [agreed(WIDER), agreed("[booking]\nopen_days = 14\n", FEBRUARY)], FEBRUARY)
    assert (later.rules.pickup_window_s, later.rules.booking_open_days) == (1200, 14)


def test_of_two_for_one_date_the_later_counts_and_dates_need_not_come_in_order() -> None:
    first, second = agreed(WIDER, FEBRUARY), agreed("[rules]\npickup_window_min = 30\n", FEBRUARY)
    before = agreed("[rules]\npickup_window_min = 15\n", JANUARY)
    assert amended(namioka(), [first, second, before], FEBRUARY).rules.pickup_window_s == 1800
    assert amended(namioka(), [first, second, before], JANUARY).rules.pickup_window_s == 900


def test_fares_are_told_before_they_take_effect() -> None:
    service = amended(namioka(), [agreed(DEARER, JANUARY, date(2026, 12, 1))], date(2026, 12, 10))
    assert service.fares.on("2027-01-03").get_class("adult").yen == (300,)
    table = service.fares.on("2027-01-04")
    assert table.get_class("adult").yen == (400,)
    assert (table.approved_on, table.version) == ("2026-12-01", "2027-01-04")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[rules]\npickup_window = 20\n",
            "words: rules.pickup_window is not a key of a service (did you mean",
        ),
        ("[rules]\npickup_window_min = -1\n", "words: rules.pickup_window_min: "),
        ("[demand]\nriders_per_day = 9\n", "words: demand is not a key"),
        ("", "words: the file: \\[rules\\], \\[booking\\] or \\[\\[fares\\]\\] expected"),
        ("rules = [", "words: not TOML: "),
        (
            f"[[fares]]\n{DEARER}[[fares]]\n{DEARER}",
            "words: fares",
        ),
        (
            f"fares.effective_from = 2027-03-01\n{DEARER}",
            "words: fares.effective_from: 2027-01-04 is said beside",
        ),
    ],
)
def test_what_is_no_amendment_is_refused_in_one_line(text: str, told: str) -> None:
    with pytest.raises(ServiceError, match=told.replace("(", "\\(")) as refused:
        agreed(text)
    assert "\n" not in str(refused.value)


def test_fares_approved_after_they_take_effect_are_refused() -> None:
    with pytest.raises(ServiceError, match="approved on 2027-02-01, after it takes effect"):
        agreed(DEARER, JANUARY, FEBRUARY)
