"""How many recorded places were found on another network, and how far riders walk there."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import altair as alt
import numpy as np

from dispatch.domain.place import PlaceIndex
from simulations.recorded.counterparts import Counterparts
from simulations.recorded.resited import End, Sited
from simulations.report.drawing import svg
from simulations.report.texts import Text

COLUMNS = (
    *("recorded_place_id", "recorded_name", "door_needed"),
    *("place_id", "name", "walk_m", "journey_ends"),
)
STEP_M = 50
_WALK = Text("歩く距離の合計(m、50 mきざみ)", "Metres walked in all (steps of 50)")
_JOURNEYS = Text("移動希望", "Needs")


@dataclass(frozen=True)
class Walked:
    """The needs of recorded days on other places; each need counts once a day."""

    needs: tuple[Sited, ...]

    @property
    def out_of_reach(self) -> int:
        """Needs that no place is near, at one end at least."""
        return sum(not each.within_reach for each in self.needs)

    @property
    def out_of_reach_at_the_door(self) -> int:
        """Those of them whose riders cannot be asked to walk."""
        return sum(not each.within_reach and not each.walks for each in self.needs)

    @property
    def unmoved(self) -> int:
        """Needs whose riders are fetched and brought where they were."""
        return sum(each.within_reach and not each.walk_m for each in self.needs)

    @property
    def walks_m(self) -> list[int]:
        """The metres that riders of a need walk in all, of those who walk, in rising order."""
        return sorted(each.walk_m for each in self.needs if each.within_reach and each.walk_m)

    @property
    def places(self) -> Counter[str]:
        """Recorded places that are there still, that are walked from, and that no place is near for some."""
        worst: dict[PlaceIndex, str] = {}
        for end in self._ends():
            known = worst.get(end.recorded, "same")
            worst[end.recorded] = max(known, _found(end), key=("same", "walked", "none").index)
        return Counter(worst.values())

    def walk_m(self, share: float) -> int:
        """So large a share of those who walk walks no farther."""
        return round(float(np.quantile(self.walks_m, share)))

    @property
    def mean_walk_m(self) -> int:
        """What those who walk walk on average."""
        return round(float(np.mean(self.walks_m)))

    def _ends(self) -> Iterator[End]:
        for need in self.needs:
            yield from (need.origin, need.destination)


def draw_walks(walked: Walked) -> str:
    """How many needs ask for how long a walk."""
    steps = Counter(walk_m // STEP_M * STEP_M for walk_m in walked.walks_m)
    rows = [{"from": step, "until": step + STEP_M, "n": many} for step, many in sorted(steps.items())]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color="#2563a8")
        .encode(
            x=alt.X("from:Q", bin="binned", title=_WALK.en),
            x2="until:Q",
            y=alt.Y("n:Q", title=_JOURNEYS.en),
        )
        .properties(width=420, height=170)
    )
    return svg(chart, (_WALK, _JOURNEYS))


def write_places(needs: Sequence[Sited], counterparts: Counterparts, file: Path) -> None:
    """Every recorded place with what stands for it; homes are named in it."""
    many = Counter((end, need.walks) for need in needs for end in (need.origin, need.destination))
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for (end, walks), times in sorted(many.items(), key=lambda row: (row[0][0].recorded, row[0][1])):
            then = counterparts.recorded[end.recorded]
            found: tuple[object, ...] = ("", "", "")
            if end.here is not None:
                now = counterparts.here[end.here.place]
                found = now.place_id, now.name, end.here.walk_m
            rows.writerow((then.place_id, then.name, int(not walks), *found, times))


def _found(end: End) -> str:
    if end.here is None:
        return "none"
    return "walked" if end.here.walk_m else "same"
