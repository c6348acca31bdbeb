"""Too many questions at once: one more is told when to come back, and promises are made all the same."""

from __future__ import annotations

from contextlib import ExitStack
from time import sleep

import pytest

from api.crowd import MOST_QUESTIONS, Crowd
from api.desk.queue import DeskBusy
from tests.api.routes.booked import TO_STATION, ask, wish
from tests.api.served import Served


def test_one_more_than_there_is_room_for_is_refused_until_another_is_answered() -> None:
    crowd = Crowd(at_most=2)
    with crowd.one():
        with crowd.one(), pytest.raises(DeskBusy), crowd.one():
            raise AssertionError("nobody gets here")
        with crowd.one():
            pass


def test_in_a_crowd_who_asks_comes_back_later_and_who_accepts_is_served(served: Served) -> None:
    offer = ask(served)["outward"]["offers"][0]
    taken = {"service_date": offer["service_date"], "offer_id": offer["offer_id"]}
    question = {**TO_STATION, "rider_id": served.rider("p1"), "wish": wish(served, 9)}
    while served.site.crowd.in_hand:
        sleep(0.001)  # it is over some moments after its answer
    with ExitStack() as crowd:
        for _ in range(MOST_QUESTIONS):
            crowd.enter_context(served.site.crowd.one())
        refused = served.post("/requests", question)
        assert (refused.status_code, refused.json()["code"]) == (429, "busy")
        assert int(refused.headers["Retry-After"]) > 0
        assert served.post("/acceptances", {"offers": [taken]}).status_code == 201
    assert served.post("/requests", question).status_code == 200
