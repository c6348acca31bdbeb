"""Where unmet needs began, on Japan's half grid squares: squares of few are neither drawn nor listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from gtfs.regional_mesh import MeshSquare, square_of
from simulations.council.contents import Contents
from simulations.council.sheet import Sheet, columns, count_cell, word
from simulations.day_facts import NamedPlace

WIDTH, TALLEST = 1000.0, 1150.0
_HALF_LAT, _HALF_LON = 1 / 240, 1 / 160


@dataclass(frozen=True, slots=True)
class ShownSquare:
    """A square and how many unmet needs began in it."""

    square: MeshSquare
    needs: int


def shown_squares(contents: Contents) -> list[ShownSquare]:
    """The squares that may be shown, the most needs first."""
    codes = [code for code in contents.counts if code.startswith("mesh.") and contents.shows(code)]
    squares = [ShownSquare(square_of(code.removeprefix("mesh.")), contents.counts[code]) for code in codes]
    return sorted(squares, key=lambda one: (-one.needs, one.square.code))


def squares_sheet(contents: Contents) -> Sheet:
    """The squares as a table."""
    shown = shown_squares(contents)
    rows = [
        (
            word(one.square.code),
            word(f"北緯{one.square.south:.5f}° 東経{one.square.west:.5f}°"),
            count_cell(f"mesh.{one.square.code}", one.needs, contents.hidden),
        )
        for one in shown
    ]
    total = contents.counts["unmet_needs"]
    rest = total - sum(one.needs for one in shown)
    if contents.shows("unmet_needs"):
        rows.append(
            (
                word("示さない区画の計"),
                word("件数が少ない区画"),
                count_cell("mesh_rest", rest, contents.hidden),
            )
        )
    rows.append((word("計"), word(""), count_cell("unmet_needs", total, contents.hidden)))
    told = columns(("地域メッシュ(500m)", 22), ("南西の角", 34), ("未充足需要(件)", 16, True))
    notes = (
        "移動希望の出発地を、2分の1地域メッシュ(JIS X 0410、約500m四方)で数えています。"
        "件数の少ない区画は、地図にも表にも示しません。",
    )
    return Sheet("mesh", "未充足需要の出発地", notes, told, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    per_lon: float
    per_lat: float
    height: float

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        return (lon - self.west) * self.per_lon, (self.north - lat) * self.per_lat


def draw_squares(contents: Contents) -> str | None:
    """An SVG of the squares over the stops of the service; None where no place is known at all."""
    shown = shown_squares(contents)
    places = list(contents.period.places.values())
    if not places and not shown:
        return None
    frame = _frame(places, [one.square for one in shown])
    most = max((one.needs for one in shown), default=1)
    parts = [_grid(frame)]
    parts += [_square(frame, one, most) for one in shown]
    parts += [_place(frame, place) for place in places]
    parts += [_number(frame, one) for one in shown]
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {frame.height:.0f}" role="img" '
        f'aria-label="未充足需要の地図">{"".join(parts)}</svg>'
    )


def _frame(places: Sequence[NamedPlace], squares: Sequence[MeshSquare]) -> _Frame:
    lats = [place.lat for place in places] + [edge for one in squares for edge in (one.south, one.north)]
    lons = [place.lon for place in places] + [edge for one in squares for edge in (one.west, one.east)]
    south, north = min(lats) // _HALF_LAT * _HALF_LAT, (max(lats) // _HALF_LAT + 1) * _HALF_LAT
    west, east = min(lons) // _HALF_LON * _HALF_LON, (max(lons) // _HALF_LON + 1) * _HALF_LON
    narrow = cos(radians((south + north) / 2))
    per_lat = min(WIDTH / ((east - west) * narrow), TALLEST / (north - south))
    spare = (WIDTH / (per_lat * narrow) - (east - west)) / 2
    return _Frame(west - spare, north, per_lat * narrow, per_lat, (north - south) * per_lat)


def _grid(frame: _Frame) -> str:
    lines = []
    lon = (frame.west // _HALF_LON + 1) * _HALF_LON
    while (x := frame.xy(0, lon)[0]) < WIDTH:
        lines.append(f"M{x:.1f} 0V{frame.height:.1f}")
        lon += _HALF_LON
    lat = frame.north
    while (y := frame.xy(lat, 0)[1]) <= frame.height:
        lines.append(f"M0 {y:.1f}H{WIDTH:.0f}")
        lat -= _HALF_LAT
    return f'<path class="grid" d="{"".join(lines)}"/>'


def _square(frame: _Frame, one: ShownSquare, most: int) -> str:
    (left, top), (right, bottom) = (
        frame.xy(one.square.north, one.square.west),
        frame.xy(one.square.south, one.square.east),
    )
    return (
        f'<rect class="unmet" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}" fill-opacity="{0.2 + 0.55 * one.needs / most:.2f}"/>'
    )


def _number(frame: _Frame, one: ShownSquare) -> str:
    x, y = frame.xy((one.square.north + one.square.south) / 2, (one.square.west + one.square.east) / 2)
    at = f'x="{x:.1f}" y="{y + 6:.1f}" data-figure="mesh.{one.square.code}"'
    return f'<text class="count" {at}>{one.needs}</text>'


def _place(frame: _Frame, place: NamedPlace) -> str:
    x, y = frame.xy(place.lat, place.lon)
    return f'<circle class="stop" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
