"""FleetPy's example through our engine: `python -m benchmarks.fleetpy_case DEMAND NETWORK --vehicles 18`.

Riders ask for a ride now and take the soonest offer at once; drivers keep to the believed times, as FleetPy's
do. The limits are those of FleetPy's example study: a pickup within 300 s of asking, a ride at most 40 %
longer than the direct one, stops of 30 s, four seats. Ours are never looser: FleetPy allows the detour on
the stop at the pickup as well, and lets riders of one stop board together. Vehicles start at boarding points
drawn by the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from statistics import fmean
from time import process_time
from typing import Annotated

import numpy as np
import typer

from benchmarks.fleetpy_files import FleetPyRequest, NotFleetPy, StopTimes, read_requests, read_stop_times
from benchmarks.provenance import provenance
from dispatch.domain.commands import Accept, Arrive, Ask, BeginVisit, Command, Decline, Depart, FinishVisit
from dispatch.domain.events import Asked, Event, OffersMade, Refused, VisitBegun
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.answering import Area
from dispatch.engine.dispatcher import Decision, Dispatcher
from dispatch.engine.service_day import ServiceDay, VehicleState, apply
from dispatch.kernel.warm import warm_up
from dispatch.travel.travel_times import TravelTimes
from simulations.measures.drives import list_stays

HOURS = TimeWindow(0, 4 * HOUR_S)
LONGEST_WAIT_S = 300
WINDOW_S = 0
"""Wider promises let later riders in cheaply, but leave less of the longest wait to the rider who asks."""
TO_THE_FULL_MINUTE_S = 59
"""A promised window opens on the next full minute."""

RULES = ServiceRules(
    pickup_window_s=WINDOW_S,
    max_wait_s=LONGEST_WAIT_S - WINDOW_S - TO_THE_FULL_MINUTE_S,
    detour_factor=1.4,
    detour_extra_s=0,
    max_ride_s=HOUR_S,
    board_s=30,
    alight_s=30,
    reserve_s=0,
)

DriverReport = Depart | Arrive | BeginVisit | FinishVisit


@dataclass(slots=True)
class Replay:
    """A day under way: who speaks next, and what has happened."""

    dispatcher: Dispatcher
    travel: TravelTimes
    day: ServiceDay = field(default_factory=ServiceDay)
    events: list[Event] = field(default_factory=list)
    answer_cpu_s: list[float] = field(default_factory=list)
    _waiting: list[tuple[int, bool, int, Command]] = field(default_factory=list)
    _said: count[int] = field(default_factory=count)
    _due: dict[VehicleId, tuple[VehicleState, Command | None]] = field(default_factory=dict)
    """What each driver will report next, and the vehicle's state that this follows from."""

    def run(self, requests: Sequence[FleetPyRequest], stops: StopTimes) -> None:
        """Decide until nobody has anything more to say."""
        for row in requests:
            self._put(row.asked_s, Ask(_wish(row, stops)))
        self._carry_out(self.dispatcher.open_day(), 0)
        while self._waiting:
            now_s, _, _, command = heappop(self._waiting)
            if isinstance(command, DriverReport) and self._due[command.vehicle_id][1] is not command:
                continue  # the route has changed since
            began_s = process_time()
            decision = self.dispatcher.decide(self.day, command, now_s)
            if isinstance(command, Ask):
                self.answer_cpu_s.append(process_time() - began_s)
            self._carry_out(decision, now_s)

    def _carry_out(self, decision: Decision, now_s: int) -> None:
        for event in decision.events:
            apply(self.day, event)
            self.events.append(event)
            if isinstance(event, OffersMade):
                soonest = min(event.offers, key=lambda offer: offer.rides[0].pickup_s)
                self._put(now_s, Accept(soonest.offer_id))
            elif isinstance(event, Refused):
                self._put(now_s, Decline(event.request_id))
        for vehicle_id, state in self.day.vehicles.items():
            if vehicle_id in self._due and self._due[vehicle_id][0] is state:
                continue
            report = _next_report(state, self.travel)
            self._due[vehicle_id] = (state, report and report[1])
            if report is not None:
                self._put(max(now_s, report[0]), report[1])

    def _put(self, at_s: int, command: Command) -> None:
        """At one moment drivers report before riders speak, then first come first served."""
        heappush(self._waiting, (at_s, not isinstance(command, DriverReport), next(self._said), command))


def _next_report(state: VehicleState, travel: TravelTimes) -> tuple[int, Command] | None:
    """What a punctual driver says next and when; None for a vehicle that is home."""
    vehicle_id = state.vehicle.vehicle_id
    if state.current is not None:
        return state.current.begin_s + state.current.service_s, FinishVisit(vehicle_id)
    if state.heading is not None:
        left = state.heading
        drive_s = travel.seconds(left.origin, left.destination, left.departed_s)
        return left.departed_s + drive_s, Arrive(vehicle_id)
    if not state.arrived:
        return state.leave_s, Depart(vehicle_id)
    visit = state.route.visits[0]
    return None if visit.kind is VisitKind.END else (visit.begin_s, BeginVisit(vehicle_id))


def _wish(row: FleetPyRequest, stops: StopTimes) -> Request:
    return Request(
        RequestId(row.request_id),
        RiderId(row.request_id),
        stops.place_of[row.origin],
        stops.place_of[row.destination],
        WishKind.DEPART_AFTER,
        row.asked_s,
        Load(1),
    )


def fleet(vehicles: int, stops: StopTimes, rng: np.random.Generator) -> tuple[Vehicle, ...]:
    """Four-seaters at boarding points drawn at random, where they also end."""
    places = list(stops.place_of.values())
    homes = [places[int(number)] for number in rng.integers(len(places), size=vehicles)]
    return tuple(
        Vehicle(VehicleId(f"v{number:02}"), Load(4), Shift(HOURS, home, home))
        for number, home in enumerate(homes)
    )


def _told(replay: Replay, vehicles: tuple[Vehicle, ...], whole_cpu_s: float) -> str:
    """The figures of a finished replay as one line."""
    asked_s = {str(e.request.request_id): e.at_s for e in replay.events if isinstance(e, Asked)}
    waits_s = [
        event.at_s - asked_s[str(event.ride_id)]
        for event in replay.events
        if isinstance(event, VisitBegun) and event.kind is VisitKind.BOARD
    ]
    drives = [
        drive
        for stay in list_stays(replay.events, vehicles)
        if stay.kind is not VisitKind.END  # FleetPy's vehicles stay where they are
        for drive in stay.drives
    ]
    driven_km = sum(replay.travel.metres(drive.origin, drive.destination) for drive in drives) / 1000
    answer_ms = fmean(replay.answer_cpu_s) * 1000
    return (
        f"served {len(waits_s)} of {len(asked_s)}; wait mean {fmean(waits_s):.0f} s,"
        f" p95 {np.percentile(waits_s, 95):.0f} s, longest {max(waits_s)} s; driven {driven_km:.1f} km;"
        f" CPU {answer_ms:.2f} ms an answer, {whole_cpu_s * 1000 / len(asked_s):.2f} ms a request in all"
    )


def main(
    demand: Annotated[Path, typer.Argument(help="FleetPy demand file, such as example_400.csv.")],
    network: Annotated[Path, typer.Argument(help="FleetPy network folder, such as example_network.")],
    vehicles: Annotated[int, typer.Option(min=1)] = 18,
    seed: Annotated[list[int] | None, typer.Option(help="Where vehicles start; may be repeated.")] = None,
) -> None:
    """Replay a FleetPy demand file through the engine and print served, waits, kilometres and CPU."""
    try:
        stops = read_stop_times(network)
        requests = read_requests(demand, stops)
    except NotFleetPy as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    warm_up()
    typer.echo(f"{len(requests)} requests, {vehicles} vehicles. {provenance(('numba', 'numpy')).markdown()}")
    for number in seed or [1]:
        cars = fleet(vehicles, stops, np.random.default_rng(number))
        area = Area(demand.stem, "2000-01-01", HOURS)
        began_s = process_time()
        replay = Replay(Dispatcher(area, RULES, cars, stops.travel), stops.travel)
        replay.run(requests, stops)
        typer.echo(f"seed {number}: {_told(replay, cars, process_time() - began_s)}")


if __name__ == "__main__":
    typer.run(main)
