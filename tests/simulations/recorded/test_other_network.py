"""Recorded days on a service with other stops, doors or roads."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dispatch.domain.events import Asked, PromiseMade, Refused, VehicleDeparted
from dispatch.domain.place import PlaceKind
from dispatch.domain.reason import Reason
from gtfs.service_changes import parse_changes
from simulations.measures import measure
from simulations.recorded.replaying import ReplayedDay, ready_to_replay
from simulations.recorded.set_against import SetAgainst
from simulations.recorded.walked import Walked
from simulations.variants.ground import network_on
from simulations.variants.variant import Variant
from tests.simulations.recorded.days import NAMIOKA, a_recorded_day, namioka

Row = dict[str, str]
Rewrite = Callable[[list[Row]], Iterable[Row]]


@pytest.fixture
def other(tmp_path: Path) -> Callable[[Rewrite], Variant]:
    """The demo service in a folder of its own, with the doors that a function leaves."""

    def made(rewrite: Rewrite) -> Variant:
        folder = tmp_path / "other"
        shutil.copytree(NAMIOKA, folder)
        with (NAMIOKA / "places.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
            doors = csv.DictWriter(file, rows[0])
            doors.writeheader()
            doors.writerows(rewrite(rows))
        return Variant("other", folder)

    return made


def replayed(variant: Variant, seed: int = 1) -> ReplayedDay:
    (day,) = ready_to_replay([a_recorded_day(namioka(), seed)], variant, NAMIOKA)
    return day


def test_on_another_folder_with_the_same_places_the_very_day_comes_about(
    other: Callable[[Rewrite], Variant],
) -> None:
    day = replayed(other(lambda rows: rows))
    assert day.changed is not None
    assert day.changed.events == day.recorded.events


def test_nor_does_it_matter_in_which_order_the_doors_are_registered(
    other: Callable[[Rewrite], Variant],
) -> None:
    day = replayed(other(lambda rows: rows[::-1]))
    changed, recorded = day.changed, day.recorded
    assert changed is not None
    assert [type(event) for event in changed.events] == [type(event) for event in recorded.events]
    assert measure(changed).kpis[:-6] == measure(recorded).kpis[:-6]
    drives = [[e for e in each.events if isinstance(e, VehicleDeparted)] for each in (recorded, changed)]
    for then, now in zip(*drives, strict=True):
        assert then.at_s == now.at_s
        assert recorded.places[then.destination].place_id == changed.places[now.destination].place_id


def test_without_doors_riders_walk_to_stops_and_who_has_none_near_counts_as_unmet(
    other: Callable[[Rewrite], Variant],
) -> None:
    variant = other(lambda rows: [row for row in rows if row["kind"] != "home"])
    day = replayed(variant)
    changed = day.changed
    assert changed is not None
    assert day.resited is not None
    assert set(day.resited.needs) == {asked.need for asked in day.read.asked.values()}
    walked = Walked(tuple(day.resited.needs.values()))
    assert walked.walks_m
    assert max(walked.walks_m) <= 2 * changed.rules.walk_max_m
    assert walked.unmoved + len(walked.walks_m) + walked.out_of_reach == len(walked.needs)
    unreached = {name for name, need in day.resited.needs.items() if not need.within_reach}
    for event in changed.events:
        if isinstance(event, Refused) and event.refusal.reason is Reason.NO_PLACE_NEAR:
            assert changed.asked[event.refusal.request_id].need in unreached
        if isinstance(event, PromiseMade):
            assert changed.asked[event.promise.request_id].need not in unreached
            for place in (event.promise.origin, event.promise.destination):
                assert place < len(network_on(variant).network.places), "nobody goes to recorded doors"
    assert measure(changed).get_value("unmet_needs") == len(unreached) == walked.out_of_reach > 0
    against = SetAgainst()
    assert against.add(day).lost >= len(unreached & {asked.need for asked in day.read.asked.values()}) // 2


def test_the_walk_moves_the_wish(other: Callable[[Rewrite], Variant]) -> None:
    day = replayed(other(lambda rows: [row for row in rows if row["kind"] != "home"]))
    assert day.resited is not None
    for name, attempt in day.read.facts.attempts.items():
        need = day.resited.needs[day.read.need_of(attempt)]
        moved_s = day.resited.day.facts.attempts[name].request.wish_s - attempt.request.wish_s
        assert abs(moved_s) <= 60 * need.walk_m / 60, "60 m a minute"


def test_from_stop_to_stop_doors_are_for_those_who_need_them() -> None:
    day = replayed(namioka("rides.from=stops", "rules.walk_max_m=400"))
    changed = day.changed
    assert changed is not None
    by_request = {e.request.request_id: e.request for e in changed.events if isinstance(e, Asked)}
    promised = [e.promise for e in changed.events if isinstance(e, PromiseMade)]
    assert promised
    for promise in promised:
        if not by_request[promise.request_id].door_needed:
            ends = changed.places[promise.origin], changed.places[promise.destination]
            assert {end.kind for end in ends} == {PlaceKind.POLE}


def test_a_feed_with_fewer_stops_is_a_change_too(tmp_path: Path) -> None:
    """The same folder, with doors of another file: of a key of service.toml the network follows."""
    rows = (NAMIOKA / "places.csv").read_text("utf-8-sig").splitlines()
    (tmp_path / "fewer.csv").write_text("\n".join(rows[:1] + rows[200:]) + "\n", encoding="utf-8")
    variant = namioka(f"service.places={tmp_path / 'fewer.csv'}")
    day = replayed(variant)
    assert day.changed is not None
    assert len(network_on(variant).network.places) == len(day.recorded.places) - 199
    assert len(day.changed.places) >= len(network_on(variant).network.places)


STREETS = """<osm version="0.6">
{nodes}
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="{highway}"/></way>
</osm>"""


def test_on_a_street_map_the_same_people_are_driven_on_other_roads(tmp_path: Path) -> None:
    points = [(40.7060, 140.5810), (40.7105, 140.5815), (40.7150, 140.5820)]
    nodes = [f'<node id="{n}" lat="{lat}" lon="{lon}"/>' for n, (lat, lon) in enumerate(points, start=1)]
    streets = tmp_path / "station.osm"
    streets.write_text(STREETS.format(nodes="\n".join(nodes), highway="residential"), encoding="utf-8")
    variant = namioka().changed(parse_changes([f"roads.osm={streets}"]))
    day = replayed(variant)
    assert day.changed is not None
    assert day.resited is None, "the places are the same"
    assert day.changed.travel.version != day.unchanged.travel.version
    needs = [
        {each.asked[e.request.request_id].need for e in each.events if isinstance(e, Asked)}
        for each in (day.recorded, day.changed)
    ]
    assert needs[0] == needs[1]
    drives = [
        [e for e in each.events if isinstance(e, VehicleDeparted)] for each in (day.unchanged, day.changed)
    ]
    assert drives[0] != drives[1]


def test_a_street_map_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"roads\.osm=.*no such file"):
        namioka().changed(parse_changes([f"roads.osm={tmp_path / 'absent.osm'}"]))
