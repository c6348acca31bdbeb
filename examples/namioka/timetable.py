"""The demo's patterns: each line's way drawn out, with its calls and their minutes."""

from dataclasses import dataclass
from typing import Any

from streets import NEAR_M, Fact, Point, Street, distance_m, locate, measure_of

Section = dict[str, Any]
"""One table of lines.toml."""

JOIN_M = 5.0
POLE_BESIDE_M = 30.0
LEG_SLACK_M = 20.0
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Call:
    """A pole of a stop at which a pattern calls."""

    stop: str
    pole: int  # 1 or 2; 0 where the stop has one pole for both directions
    position: Point
    measure_m: float
    minute: int


@dataclass(frozen=True)
class Pattern:
    """One way driven in one direction, with its calls."""

    line: Section
    way: Section
    outward: bool
    drawn: Street
    calls: tuple[Call, ...]

    @property
    def shape_id(self) -> str:
        """The name of the way and its direction."""
        return f"{self.way['id']}_{'out' if self.outward else 'back'}"

    @property
    def headsign(self) -> tuple[str, str]:
        """Where the bus says it goes, and how that is read."""
        if self.outward or self.calls[-1].stop != "浪岡駅前":
            return self.way["headsign"], self.way["headsign_kana"]
        return "浪岡駅前", "なみおかえきまえ"


@dataclass(frozen=True)
class _Leg:
    street: str
    forward: bool
    piece: Street
    start_m: float  # of the whole way
    start_s: float
    speed_m_s: float


def list_patterns(lines: Section, streets: dict[str, Street], facts: dict[str, Fact]) -> list[Pattern]:
    """Every way of every line, outward and back."""
    return [
        _pattern(lines, line, way, outward, streets, facts)
        for line in lines["lines"]
        for way in line["ways"]
        for outward in (True, False)
    ]


def _pattern(
    lines: Section,
    line: Section,
    way: Section,
    outward: bool,
    streets: dict[str, Street],
    facts: dict[str, Fact],
) -> Pattern:
    pieces = way["way"] if outward else [[name, end, start] for name, start, end in reversed(way["way"])]
    stops = way["calls"] if outward else way["calls"][::-1]
    legs = _legs(lines, way["id"], pieces, streets, facts)
    drawn = Street(tuple(_joined([leg.piece.points for leg in legs])))
    return Pattern(line, way, outward, drawn, tuple(_calls(lines, way["id"], stops, legs, streets, facts)))


def _legs(
    lines: Section, way: str, pieces: list[list[str]], streets: dict[str, Street], facts: dict[str, Fact]
) -> list[_Leg]:
    legs: list[_Leg] = []
    measure, seconds = 0.0, 0.0
    for name, start, end in pieces:
        street = streets[name]
        start_m, end_m = (measure_of(street, key, streets, facts) for key in (start, end))
        piece = street.between(start_m, end_m)
        gap_m = distance_m(legs[-1].piece.points[-1], piece.points[0]) if legs else 0.0
        if gap_m > JOIN_M:
            raise ValueError(f"{way}: {name} from {start} does not begin where {legs[-1].street} ends")
        measure += gap_m if gap_m > NEAR_M else 0.0
        speeds = lines["speeds_kmh"]
        kmh = speeds["slower"].get(name) or speeds["faster"].get(name) or speeds["usual"]
        legs.append(_Leg(name, start_m <= end_m, piece, measure, seconds, kmh / 3.6))
        measure += abs(end_m - start_m)
        seconds += abs(end_m - start_m) / (kmh / 3.6)
    return legs


def _joined(parts: list[tuple[Point, ...]]) -> list[Point]:
    """The pieces one after another; where two meet, the common point stands once."""
    points: list[Point] = []
    for part in parts:
        points += [p for p in part if not points or distance_m(points[-1], p) > NEAR_M or p is not part[0]]
    return points


def _calls(
    lines: Section,
    way: str,
    stops: list[str],
    legs: list[_Leg],
    streets: dict[str, Street],
    facts: dict[str, Fact],
) -> list[Call]:
    """Each call at the first leg from the call before on whose street the stop's pole stands."""
    calls: list[Call] = []
    first_leg, reached_m = 0, -LEG_SLACK_M
    for stop in stops:
        for number in range(first_leg, len(legs)):
            leg = legs[number]
            pole, position = _pole(lines, stop, leg, streets, facts)
            along_m, off_m = leg.piece.nearest(position)
            if off_m <= POLE_BESIDE_M and leg.start_m + along_m > reached_m + LEG_SLACK_M - 1e-6:
                break
        else:
            raise ValueError(f"{way}: no way on to the stop {stop}")
        first_leg, reached_m = number, leg.start_m + along_m
        minute = round((leg.start_s + along_m / leg.speed_m_s) / SECONDS_PER_MINUTE)
        minute = max(minute, calls[-1].minute + 1) if calls else 0
        calls.append(Call(stop, pole, position, reached_m, minute))
    return calls


def _pole(
    lines: Section, stop: str, leg: _Leg, streets: dict[str, Street], facts: dict[str, Fact]
) -> tuple[int, Point]:
    """The pole a bus driving this leg calls at: of two real ones the one for its direction."""
    if f"{stop}:1" not in facts:
        return 0, locate(lines["stops"][stop]["at"], streets, facts)
    first = lines["first_pole"].get(leg.street, 1)
    pole = first if leg.forward else 3 - first
    return pole, facts[f"{stop}:{pole}"].position
