"""A party too large for one vehicle asks once, rides in two, and all of its people are counted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.domain.load import Load
from dispatch.domain.route import VisitKind
from dispatch.domain.time import HOUR_S
from simulations.council.contents import Contents, contents_of
from simulations.council.period import read_period
from simulations.day_facts import facts_of, write_day_facts
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.tables import write_tables
from simulations.town_costs import NO_BOOKS
from tests.simulations.council.recompute import recompute
from tests.simulations.made_up_days import CLINIC, STATION, MadeUpDay

NINE = 9 * HOUR_S
HALVES = {"van-1": Load(6, wheelchairs=1), "van-2": Load(6)}


def a_party_of_thirteen(*carried_by: str) -> DayRecord:
    """It is promised two vans, and those named come; the service calls off the others."""
    day = MadeUpDay()
    day.ask("outing", STATION, CLINIC, NINE, party=Load(12, wheelchairs=1))
    for name, half in HALVES.items():
        day.promise("outing", name, NINE, ride=f"outing/{name}", party=half)
    for name in HALVES:
        if name in carried_by:
            van = day.van(name)
            van.visit(VisitKind.BOARD, f"outing/{name}", not_before_s=NINE)
            van.drive(CLINIC)
            van.visit(VisitKind.ALIGHT, f"outing/{name}")
        else:
            day.leave_behind(f"outing/{name}", NINE - HOUR_S)
    return day.record(*HALVES)


def pack_of(record: DayRecord, folder: Path) -> Contents:
    day = folder / record.date
    day.mkdir()
    write_tables(record, day)
    write_day_facts(facts_of(record), day)
    return contents_of(read_period([day]), NO_BOOKS)


@pytest.mark.parametrize(
    ("carried_by", "passengers", "kept"), [(("van-1", "van-2"), 13, 100), (("van-2",), 6, 50)]
)
def test_it_is_one_request_of_one_rider_two_bookings_and_as_many_passengers_as_rode(
    tmp_path: Path, carried_by: tuple[str, ...], passengers: int, kept: float
) -> None:
    record = a_party_of_thirteen(*carried_by)
    contents = pack_of(record, tmp_path)
    counted = {
        code: contents.counts[code]
        for code in ("requests", "needs", "bookings", "bookings.of_split_parties", "outcome.served")
    }
    assert counted == {
        "requests": 1,
        "needs": 1,
        "bookings": 2,
        "bookings.of_split_parties": 1,
        "outcome.served": 1,
    }
    counts = contents.counts  # the figures themselves are hidden: so few people would be told apart
    assert (counts["passengers"], counts["riders"]) == (passengers, 1)
    assert 100 * counts["promise_kept"] / counts["owed"] == kept
    again, own = recompute(tmp_path), measure(record)
    for code, value in (("passengers", passengers), ("riders", 1), ("promise_kept", kept)):
        assert again[code] == own.get_value(code) == value, code
    assert again["booking_success_raw"] == own.get_value("booking_success_raw") == 100
