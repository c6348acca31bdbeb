"""A journal in a file keeps every event, in order, and nothing of a write that was torn."""

from pathlib import Path

import pytest

from dispatch.domain.events import Asked, DayOpened, Declined, Event
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from dispatch.engine.journal import VersionConflict
from simulations.file_journal import FileJournal, JournalError

REQUEST = Request(
    RequestId("r1"),
    RiderId("利用者1"),
    PlaceIndex(0),
    PlaceIndex(1),
    WishKind.DEPART_AFTER,
    32400,
    Load(1, 0, 1),
)
EVENTS: tuple[Event, ...] = (
    DayOpened(0, "見本", "2019-06-05", (), "v1"),
    Asked(100, REQUEST),
    Declined(160, RequestId("r1")),
)


def test_what_was_written_is_read_back_also_by_the_next_process(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path / "events.jsonl")
    assert journal.append(EVENTS[:2], expected_version=0) == 2
    journal.close()
    again = FileJournal(tmp_path / "events.jsonl")
    assert again.version == 2
    again.append(EVENTS[2:], expected_version=2)
    assert tuple(again.read()) == EVENTS
    assert tuple(again.read(after=2)) == EVENTS[2:]


def test_two_writers_are_told_apart(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path / "events.jsonl")
    journal.append(EVENTS[:1], expected_version=0)
    with pytest.raises(VersionConflict):
        journal.append(EVENTS[1:], expected_version=0)
    assert tuple(journal.read()) == EVENTS[:1]


def test_a_last_line_torn_by_a_power_cut_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    journal = FileJournal(path)
    journal.append(EVENTS, expected_version=0)
    journal.close()
    path.write_bytes(path.read_bytes()[:-5])
    again = FileJournal(path)
    assert tuple(again.read()) == EVENTS[:2]
    again.append(EVENTS[2:], expected_version=2)
    assert tuple(again.read()) == EVENTS


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"event":"Unheard","at_s":1}\n', encoding="utf-8")
    with pytest.raises(JournalError, match="line 1: not an event"):
        list(FileJournal(path).read())
    path.write_text('{"event":"DayOpened","format":99}\n', encoding="utf-8")
    with pytest.raises(JournalError, match="a format this version does not read"):
        list(FileJournal(path).read())
