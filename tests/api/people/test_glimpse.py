"""Who need not see all of a rider does not."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from api.people.glimpse import glimpse, passenger, without_house
from api.people.profile import checked
from api.people.riders import Rider
from dispatch.domain.request import RiderId
from tests.api.people.people import AREA, NOW, TANAKA

RIDER = Rider(RiderId("r1"), AREA, checked(TANAKA), NOW, NOW, NOW)


def test_a_list_shows_the_end_of_the_number_and_no_house() -> None:
    seen = glimpse(RIDER)
    assert (seen.name, seen.phone, seen.address) == (TANAKA.name, "…1111", "青森市浪岡大字浪岡字稲村")
    shown = str(asdict(seen))
    assert not [hidden for hidden in ("6211", "1-2", "左手", "home_001", "place_01") if hidden in shown]


def test_a_driver_knows_the_family_name_and_how_to_help() -> None:
    greeted = passenger(RIDER)
    assert (greeted.family_kana, greeted.needs) == ("タナカ", TANAKA.needs)
    shown = str(asdict(greeted))
    assert not [hidden for hidden in (TANAKA.name, "トメ", "1111", "浪岡", "place_01") if hidden in shown]


@pytest.mark.parametrize(
    ("address", "shown"),
    [("", ""), ("青森市浪岡", "青森市浪岡"), ("１２−３", ""), ("浪岡三丁目4", "浪岡三丁目")],
)
def test_an_address_ends_before_the_house(address: str, shown: str) -> None:
    assert without_house(address) == shown
