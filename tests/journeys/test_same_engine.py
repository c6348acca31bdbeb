"""A simulated day sent through HTTP, with the clock set by hand, gives the events that it gives in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest

from api.clock import moment
from api.desk.town import town_of
from dispatch.domain.commands import Ask, Cancel, Command
from dispatch.domain.events import VisitDone
from dispatch.engine.journal import MemoryJournal
from dispatch.engine.service_day import ServiceDay, apply
from gtfs.service import Service, read_service
from gtfs.service_words import parse_dispatch
from simulations.command_queue import CommandQueue
from simulations.duties import DRIVER_COMMANDS
from simulations.live.cast import Cast
from simulations.live.line import Line
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service
from simulations.world import World
from tests.api.served import Served, a_database, serving
from tests.journeys.test_promises_kept import NAMIOKA


class OverHttp:
    """Says over HTTP what the riders and drivers of a simulated day say, and hears what comes of it."""

    def __init__(self, served: Served, scenario: Scenario, ids: list[str]) -> None:
        self.served, self.scenario, self.ids = served, scenario, ids
        vehicles = [each.vehicle_id for each in scenario.vehicles]
        self.cast = Cast(
            area=served.town.area,
            scenario=scenario,
            midnight=moment(scenario.service_date, 0, served.town.zone),
            operator=served.as_staff(),
            riders={},
            tablets={vehicle_id: served.as_tablet(vehicle_id) for vehicle_id in vehicles},
        )
        self.line = Line(str(served.client.base_url))
        self.day, self.heard = ServiceDay(), 0
        self.world, self.queue = World(scenario), CommandQueue()

    def run(self) -> None:
        """The whole day."""
        for at_s, command in self.world.open():
            self.queue.put(at_s, command)
        self._hear(0)
        while (next_s := self.queue.next_s) is not None:
            if self._wake_before(next_s):
                continue
            popped = self.queue.take()
            assert popped is not None
            at_s, command = popped
            if self.world.is_due(command):
                self._set(at_s)
                self._say(command, at_s)
                self._hear(at_s)

    def _wake_before(self, at_s: int) -> bool:
        """Let the engine be woken first where it asked for that; whoever hears of it may speak up before."""
        desk, zone = self.served.desk, self.served.desk.town.zone
        due = desk.next_wake
        day = self.scenario.service_date
        if due is None or due >= moment(day, at_s, zone):
            return False
        self.served.clock.set(max(due + timedelta(microseconds=1), self.served.clock.now()))
        while desk.next_wake == due:
            sleep(0.0005)
        self._hear(desk.town.seconds(day, due))
        return True

    def _set(self, at_s: int) -> None:
        self.served.clock.set(moment(self.scenario.service_date, at_s, self.served.desk.town.zone))

    def _hear(self, now_s: int) -> None:
        """One decision after the other, as whoever follows the journal would."""
        with self.served.desk.reading(self.scenario.service_date) as open_day:
            fresh = tuple(open_day.events[self.heard :])
        self.heard += len(fresh)
        for event in fresh:
            apply(self.day, event)
        if fresh:
            for at_s, command in self.world.react(self.day, fresh, now_s):
                self.queue.put(at_s, command)

    def _say(self, command: Command, at_s: int) -> None:
        if isinstance(command, Ask):
            self.ids.append(command.request.request_id)
        cast = replace(self.cast, operator=self.served.as_staff())  # the clock jumps: none is idle
        said = cast.said(command, at_s, self.day)
        assert said is not None
        heard = self.line.say(said.path, said.body, said.token)
        if isinstance(command, DRIVER_COMMANDS):
            assert [each["outcome"] for each in heard.said] == ["done"], heard.said
        elif not isinstance(command, Cancel):  # for which it may be too late
            assert heard.status < 300, heard.said


def by_phone(service: Service, words: str) -> Service:
    """The service with these policies, whose riders all call."""
    riders = service.demand.model_copy(update={"phone_share": 1.0})
    return replace(service, demand=riders, dispatch=parse_dispatch(words))


def registered(scenario: Scenario, served: Served) -> Scenario:
    """The same day, asked for by riders whom the service knows."""
    arrivals = [
        replace(each, request=replace(each.request, rider_id=served.rider(each.request.rider_id)))
        for each in scenario.arrivals
    ]
    return replace(scenario, arrivals=tuple(arrivals))


@pytest.mark.parametrize("words", ["", "repair=100,improvement=100"])
def test_the_day_over_http_is_the_day_in_memory(words: str, tmp_path: Path) -> None:
    service = by_phone(read_service(NAMIOKA), words)
    scenario = scenario_of_service(service, seed=5, riders=45)
    ids: list[str] = []
    database = a_database(tmp_path)
    town = town_of(service, lambda *_: scenario.strategy)
    with serving(town, database, moment(scenario.service_date, 0, town.zone), ids.pop) as served:
        scenario = registered(scenario, served)
        OverHttp(served, scenario, ids).run()
        with served.desk.reading(scenario.service_date) as open_day:
            found = list(open_day.events)
    database.close()
    journal = MemoryJournal()
    replay(scenario, journal)
    assert found == list(journal.read())
    assert any(isinstance(event, VisitDone) for event in found)
