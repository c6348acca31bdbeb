"""Answers beside a search in a thread: both are measured on one plan, which stays as it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest

from benchmarks.background import Moment, busiest_moment, gain_s, measure, search_beside
from benchmarks.promises_kept import a_town, the_service
from dispatch.search.stopping import after_rounds


@pytest.fixture(scope="module")
def moment() -> Moment:
    busiest = busiest_moment(*(a_town(the_service(""), 1, 120, seed) for seed in (1, 2)))
    first = busiest.dispatcher.look_for_improvement(busiest.day, busiest.now_s)
    assert first is not None
    first.search(after_rounds(1))  # compiles what it needs, for longer than the searches below may take
    return busiest


def test_a_search_beside_the_answers_saves_driving_once_it_is_adopted(moment: Moment) -> None:
    before = deepcopy(moment.day)
    with ThreadPoolExecutor(1) as threads:
        found = search_beside(moment, 2.0, threads)
    saved_s, _ = gain_s(moment, found.proposal)
    assert found.rounds > 0
    assert len(found.answers_ms) > 5
    assert 0 < saved_s < moment.driving_s(moment.day)
    assert moment.day == before


def test_the_page_has_a_row_for_every_way_and_every_length(moment: Moment) -> None:
    lines = [line for line in measure(moment, (0.05, 0.1), 1) if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [row[0] for row in rows if "-" not in row[0]] == [
        *("an answer, ms", "nothing beside", "a search in a thread"),
        *("search, s", "0.05", "0.1"),
    ]
    assert all(float(row[2]) > 0 for row in rows if row[0] in ("nothing beside", "a search in a thread"))
