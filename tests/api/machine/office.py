"""What operators and dispatchers do: rides moved by hand, disruptions seen and done, and all that undone."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.api.machine.known import RideKey
from tests.api.machine.world import World


def pin(world: World, key: RideKey, *, loose: bool) -> None:
    """Keep a ride on its vehicle, or let it be moved again."""
    service_date, ride_id = key
    what = "unpin" if loose else "pin"
    body = None if loose else {"reason": "いつもの運転手さん"}
    world.note(what, world.send("POST", f"/rides/{service_date}/{ride_id}/{what}", body))


def assign(world: World, key: RideKey, vehicle_id: str, *, force: bool) -> None:
    """Give a ride to a vehicle, having seen what breaks."""
    service_date, ride_id = key
    path = f"/rides/{service_date}/{ride_id}/assignment"
    seen = world.note("see", world.send("POST", f"{path}/preview", {"vehicle_id": vehicle_id}))
    if seen.status_code != 200:
        return
    body: dict[str, Any] = {"vehicle_id": vehicle_id, "base_version": seen.json()["base_version"]}
    if force:
        body |= {"force": True, "reason": "only van with a lift"}
    done = world.note("assign", world.send("POST", path, body))
    if seen.json()["breaks"]:
        assert (done.status_code == 200) is force, "what breaks is done by force alone"


def disrupt(world: World, service_date: date, disruptions: list[dict[str, Any]]) -> None:
    """See what a disruption means, and do it."""
    path, asked = f"/disruptions/{service_date}", {"disruptions": disruptions, "reason": "大雪"}
    kinds = "+".join(each["kind"] for each in disruptions)
    seen = world.note(f"foresee {kinds}", world.send("POST", f"{path}/preview", asked))
    if seen.status_code == 200:
        body = {**asked, "base_version": seen.json()["base_version"]}
        done = world.note(f"disrupt {kinds}", world.send("POST", path, body))
        _as_foreseen(seen.json(), done)


def undo(world: World, service_date: date) -> None:
    """See what taking the latest action back means, and do it."""
    path, why = f"/disruptions/{service_date}/undo", {"reason": "a slip"}
    seen = world.note("foresee undo", world.send("POST", f"{path}/preview", why))
    if seen.status_code == 200:
        done = world.send("POST", path, {**why, "base_version": seen.json()["base_version"]})
        world.note("undo", done)
        _as_foreseen(seen.json(), done)


def _as_foreseen(seen: dict[str, Any], done: Any) -> None:
    assert done.status_code == 201, done.text
    for part in ("kept", "moved", "needs_call"):
        assert done.json()[part] == seen[part], "not as it was foreseen"


def look_at_board(world: World, service_date: date) -> None:
    """The board and the calls to make."""
    board = world.note("board", world.send("GET", f"/board/{service_date}")).json()
    tasks = world.note("tasks", world.send("GET", f"/board/{service_date}/tasks")).json()
    to_call = {each["subject"] for each in tasks if each["outcome"] is None}
    lost = world.look(service_date, lambda open_day: set(open_day.day.unassigned))
    done = {each["subject"] for each in tasks if each["outcome"] is not None}
    assert lost <= to_call | done, f"nobody is to call {lost - to_call - done}"
    assert board["version"] == world.look(service_date, lambda open_day: open_day.day.version)


def finish_call(world: World, service_date: date, number: int) -> None:
    """Somebody was called."""
    tasks = world.send("GET", f"/board/{service_date}/tasks").json()
    still = [each for each in tasks if each["outcome"] is None]
    if still:
        body = {"task_id": still[number % len(still)]["task_id"], "outcome": "reached"}
        world.note("called", world.send("POST", f"/board/{service_date}/tasks/done", body))
