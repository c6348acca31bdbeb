"""The demo's streets: stretches the citizens' bus really drives, and curves through settlements."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

M_PER_DEGREE_LAT = 111_045.0
M_PER_DEGREE_LON = 84_290.0  # at 40.72 degrees north
CURVE_STEP_M = 25.0
NEAR_M = 0.01


@dataclass(frozen=True)
class Fact:
    """One place that really is there: its name, its reading, its position and who says so."""

    place_id: str
    kind: str  # block | facility | pole
    name: str
    kana: str
    position: Point
    source: str


@dataclass(frozen=True)
class Street:
    """A drawn way; its measure counts metres from its first point."""

    points: tuple[Point, ...]

    @property
    def measures_m(self) -> list[float]:
        """Metres from the first point to each point."""
        measured = [0.0]
        for a, b in zip(self.points, self.points[1:], strict=False):
            measured.append(measured[-1] + distance_m(a, b))
        return measured

    def nearest(self, point: Point) -> tuple[float, float]:
        """Where along the street a point lies beside it, and how far off, both in metres."""
        found = (0.0, math.inf)
        for start, a, b in zip(self.measures_m, self.points, self.points[1:], strict=False):
            share, off = _beside(point, a, b)
            if off < found[1]:
                found = (start + share * distance_m(a, b), off)
        return found

    def at(self, measure_m: float) -> Point:
        """The point this many metres along the street."""
        measured = self.measures_m
        for start, end, a, b in zip(measured, measured[1:], self.points, self.points[1:], strict=False):
            if measure_m <= end:
                share = (measure_m - start) / (end - start)
                return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        return self.points[-1]

    def between(self, start_m: float, end_m: float) -> "Street":
        """The piece from one measure to another, driven backwards where the second is the lesser."""
        low, high = sorted((start_m, end_m))
        inner = [
            point
            for point, measure in zip(self.points, self.measures_m, strict=True)
            if low + NEAR_M < measure < high - NEAR_M
        ]
        piece = [self.at(low), *inner, self.at(high)]
        return Street(tuple(piece if start_m <= end_m else piece[::-1]))


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points on the plane of Namioka."""
    return math.hypot((b[0] - a[0]) * M_PER_DEGREE_LAT, (b[1] - a[1]) * M_PER_DEGREE_LON)


def read_facts(path: Path) -> dict[str, Fact]:
    """The facts file, by place id."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["place_id"]: Fact(
                row["place_id"], row["kind"], row["name"], row["kana"],
                (float(row["lat"]), float(row["lon"])), row["source"],
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip


def read_driven_streets(path: Path) -> dict[str, Street]:
    """The stretches that the citizens' bus really drives, by street name."""
    points: dict[str, list[Point]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            points.setdefault(row["street"], []).append((float(row["lat"]), float(row["lon"])))
    return {name: Street(tuple(drawn)) for name, drawn in points.items()}


def draw_streets(
    waypoints: dict[str, list[str]], driven: dict[str, Street], facts: dict[str, Fact]
) -> dict[str, Street]:
    """Those really driven, then each curve in the order written, so it may start on one before."""
    streets = dict(driven)
    for name, through in waypoints.items():
        streets[name] = Street(_curve([locate(key, streets, facts) for key in through]))
    return streets


def locate(key: str, streets: dict[str, Street], facts: dict[str, Fact]) -> Point:
    """The point a waypoint names: a fact, `street@fact` for the point of the street beside it, or `lat,lon`.

    `street@first` and `street@last` are the street's own ends.
    """
    if "@" in key:
        street, beside = key.split("@")
        return streets[street].at(measure_of(streets[street], beside, streets, facts))
    if key in facts:
        return facts[key].position
    lat, lon = key.split(",")
    return float(lat), float(lon)


def measure_of(street: Street, key: str, streets: dict[str, Street], facts: dict[str, Fact]) -> float:
    """Where along a street a waypoint lies beside it, in metres; `first` and `last` are its ends."""
    if key == "first":
        return 0.0
    if key == "last":
        return street.measures_m[-1]
    return street.nearest(locate(key, streets, facts))[0]


def _beside(point: Point, a: Point, b: Point) -> tuple[float, float]:
    """How far along the piece from a to b a point lies beside it (0 to 1), and how many metres off."""
    length = distance_m(a, b)
    if length == 0.0:
        return 0.0, distance_m(point, a)
    east, north = (b[1] - a[1]) * M_PER_DEGREE_LON, (b[0] - a[0]) * M_PER_DEGREE_LAT
    to_east, to_north = (point[1] - a[1]) * M_PER_DEGREE_LON, (point[0] - a[0]) * M_PER_DEGREE_LAT
    share = min(1.0, max(0.0, (to_east * east + to_north * north) / length**2))
    foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return share, distance_m(point, foot)


def _curve(through: list[Point]) -> tuple[Point, ...]:
    """A centripetal Catmull-Rom curve through the points, which neither loops nor overshoots between them."""
    first, last = through[0], through[-1]
    before = (2 * first[0] - through[1][0], 2 * first[1] - through[1][1])
    after = (2 * last[0] - through[-2][0], 2 * last[1] - through[-2][1])
    guided = [before, *through, after]
    drawn = [first]
    for a, b, c, d in zip(guided, guided[1:], guided[2:], guided[3:], strict=False):
        steps = max(1, math.ceil(distance_m(b, c) / CURVE_STEP_M))
        drawn += [_on_curve(a, b, c, d, step / steps) for step in range(1, steps)] + [c]
    return tuple(drawn)


def _on_curve(a: Point, b: Point, c: Point, d: Point, share: float) -> Point:
    knot_b = math.sqrt(distance_m(a, b))
    knot_c = knot_b + math.sqrt(distance_m(b, c))
    knot_d = knot_c + math.sqrt(distance_m(c, d))
    t = knot_b + share * (knot_c - knot_b)
    ab, bc, cd = _mix(a, b, 0.0, knot_b, t), _mix(b, c, knot_b, knot_c, t), _mix(c, d, knot_c, knot_d, t)
    return _mix(_mix(ab, bc, 0.0, knot_c, t), _mix(bc, cd, knot_b, knot_d, t), knot_b, knot_c, t)


def _mix(a: Point, b: Point, at_a: float, at_b: float, t: float) -> Point:
    share = (t - at_a) / (at_b - at_a)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
