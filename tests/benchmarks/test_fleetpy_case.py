"""FleetPy's files are read, and its example is replayed within its limits."""

from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.fleetpy_case import LONGEST_WAIT_S, fleet, main, replay
from benchmarks.fleetpy_files import FleetPyRequest, NotFleetPy, read_requests, read_stop_times
from dispatch.domain.events import PromiseMissed, VisitBegun, VisitDone
from dispatch.domain.route import VisitKind
from tests.shared_data import shared_data

APP = Typer()
APP.command()(main)

NODES = """\
node_index,is_stop_only,pos_x,pos_y
0,True,0,0
1,False,1,0
2,True,2,0
3,True,3,0
"""
EDGES = """\
from_node,to_node,distance,travel_time,source_edge_id
0,1,100,10.2,
1,0,100,10.2,
1,2,100,10.2,
1,2,90,99,
2,1,100,10.2,
2,3,10,1,
3,2,10,1,
0,3,900,60,
3,0,900,60,
"""
ASKED = "rq_time,start,end,request_id\n50,2,0,7\n5,0,2,8\n"


@pytest.fixture
def network(tmp_path: Path) -> Path:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "nodes.csv").write_text(NODES, encoding="utf-8")
    (tmp_path / "base" / "edges.csv").write_text(EDGES, encoding="utf-8")
    return tmp_path


def test_the_faster_edge_counts_and_seconds_are_rounded_up(network: Path) -> None:
    stops = read_stop_times(network)
    assert [*stops.place_of] == [0, 2, 3]
    assert stops.travel.seconds(stops.place_of[0], stops.place_of[2], 0) == 21
    assert stops.travel.metres(stops.place_of[0], stops.place_of[2]) == 200


def test_nobody_drives_through_a_boarding_point(network: Path) -> None:
    stops = read_stop_times(network)
    assert stops.travel.seconds(stops.place_of[0], stops.place_of[3], 0) == 60  # not 22 by way of 2


def test_requests_come_in_the_order_in_which_they_are_asked(network: Path) -> None:
    (network / "asked.csv").write_text(ASKED, encoding="utf-8")
    assert read_requests(network / "asked.csv", read_stop_times(network)) == [
        FleetPyRequest("8", 5, 0, 2),
        FleetPyRequest("7", 50, 2, 0),
    ]


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("base/nodes.csv", NODES.replace("is_stop_only", "stop"), "column is_stop_only is missing"),
        ("base/nodes.csv", NODES.replace("True", "False"), "no node is_stop_only"),
        ("base/edges.csv", "", "cannot be read as CSV"),
        ("asked.csv", ASKED.replace("2,0,7", "1,0,7"), "line 2: start 1 is no boarding point"),
        ("asked.csv", ASKED.replace("rq_time", "time"), "column rq_time is missing"),
    ],
)
def test_a_file_that_is_wrong_is_refused(network: Path, file: str, text: str, says: str) -> None:
    (network / "asked.csv").write_text(ASKED, encoding="utf-8")
    (network / file).write_text(text, encoding="utf-8")
    with pytest.raises(NotFleetPy, match=says):
        read_requests(network / "asked.csv", read_stop_times(network))
    told = CliRunner().invoke(APP, [str(network / "asked.csv"), str(network)])
    assert (told.exit_code, "Traceback" in told.output) == (2, False)


def test_the_example_is_replayed_within_its_limits() -> None:
    stops = read_stop_times(shared_data("roads/munich/example_network"))
    folder = shared_data("demand/fleetpy_demand/example_demand/matched/example_network")
    requests = read_requests(folder / "example_100.csv", stops)
    day = replay(requests, stops, fleet(9, stops, np.random.default_rng(1)))
    asked = {request.request_id: request for request in requests}
    boarded = {
        str(e.ride_id): e.at_s for e in day.events if isinstance(e, VisitDone) and e.kind is VisitKind.BOARD
    }
    assert len(boarded) >= 97
    assert not [event for event in day.events if isinstance(event, PromiseMissed)]
    for event in day.events:
        if not isinstance(event, VisitBegun) or event.ride_id is None:
            continue
        request = asked[str(event.ride_id)]
        if event.kind is VisitKind.BOARD:
            assert event.at_s - request.asked_s <= LONGEST_WAIT_S
        else:
            places = stops.place_of[request.origin], stops.place_of[request.destination]
            assert event.at_s - boarded[str(event.ride_id)] <= 1.4 * stops.travel.seconds(*places, 0)
