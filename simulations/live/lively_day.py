"""A simulated day lived at a running service, beside whoever else uses it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Protocol

from dispatch.domain.commands import Ask, Command, FinishVisit
from dispatch.domain.events import Event
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RequestId
from dispatch.engine.event_codec import event_from_json
from dispatch.engine.service_day import ServiceDay, apply
from simulations.command_queue import CommandQueue
from simulations.duties import DRIVER_COMMANDS
from simulations.live.cast import Cast, tapped
from simulations.live.line import Line
from simulations.live.on_the_road import OnTheRoad
from simulations.world import World

LOOK_S = 0.1
"""Real seconds between two looks at the clock."""
POSITIONS_S = 1.0
"""Real seconds between two positions of each vehicle."""
CAUGHT_UP_S = 20.0


class JumpingClock(Protocol):
    """The clock of the service, which may be set forward."""

    def now(self) -> datetime:
        """The present moment."""
        ...

    def set(self, now: datetime) -> None:
        """Go on to a later moment at once."""
        ...


@dataclass
class LivelyDay:
    """Riders who ask and ride, and drivers who report every step, at their moments of the service's clock."""

    cast: Cast
    line: Line
    clock: JumpingClock
    drives: Callable[[VehicleId], bool] = lambda _vehicle: True
    """Whether a vehicle is still driven by this day, and not by somebody with a tablet."""
    world: World = field(init=False)
    _queue: CommandQueue = field(default_factory=CommandQueue)
    _day: ServiceDay = field(default_factory=ServiceDay)
    _heard: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    _road: OnTheRoad = field(init=False)
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Nobody has said anything yet."""
        scenario = self.cast.scenario
        self.world, self._road = World(scenario), OnTheRoad(scenario.network)
        for at_s, command in self.world.open():
            self._queue.put(at_s, command)

    def begin(self) -> None:
        """Listen to what the service decides from now on."""
        path = f"/api/areas/{self.cast.area}/days/{self.cast.scenario.service_date}/events"
        stream = self.line.follow(path, self.cast.operator)
        threading.Thread(target=self._listen, args=(stream,), name="lively day", daemon=True).start()

    def stop(self) -> None:
        """Say nothing more."""
        self._over.set()

    def hurry(self, until: datetime) -> None:
        """Live the day up to a moment as fast as the service answers."""
        self._catch_up()
        while (popped := self._queue.take()) is not None:
            at_s, command = popped
            at = self.cast.at(at_s)
            if at >= until or self._over.is_set():
                self._queue.put(at_s, command)
                break
            self.clock.set(max(at, self.clock.now()))
            self._carry_out(command, at_s)
        self.clock.set(max(until, self.clock.now()))

    def live(self) -> None:
        """Live the rest of the day at the pace of the clock, until it is stopped."""
        positions_at = 0.0
        while not self._over.wait(LOOK_S):
            self._hear()
            for at_s, command in self._due():
                self._carry_out(command, at_s)
            if time.monotonic() >= positions_at:
                positions_at = time.monotonic() + POSITIONS_S
                self._show_positions()

    def _due(self) -> Iterator[tuple[int, Command]]:
        while (popped := self._queue.take()) is not None:
            at_s, command = popped
            if self.cast.at(at_s) > self.clock.now() or self._over.is_set():
                self._queue.put(at_s, command)
                return
            yield at_s, command

    def _carry_out(self, command: Command, at_s: int) -> None:
        if not self.world.is_due(command):
            return
        if isinstance(command, DRIVER_COMMANDS) and not self.drives(command.vehicle_id):
            return
        said = self.cast.said(command, at_s, self._day)
        if said is None:
            return
        alights = isinstance(command, FinishVisit) and tapped(command, self._day)[0] == "alighted"
        heard = self.line.say(said.path, said.body, said.token)
        if isinstance(command, FinishVisit) and alights:
            self._take_fares(command.vehicle_id)
        if isinstance(command, Ask) and heard.status == 200:
            self.world.called(RequestId(heard.said["outward"]["request_id"]), command.request)
        self._catch_up()

    def _take_fares(self, vehicle_id: VehicleId) -> None:
        """Whoever has got out pays the driver what is due."""
        area, token = f"/api/areas/{self.cast.area}", self.cast.tablets[vehicle_id]
        told = self.line.ask(f"{area}/vehicles/{vehicle_id}/passengers", token).said
        for rider in told["passengers"]:
            if rider["status"] == "carried":
                paid = {"receipt_id": f"cash-{rider['ride_id']}", "yen": rider["cash_due_yen"]}
                path = f"{area}/rides/{told['service_date']}/{rider['ride_id']}/cash"
                self.line.say(path, paid, token)

    def _catch_up(self) -> None:
        """Hear everything that was decided until now, so that nobody acts on what is over."""
        path = f"/api/areas/{self.cast.area}/board/{self.cast.scenario.service_date}"
        version = int(self.line.ask(path, self.cast.operator).said["version"])
        patient_until = time.monotonic() + CAUGHT_UP_S
        while self._day.version < version:
            if time.monotonic() > patient_until or self._over.is_set():
                raise TimeoutError(f"{path}: events up to {version} expected, heard {self._day.version}")
            self._hear(wait_s=1.0)

    def _hear(self, wait_s: float = 0.0) -> None:
        fresh: list[Event] = []
        try:
            fresh.append(self._heard.get(block=wait_s > 0, timeout=wait_s or None))
            while True:
                fresh.append(self._heard.get_nowait())
        except Empty:
            pass
        for event in fresh:
            apply(self._day, event)
            self._road.follow(event)
        if fresh:
            now_s = int((self.clock.now() - self.cast.midnight).total_seconds())
            for at_s, command in self.world.react(self._day, tuple(fresh), now_s):
                self._queue.put(at_s, command)

    def _show_positions(self) -> None:
        now = self.clock.now()
        now_s = (now - self.cast.midnight).total_seconds()
        for vehicle_id, (lat, lon) in self._road.positions(now_s, self.world.reaches_s()).items():
            if self.drives(vehicle_id):
                path = f"/api/areas/{self.cast.area}/vehicles/{vehicle_id}/position"
                seen = {"lat": lat, "lon": lon, "at": now.isoformat()}
                self.line.say(path, seen, self.cast.tablets[vehicle_id], method="PUT")

    def _listen(self, stream: Iterator[tuple[int, str]]) -> None:
        for _, data in stream:
            self._heard.put(event_from_json(json.loads(data)))
