"""Japan's grid squares (地域メッシュ, JIS X 0410): half squares of about 500 m."""

from __future__ import annotations

from dataclasses import dataclass

_LAT_PER_HALF = 1 / 240
_LON_PER_HALF = 1 / 160


@dataclass(frozen=True, slots=True)
class MeshSquare:
    """A half grid square by its nine-digit code and its edges in degrees."""

    code: str
    south: float
    west: float
    north: float
    east: float


def half_mesh_code(lat: float, lon: float) -> str:
    """The code of the half square (about 500 m) a position of Japan lies in.

    >>> half_mesh_code(40.7120, 140.5890)  # Namioka
    '614004571'
    """
    row, column = int(lat * 240 // 1), int((lon - 100) * 160 // 1)
    return _code_of(row, column)


def square_of(code: str) -> MeshSquare:
    """The square of a code; raises ValueError for what is none.

    >>> round(square_of('614004571').north, 4)
    40.7125
    """
    if len(code) != 9 or not code.isdigit() or not set(code[4:6]) <= set("01234567") or code[8] not in "1234":
        raise ValueError(f"{code!r}: the nine digits of a half grid square (JIS X 0410) expected")
    half = int(code[8]) - 1
    row = (int(code[:2]) * 8 + int(code[4])) * 20 + int(code[6]) * 2 + half // 2
    column = (int(code[2:4]) * 8 + int(code[5])) * 20 + int(code[7]) * 2 + half % 2
    # a first square is 2/3 degree high, 160 rows of 1/240 degree
    south, west = row * _LAT_PER_HALF, 100 + column * _LON_PER_HALF
    return MeshSquare(code, south, west, south + _LAT_PER_HALF, west + _LON_PER_HALF)


def _code_of(row: int, column: int) -> str:
    first = f"{row // 160:02}{column // 160:02}"
    second = f"{row % 160 // 20}{column % 160 // 20}"
    third = f"{row % 20 // 2}{column % 20 // 2}"
    return f"{first}{second}{third}{row % 2 * 2 + column % 2 + 1}"
