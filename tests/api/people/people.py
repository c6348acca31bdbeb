"""People to test with, and a source of secrets that always says the same."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import shake_256
from itertools import count

from api.people.keys import TokenBytes
from api.people.profile import Favourite, Needs, Profile

NOW = datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
"""Nine in the morning in Namioka."""
AREA = "namioka"
TANAKA = Profile(
    name="田中 トメ",
    kana="タナカ トメ",
    phone="0172-62-1111",
    contact_phone="090-1234-5678",
    address="青森市浪岡大字浪岡字稲村1-2",
    home_place_id="home_001",
    needs=Needs(walker=True, note="左手が不自由"),
    favourites=(Favourite("診療所", "home_001", "place_01"), Favourite("店", "home_001", "place_02")),
)


def counting_bytes() -> TokenBytes:
    """Bytes that are different each time and the same in every run."""
    numbers = count()
    return lambda size: shake_256(str(next(numbers)).encode()).digest(size)
