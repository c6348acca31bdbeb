"""What drivers do: as the tablet says, late, in batches, twice, out of turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from api.clock import moment
from api.driving.steps import ReportKind
from dispatch.domain.fleet import VehicleId
from dispatch.domain.route import Visit, VisitKind
from dispatch.engine.vehicle_state import VehicleState
from tests.api.machine.world import World

K = ReportKind
DONE = {VisitKind.BOARD: K.BOARDED, VisitKind.ALIGHT: K.ALIGHTED, VisitKind.BREAK: K.REST_OVER}
BEGUN = {VisitKind.BOARD: K.BOARDING, VisitKind.ALIGHT: K.ALIGHTING, VisitKind.BREAK: K.REST_BEGAN}
Tap = tuple[ReportKind, str | None, int]
"""What is tapped, for whom, and when that is due."""
AT_MOST_AHEAD_S = 3600


def taps_ahead(state: VehicleState, promised_from: dict[str, int]) -> Iterator[Tap]:
    """What a driver who keeps to the route will tap, and when it is due."""
    if state.current is not None:
        yield _done(state.current)
    driving, standing = state.heading is not None, state.arrived
    for visit in state.route.visits:
        begin_s = max(visit.begin_s, promised_from.get(str(visit.ride_id), 0))
        if not driving and not standing:
            yield K.DEPARTED, None, state.leave_s
        if not standing:
            yield K.ARRIVED, None, begin_s
        if visit.kind not in DONE:
            return
        if visit.kind is VisitKind.BREAK:
            yield K.REST_BEGAN, None, begin_s
        yield _done(visit, begin_s)
        driving = standing = False


def _done(visit: Visit, begin_s: int | None = None) -> Tap:
    due_s = (visit.begin_s if begin_s is None else begin_s) + visit.service_s
    return DONE[visit.kind], visit.ride_id, due_s


def drive(world: World, vehicle_id: VehicleId, taps: int, late_s: int) -> None:
    """Tap what is next, when it is due or so much later; the clock goes on with it."""
    for _ in range(taps):
        ahead = _ahead(world, vehicle_id)
        if not ahead or ahead[0][2] > world.now_s + AT_MOST_AHEAD_S:
            return
        kind, ride_id, due_s = ahead[0]
        world.pass_time(timedelta(seconds=max(0, due_s + late_s - world.now_s)))
        hand_in(world, vehicle_id, [_tap(world, kind, world.now, ride_id)])


def out_of_reach(world: World, vehicle_id: VehicleId, taps: int, minutes: int, twice: bool) -> None:
    """Taps of a dead zone, each with its own time, handed in together when it is over; perhaps twice."""
    ahead = _ahead(world, vehicle_id)[:taps]
    if not ahead or ahead[0][2] > world.now_s + AT_MOST_AHEAD_S:
        return
    began = max(world.now, moment(world.today, ahead[0][2], world.town.zone))
    apart = timedelta(minutes=minutes) / len(ahead)
    batch = [
        _tap(world, kind, began + apart * number, ride_id) for number, (kind, ride_id, _) in enumerate(ahead)
    ]
    world.pass_time(began + apart * len(ahead) - world.now)
    first = hand_in(world, vehicle_id, batch)
    if twice:
        version = world.look(world.today, lambda open_day: open_day.day.version)
        assert hand_in(world, vehicle_id, batch) == first, "the same taps, another outcome"
        assert world.look(world.today, lambda open_day: open_day.day.version) == version


def tap_anything(world: World, vehicle_id: VehicleId, kind: ReportKind, number: int, skew_s: int) -> None:
    """A tap that need not fit anything, by a tablet whose clock is wrong."""
    rides = [ride_id for service_date, ride_id in world.known.rides if service_date == world.today]
    ride_id = rides[number % len(rides)] if rides else None
    hand_in(world, vehicle_id, [_tap(world, kind, world.now + timedelta(seconds=skew_s), ride_id)])


def nobody_comes(world: World, vehicle_id: VehicleId) -> None:
    """Where the vehicle stands at a pickup, wait as long as the rule says, and report that nobody came."""
    state = _state(world, vehicle_id)
    visit = state.route.visits[0]
    if not state.arrived or visit.kind is not VisitKind.BOARD or visit.ride_id is None:
        return
    ride_id = visit.ride_id
    until_s = world.look(world.today, lambda open_day: open_day.day.promises[ride_id].limits.pickup.until_s)
    waits_s = until_s + world.town.service.rules.no_show_wait_s - world.now_s
    world.pass_time(timedelta(seconds=max(0, waits_s)))
    hand_in(world, vehicle_id, [_tap(world, K.NO_SHOW, world.now, ride_id)])


def hand_in(world: World, vehicle_id: VehicleId, taps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hand taps in; what became of each."""
    path = f"/vehicles/{vehicle_id}/reports/{world.today}"
    answer = world.send("POST", path, {"reports": taps}, world.tablet(vehicle_id))
    assert answer.status_code == 200, answer.text
    outcomes: list[dict[str, Any]] = answer.json()
    for tap, outcome in zip(taps, outcomes, strict=True):
        world.heard[f"tap {tap['kind']}: {outcome['outcome']}"] += 1
        key = world.today, str(tap["ride_id"])
        missed = tap["kind"] == K.NO_SHOW and outcome["outcome"] == "done"
        if missed and key in world.known.rides and not world.known.rides[key].given_up:
            world.known.give_up(*key, "no_show")
    return outcomes


def _ahead(world: World, vehicle_id: VehicleId) -> list[Tap]:
    def look(open_day: Any) -> list[Tap]:
        promised = {each: promise.limits.pickup.from_s for each, promise in open_day.day.promises.items()}
        return list(taps_ahead(open_day.day.vehicles[vehicle_id], promised))

    return world.look(world.today, look)


def _state(world: World, vehicle_id: VehicleId) -> VehicleState:
    return world.look(world.today, lambda open_day: open_day.day.vehicles[vehicle_id])


def _tap(world: World, kind: ReportKind, when: datetime, ride_id: str | None) -> dict[str, Any]:
    client_id = f"tap-{next(world.numbers):08}"
    local = when.astimezone(world.town.zone).isoformat()
    return {"client_id": client_id, "kind": kind.value, "at": local, "ride_id": ride_id}
