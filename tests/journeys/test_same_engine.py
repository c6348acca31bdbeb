"""A simulated day sent through HTTP, with the clock set by hand, gives the events that it gives in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest

from api.clock import moment
from api.desk.town import town_of
from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    BeginVisit,
    Cancel,
    Command,
    Decline,
    Depart,
    FinishVisit,
    ReportNoShow,
)
from dispatch.domain.events import VisitDone
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import Request
from dispatch.domain.route import VisitKind
from dispatch.engine.journal import MemoryJournal
from dispatch.engine.service_day import ServiceDay, apply
from gtfs.service import Service, read_service
from gtfs.service_words import parse_dispatch
from simulations.command_queue import CommandQueue
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service
from simulations.world import World
from tests.api.served import Served, a_database, serving
from tests.journeys.test_promises_kept import NAMIOKA

BEGINS = {VisitKind.BOARD: "boarding", VisitKind.ALIGHT: "alighting", VisitKind.BREAK: "rest_began"}
ENDS = {VisitKind.BOARD: "boarded", VisitKind.ALIGHT: "alighted", VisitKind.BREAK: "rest_over"}


class OverHttp:
    """Says over HTTP what the riders and drivers of a simulated day say, and hears what comes of it."""

    def __init__(self, served: Served, scenario: Scenario, ids: list[str]) -> None:
        self.served, self.scenario, self.ids = served, scenario, ids
        self.day, self.heard = ServiceDay(), 0
        self.world, self.queue = World(scenario), CommandQueue()

    def run(self) -> None:
        """The whole day."""
        for at_s, command in self.world.open():
            self.queue.put(at_s, command)
        self._hear(0)
        while (popped := self.queue.take()) is not None:
            at_s, command = popped
            if self._wake_before(at_s):
                self.queue.put(at_s, command)
            elif self.world.is_due(command):
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
        date = self.scenario.service_date
        match command:
            case Ask(request):
                self.ids.append(request.request_id)
                self._post("/requests", self._asked(request))
            case Accept(offer_id):
                taken = {"service_date": str(date), "offer_id": offer_id}
                self._post("/acceptances", {"offers": [taken]})
            case Decline(request_id):
                self._post(f"/requests/{date}/{request_id}/decline")
            case Cancel(ride_id):
                self.served.post(f"/rides/{date}/{ride_id}/cancellation")  # it may be too late
            case Depart() | Arrive() | BeginVisit() | FinishVisit() | ReportNoShow():
                self._report(command.vehicle_id, *self._tapped(command), at_s)

    def _tapped(
        self, command: Depart | Arrive | BeginVisit | FinishVisit | ReportNoShow
    ) -> tuple[str, str | None]:
        state = self.day.vehicles[command.vehicle_id]
        first = state.route.visits[0]
        match command:
            case Depart():
                return "departed", None
            case Arrive():
                return "arrived", None
            case BeginVisit():
                return BEGINS[first.kind], first.ride_id
            case FinishVisit():
                assert state.current is not None
                return ENDS[state.current.kind], state.current.ride_id
            case ReportNoShow():
                return "no_show", first.ride_id

    def _report(self, vehicle_id: VehicleId, kind: str, ride_id: str | None, at_s: int) -> None:
        when = moment(self.scenario.service_date, at_s, self.served.desk.town.zone)
        told = {"kind": kind, "ride_id": ride_id, "at": when.isoformat()}
        tap = {**told, "client_id": f"{kind}-{ride_id}-{at_s}"}
        path = f"/vehicles/{vehicle_id}/reports/{self.scenario.service_date}"
        answer = self.served.post(path, {"reports": [tap]}, token=self.served.as_tablet(vehicle_id))
        assert answer.json()[0]["outcome"] == "done", answer.text

    def _asked(self, request: Request) -> dict[str, object]:
        town, party = self.served.desk.town, request.party
        at = moment(self.scenario.service_date, request.wish_s, town.zone)
        return {
            "rider_id": request.rider_id,
            "origin": town.service.places[request.origin].place_id,
            "destination": town.service.places[request.destination].place_id,
            "wish": {"kind": request.wish_kind, "at": at.isoformat()},
            "party": {"seats": party.seats, "wheelchairs": party.wheelchairs, "walkers": party.walkers},
            "door_needed": request.door_needed,
        }

    def _post(self, path: str, body: object = None) -> None:
        answer = self.served.post(path, body)
        assert answer.is_success, answer.text


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
