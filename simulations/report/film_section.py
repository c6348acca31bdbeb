"""Films of days in a report: maps side by side on one clock, run by a script within the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gtfs.network import Network
from simulations.report.network_map import EDGE, WIDTH, draw_ground
from simulations.report.texts import Text

_SCRIPTS = ("reel.js", "film_drawing.js", "film_page.js")


@dataclass(frozen=True, slots=True)
class FilmSection:
    """What `film.html` shows."""

    names: Sequence[Text]
    ground: str
    """Roads and stops, the inside of an SVG."""
    width: float
    height: float
    data: str
    """The films and the frame of their maps, as JSON that may stand in a page."""
    script: str
    closures: bool
    """Whether any road or place is closed in any of them."""


def film_section(
    films: Sequence[tuple[Text, Mapping[str, Any]]], network: Network, opens_s: int
) -> FilmSection:
    """Films on one network, each with its name; they stand at `opens_s` until they are played."""
    frame, ground = draw_ground(network)
    told = {
        "films": [film for _, film in films],
        "frame": {
            "west": frame.west,
            "north": frame.north,
            "edge": EDGE,
            "px_per_lon": frame.px_per_lon,
            "px_per_lat": frame.px_per_lat,
            "width": WIDTH,
        },
        "opens_s": opens_s,
    }
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    weathers = [weather for _, film in films for weather in film["weather"]]
    return FilmSection(
        names=[name for name, _ in films],
        ground=ground,
        width=WIDTH,
        height=frame.height,
        data=data.replace("<", "\\u003c"),  # no name of a vehicle can end the element it stands in
        script=_script(),
        closures=any(weather["closed_ways"] or weather["closed_at"] for weather in weathers),
    )


def _script() -> str:
    """The modules in one: what one imports from another stands before it."""
    lines = [
        line
        for name in _SCRIPTS
        for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()
        if not line.startswith("import ")
    ]
    return "\n".join(lines)
