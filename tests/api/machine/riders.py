"""What riders do, and operators for them over the telephone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.api.machine.known import KnownOffer, KnownRequest, RideKey
from tests.api.machine.world import World
from tests.api.served import at

PUBLIC = ("place_01", "place_02", "place_05")


def places_of(rider: int) -> tuple[str, ...]:
    """Where a rider goes from and to: home, and a few places where many go."""
    return (f"home_{rider * 7 + 1:03}", *PUBLIC)


def wish(world: World, kind: str, ahead_min: int, tomorrow: bool) -> dict[str, Any]:
    """A time so many minutes ahead, or after seven tomorrow."""
    if kind == "now":
        return {"kind": "now"}
    return {"kind": kind, "at": when(world, ahead_min, tomorrow).isoformat()}


def when(world: World, ahead_min: int, tomorrow: bool) -> datetime:
    """A time so many minutes ahead, or after seven tomorrow."""
    seven = at(world.town, 7) + (world.today + timedelta(days=1) - at(world.town, 7).date())
    begins = seven if tomorrow else max(world.now, seven - timedelta(days=1))
    return (begins + timedelta(minutes=ahead_min)).astimezone(world.town.zone)


def speaker(world: World, rider: int, by_phone: bool) -> tuple[str, dict[str, Any]]:
    """Who sends a rider's request, and how the rider is named in it."""
    rider_id, token = world.riders[rider]
    return (world.staff(), {"rider_id": rider_id}) if by_phone else (token, {})


def ask(world: World, rider: int, ends: tuple[int, int], by_phone: bool, **wanted: Any) -> None:
    """Ask for a ride, and perhaps for the way back."""
    origin, destination = (places_of(rider)[end] for end in ends)
    token, named = speaker(world, rider, by_phone)
    body = {"origin": origin, "destination": destination, **wanted, **named}
    answer = world.note("ask", world.send("POST", "/requests", body, token))
    if answer.status_code == 200:
        for part in ("outward", "way_back"):
            if answer.json()[part] is not None:
                _hear(world, rider, answer.json()[part])


def book(world: World, rider: int, ends: tuple[int, int], **wanted: Any) -> None:
    """Ask for a ride, and take the first offer there is."""
    before = list(world.known.offers)
    ask(world, rider, ends, by_phone=False, **wanted)
    made = [each for each in world.known.offers if each not in before]
    if made:
        accept(world, made[:1], by_phone=False)


def _hear(world: World, rider: int, answer: dict[str, Any], instead_of: str | None = None) -> None:
    if answer["refusal"] is not None:
        world.heard[f"refused: {answer['refusal']['code']}"] += 1
    world.known.hear_answer(rider, answer, instead_of)


def accept(world: World, offers: list[KnownOffer], by_phone: bool) -> None:
    """Take one offer, or two of one rider."""
    world.known.spend(offers)
    token, _ = speaker(world, offers[0].rider, by_phone)
    named = [{"service_date": each.service_date.isoformat(), "offer_id": each.offer_id} for each in offers]
    answer = world.note("accept", world.send("POST", "/acceptances", {"offers": named}, token))
    if answer.status_code >= 400:
        return
    hear_accepted(world, offers, answer.json())


def hear_accepted(world: World, offers: list[KnownOffer], told: dict[str, Any]) -> None:
    """What became of offers that were to be taken."""
    rider, replaced = offers[0].rider, offers[0].instead_of
    world.known.hear_booked(rider, told["rides"])
    for answer in told["lapsed"]:
        _hear(world, rider, answer, replaced)
    if told["rides"] and replaced is not None:
        world.heard["changed"] += 1
        world.known.give_up(offers[0].service_date, replaced, "changed")


def decline(world: World, request: KnownRequest) -> None:
    path = f"/requests/{request.service_date}/{request.request_id}/decline"
    world.note("decline", world.send("POST", path, token=world.riders[request.rider][1]))


def change(world: World, key: RideKey, by_phone: bool, **wanted: Any) -> None:
    """Ask for another ride in the place of one."""
    service_date, ride_id = key
    rider = world.known.rides[key].rider
    token, _ = speaker(world, rider, by_phone)
    answer = world.note(
        "change", world.send("POST", f"/rides/{service_date}/{ride_id}/change", wanted, token)
    )
    if answer.status_code == 200:
        _hear(world, rider, answer.json(), ride_id)


def cancel(world: World, key: RideKey, by_phone: bool) -> None:
    service_date, ride_id = key
    token, _ = speaker(world, world.known.rides[key].rider, by_phone)
    path = f"/rides/{service_date}/{ride_id}/cancellation"
    if world.note("cancel", world.send("POST", path, token=token)).status_code == 200:
        world.known.give_up(service_date, ride_id, "cancelled")


def ask_open_return(world: World, rider: int, begins: datetime, minutes: int, by_phone: bool) -> None:
    """A way home to call for, some time from a moment on."""
    token, named = speaker(world, rider, by_phone)
    window = {"from": begins.isoformat(), "until": (begins + timedelta(minutes=minutes)).isoformat()}
    body = {"origin": PUBLIC[rider % 3], "destination": places_of(rider)[0], "window": window, **named}
    answer = world.note("open return", world.send("POST", "/open-returns", body, token))
    if answer.status_code != 200:
        return
    sold = answer.json()["open_return"]
    if sold is None:
        world.heard[f"no open return: {answer.json()['refusal']['code']}"] += 1
        return
    world.known.returns[date.fromisoformat(sold["service_date"]), sold["ride_id"]] = rider


def call_return(world: World, key: RideKey) -> None:
    """Finished: please fetch me."""
    rider, (service_date, ride_id) = world.known.returns[key], key
    path = f"/open-returns/{service_date}/{ride_id}/call"
    answer = world.note("finished", world.send("POST", path, token=world.riders[rider][1]))
    if answer.status_code < 400:
        del world.known.returns[key]
        world.known.hear_booked(rider, answer.json()["rides"])
        for each in answer.json()["lapsed"]:
            _hear(world, rider, each)


def give_up_return(world: World, key: RideKey) -> None:
    service_date, ride_id = key
    path = f"/open-returns/{service_date}/{ride_id}/cancellation"
    token = world.riders[world.known.returns[key]][1]
    if world.note("no return", world.send("POST", path, token=token)).status_code == 204:
        del world.known.returns[key]


def wait(world: World, request: KnownRequest, *, no_longer: bool) -> None:
    """Wait for room, or wait no longer."""
    path = f"/requests/{request.service_date}/{request.request_id}/waitlist"
    method, what = ("DELETE", "wait no longer") if no_longer else ("POST", "wait")
    world.note(what, world.send(method, path, token=world.riders[request.rider][1]))


def look_again(world: World, request: KnownRequest) -> None:
    """See what became of a request: who waits hears of room so."""
    rider = request.rider
    path = f"/requests/{request.service_date}/{request.request_id}"
    answer = world.note("look again", world.send("GET", path, token=world.riders[rider][1]))
    if answer.status_code == 200 and answer.json()["waiting"] is not None:
        world.heard["called back"] += bool(answer.json()["offers"])
        world.known.hear_offers(rider, answer.json()["offers"])
