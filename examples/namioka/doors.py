"""The demo's registered doors: illustrative homes near town blocks, and public places riders go to."""

import math
from typing import Any

from feed_tables import Table
from streets import M_PER_DEGREE_LAT, M_PER_DEGREE_LON, Fact, Point, distance_m

CENTRE = "信用金庫前:1"
GOLDEN_TURN = 0.381966
NEAREST_M, FARTHEST_M = 25.0, 120.0
HOME_NOTE = "見本の家(実在の世帯ではありません)"
PURPOSES = ("home", "hospital", "shopping", "school", "other")


def list_doors(doors: dict[str, Any], facts: dict[str, Fact]) -> Table:
    """All registered doors: the homes of each block in the order of the facts, then the public places."""
    homes: Table = []
    for block in (fact for fact in facts.values() if fact.kind == "block"):
        homes += _homes(doors, block, facts, len(homes) + 1)
    public = [
        _public_place(number, facts[key], told)
        for number, (key, told) in enumerate(doors["facilities"].items(), 1)
    ]
    return homes + public


def _homes(doors: dict[str, Any], block: Fact, facts: dict[str, Fact], first: int) -> Table:
    """Homes spread round the settlement of a block, the same ones every time."""
    settlement = facts[doors["settlement_of"].get(block.place_id, block.place_id)]
    away_km = distance_m(settlement.position, facts[CENTRE].position) / 1000
    zone = next(zone for zone in doors["homes"] if away_km <= zone["until_km"])
    note = f"{HOME_NOTE} 位置の目安: {settlement.name} ({settlement.source})"
    return [
        _row(
            f"home_{number:03d}", f"見本の家{number} {block.name}", f"みほんのいえ{number} {block.kana}",
            _near(settlement.position, number), "home", {"home": zone["weight"]}, note,
        )
        for number in range(first, first + zone["homes"])
    ]  # fmt: skip


def _near(centre: Point, number: int) -> Point:
    """A point 25 to 120 m from the centre; numbers that follow one another lie in different directions."""
    turn = 2 * math.pi * ((number * GOLDEN_TURN) % 1.0)
    away_m = NEAREST_M + (FARTHEST_M - NEAREST_M) * ((number * 0.618034 * 7) % 1.0)
    north, east = away_m * math.cos(turn), away_m * math.sin(turn)
    return centre[0] + north / M_PER_DEGREE_LAT, centre[1] + east / M_PER_DEGREE_LON


def _public_place(number: int, fact: Fact, told: dict[str, Any]) -> dict[str, str | int]:
    weights = {purpose: told[purpose] for purpose in PURPOSES if purpose in told}
    name, kana = told.get("name", fact.name), told.get("kana", fact.kana)
    return _row(
        f"place_{number:02d}", name, kana, fact.position, told["kind"], weights, f"位置: {fact.source}"
    )


def _row(
    place_id: str, name: str, kana: str, position: Point, kind: str, weights: dict[str, float], note: str
) -> dict[str, str | int]:
    row: dict[str, str | int] = {
        "place_id": place_id,
        "name": name,
        "kana": kana,
        "lat": f"{position[0]:.6f}",
        "lon": f"{position[1]:.6f}",
        "kind": kind,
    }
    row |= {f"weight_{purpose}": f"{weights.get(purpose, 0):g}" for purpose in PURPOSES}
    return row | {"note": note}
