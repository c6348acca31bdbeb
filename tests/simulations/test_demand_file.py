"""Requests from a CSV: read as written, and the first slip told with its line."""

from pathlib import Path

import pytest

from dispatch.domain.load import Load
from dispatch.domain.request import Channel, WishKind
from gtfs.places import places_from_feed
from simulations.demand_file import DemandFileError, read_requests
from tests.gtfs.feeds import a_feed

PLACES = places_from_feed(a_feed())
HEADER = "request_id,asked_s,channel,origin,destination,seats,wheelchairs,wish_kind,wish_s,outcome"
GOOD = "q1,30000,phone,1_01,3_01,2,0,depart_after,32400,served"
EARLIER = "q2,29000,app,3_01,1_01,0,1,arrive_by,36000,"


def a_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    file = folder / "requests.csv"
    file.write_text("\n".join((header, *lines, "")), encoding="utf-8")
    return file


def test_requests_come_in_the_order_in_which_they_are_asked(tmp_path: Path) -> None:
    second, first = reversed(read_requests(a_file(tmp_path, GOOD, EARLIER), PLACES))
    assert (first.request.request_id, second.request.request_id) == ("q2", "q1")
    assert second.asked_s == 30000
    assert second.request.party == Load(2)
    assert second.request.channel is Channel.PHONE
    assert first.request.party == Load(0, 1)
    assert first.request.wish_kind is WishKind.ARRIVE_BY
    assert first.request.door_needed


WRONG = {
    "unknown place": (GOOD.replace("3_01", "3_02"), "line 2: destination '3_02' is no place of this service"),
    "negative seats": (GOOD.replace(",2,0,", ",-2,0,"), "line 2: seats '-2': a whole number"),
    "nobody": (GOOD.replace(",2,0,", ",0,0,"), "line 2: seats and wheelchairs are both 0"),
    "no time": (GOOD.replace("32400", "9:00"), "line 2: wish_s '9:00': a whole number"),
    "past 48 h": (GOOD.replace("32400", "932400"), "line 2: wish_s"),
    "unknown wish": (GOOD.replace("depart_after", "now"), "line 2: wish_kind 'now': one of"),
    "unknown channel": (GOOD.replace("phone", "fax"), "line 2: channel 'fax': one of app, phone, driver"),
    "blank id": (GOOD.replace("q1", ""), "line 2: request_id is blank"),
    "short row": ("q1,30000", "line 2"),
}


@pytest.mark.parametrize("slip", WRONG)
def test_a_slip_is_told_with_its_line(slip: str, tmp_path: Path) -> None:
    line, expected = WRONG[slip]
    with pytest.raises(DemandFileError) as told:
        read_requests(a_file(tmp_path, line), PLACES)
    assert expected in str(told.value)


def test_an_id_twice_a_missing_column_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(DemandFileError, match="line 3: request_id 'q1' is used twice"):
        read_requests(a_file(tmp_path, GOOD, GOOD), PLACES)
    with pytest.raises(DemandFileError, match="column wish_s is missing"):
        read_requests(a_file(tmp_path, header=HEADER.replace("wish_s", "wish")), PLACES)
    with pytest.raises(DemandFileError, match="cannot be read"):
        read_requests(tmp_path / "nowhere.csv", PLACES)


def test_further_attempts_are_left_to_the_riders(tmp_path: Path) -> None:
    again = GOOD.replace("q1", "q1~2")
    assert [a.request.request_id for a in read_requests(a_file(tmp_path, GOOD, again), PLACES)] == ["q1"]
    with pytest.raises(DemandFileError, match="further attempt"):
        read_requests(a_file(tmp_path, again), PLACES)
