"""However fast the clock of a demo runs, a visitor has time to choose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.demo.embedded import unhurried
from api.desk.town import town_of
from gtfs.service import read_service
from tests.examples.namioka_demo import NAMIOKA

TEN_MINUTES_S = 600


@pytest.mark.parametrize("pace", [1.0, 6.0, 60.0])
def test_a_visitor_has_ten_real_minutes_to_choose_an_offer(pace: float) -> None:
    rules = unhurried(town_of(read_service(NAMIOKA)), pace).service.rules
    assert rules.offer_life_s / pace >= TEN_MINUTES_S
    assert rules.waitlist_offer_life_s / pace >= TEN_MINUTES_S


def test_a_town_that_gives_its_riders_longer_keeps_to_that() -> None:
    town = town_of(read_service(NAMIOKA))
    patient = replace(town.service.rules, offer_life_s=3600)
    kept = unhurried(town.with_service(replace(town.service, rules=patient)), 1.0)
    assert kept.service.rules.offer_life_s == 3600
