"""A dispatcher looks at what a disruption means, does it in one action, and takes it back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from api.desk.town import Town
from api.people.looking import How, Purpose
from api.people.roles import Role
from tests.api.routes.booked import ask, book
from tests.api.routes.test_board import board, tasks
from tests.api.routes.test_directory import looks
from tests.api.served import DAY, STAFF, Served, a_database, at, serving

PATH = f"/disruptions/{DAY}"


def asked(*disruptions: dict[str, Any], reason: str = "エンジン故障") -> dict[str, Any]:
    return {"disruptions": list(disruptions), "reason": reason}


def withdraw(vehicle_id: str) -> dict[str, Any]:
    return {"kind": "withdraw", "vehicle_id": vehicle_id}


def snow(level: str) -> dict[str, Any]:
    return {"kind": "snow", "level": level}


def preview(served: Served, *disruptions: dict[str, Any], **more: str) -> dict[str, Any]:
    answer = served.post(f"{PATH}/preview", asked(*disruptions, **more))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def do(served: Served, *disruptions: dict[str, Any], **more: str) -> dict[str, Any]:
    base_version = preview(served, *disruptions, **more)["base_version"]
    answer = served.post(PATH, {**asked(*disruptions, **more), "base_version": base_version})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def actions(served: Served) -> list[dict[str, Any]]:
    return list(served.get(PATH).json())


def everybody(told: dict[str, Any]) -> list[str]:
    return [each["ride_id"] for part in ("kept", "moved", "needs_call") for each in told[part]]


def vehicles(served: Served) -> list[str]:
    return [vehicle["vehicle_id"] for vehicle in board(served)["vehicles"]]


def test_a_breakdown_is_seen_before_it_is_done_and_every_rider_stands_in_one_list(served: Served) -> None:
    rides = [book(served, rider=f"p{n}") for n in range(4)]
    broken = rides[0]["vehicle_id"]
    seen = preview(served, withdraw(broken))
    assert sorted(everybody(seen)) == sorted(ride["ride_id"] for ride in rides)
    assert board(served)["version"] == seen["base_version"], "nothing has changed"
    done = served.post(PATH, {**asked(withdraw(broken)), "base_version": seen["base_version"]})
    assert done.status_code == 201
    told = done.json()
    lists = ("kept", "moved", "needs_call")
    assert [told[each] for each in lists] == [seen[each] for each in lists], "as it was previewed"
    after = {each["vehicle_id"]: each for each in board(served)["vehicles"]}[broken]
    assert (after["doing"], after["withdrawn"]) == ("withdrawn", "エンジン故障")


def test_whoever_must_be_called_comes_with_a_glimpse_and_what_to_say(served: Served) -> None:
    ride = book(served, rider="p1")
    told = do(served, *(withdraw(each) for each in vehicles(served)), reason="flood")
    (call,) = told["needs_call"]
    assert (call["cause"], call["rider"]["name"]) == ("no_vehicle", "p1")
    assert call["said"]["ja"].startswith("申し訳ありません。午前9時")
    assert looks(served, ride["rider_id"])[-1] == (f"staff {STAFF}", How.LISTED, Purpose.INCIDENT)
    assert [task["cause"] for task in tasks(served)] == ["no_vehicle"]


def test_who_is_moved_is_told_by_how_many_minutes(served: Served) -> None:
    book(served)
    served.clock.set(at(served.town, 8, 50))
    one, *_ = vehicles(served)
    vehicle_id = served.get(f"/riders/{served.rider('p1')}/rides").json()[0]["vehicle_id"]
    others = [withdraw(each) for each in vehicles(served) if each != vehicle_id]
    told = do(served, *others, {"kind": "delay", "vehicle_id": vehicle_id, "minutes": 45}, reason="snow")
    (moved,) = told["moved"]
    assert moved["minutes"] > 0
    assert moved["before"]["pickup_until"] < moved["after"]["pickup_until"]
    assert "your pickup is now between" in moved["said"]["en"]
    assert one


def test_a_preview_that_the_day_has_overtaken_is_to_be_seen_again(served: Served) -> None:
    ride = book(served)
    seen = preview(served, withdraw(ride["vehicle_id"]))
    book(served, rider="p2")
    late = served.post(PATH, {**asked(withdraw(ride["vehicle_id"])), "base_version": seen["base_version"]})
    assert (late.status_code, late.json()["code"]) == (409, "gone-on")
    assert actions(served) == []


def test_actions_are_found_with_who_when_why_and_what_they_meant(served: Served) -> None:
    ride = book(served)
    do(served, *(withdraw(each) for each in vehicles(served)), reason="flood")
    served.clock.set(served.clock.now() + timedelta(minutes=5))
    do(served, {"kind": "return", "vehicle_id": ride["vehicle_id"]}, reason="dry again")
    flood, dry = actions(served)
    assert (flood["actor"], flood["reason"]) == (f"staff {STAFF}", "flood")
    assert flood["what"] == ["VehicleWithdrawn"] * 3
    assert flood["needs_call"] == {ride["ride_id"]: "no_vehicle"}
    assert (dry["what"], dry["kept"] + len(dry["moved"]), dry["undone"]) == (["VehicleReturned"], 1, False)
    assert flood["at"] < dry["at"]


def test_an_undo_repeated_under_its_key_undoes_nothing_more(served: Served) -> None:
    ride = book(served)
    for vehicle_id in vehicles(served)[:2]:
        do(served, withdraw(vehicle_id))
    taken_back: list[dict[str, Any]] = []
    for key in ("undo the second", "undo the first"):
        seen = served.post(f"{PATH}/undo/preview", {"reason": "a slip"}).json()
        body = {"reason": "a slip", "base_version": seen["base_version"]}
        first, again = (served.post(f"{PATH}/undo", body, key=key) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 201), again.text
        assert first.json() == again.json()
        taken_back.append(first.json())
    assert [each["undone"] for each in actions(served)] == [True, True, False, False]
    assert all(everybody(each) == [ride["ride_id"]] for each in taken_back)


def test_the_latest_action_is_undone_then_the_one_before(served: Served) -> None:
    ride = book(served)
    do(served, withdraw(ride["vehicle_id"]))
    do(served, snow("snow"), reason="snow")
    for expected in (("normal", True), ("normal", False)):
        why = {"reason": "a mistake"}
        seen = served.post(f"{PATH}/undo/preview", why).json()
        undone = served.post(f"{PATH}/undo", {**why, "base_version": seen["base_version"]})
        assert undone.status_code == 201, undone.text
        shown = board(served)
        withdrawn = any(each["doing"] == "withdrawn" for each in shown["vehicles"])
        assert (shown["conditions"], withdrawn) == expected
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["limits"] == ride["limits"]
    assert [each["undone"] for each in actions(served)] == [True, True, False, False]
    nothing = served.post(f"{PATH}/undo/preview", {"reason": "once more"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "not-now")


def test_a_halted_service_takes_no_bookings_and_calls_whoever_waits(served: Served) -> None:
    ride = book(served)
    told = do(served, snow("halt"), reason="吹雪")
    assert [(each["ride_id"], each["cause"]) for each in told["needs_call"]] == [
        (ride["ride_id"], "service_halted")
    ]
    refusal = ask(served, rider="p2")["outward"]["refusal"]
    assert (refusal["code"], refusal["alternatives"]) == ("SERVICE_STOPPED", [])
    assert refusal["facts"]["date2"] == "2026-12-03", "another day can be booked"
    assert refusal["sentence_ja"].endswith("12月3日(木)でしたらご予約を承ります。")
    do(served, snow("normal"), reason="晴れ")
    assert ask(served, rider="p3")["outward"]["offers"]
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["status"] == "booked"


def a_road(served: Served) -> tuple[dict[str, str], tuple[str, str]]:
    """A road from the station to the next place, and what its ends are called."""
    places = list(served.town.service.places)
    station = next(each for each in places if each.place_id == "place_01")
    near = sorted(places, key=lambda each: abs(each.lat - station.lat) + abs(each.lon - station.lon))
    for each in near[1:]:
        road = {"origin": station.place_id, "destination": each.place_id}
        body = asked({"kind": "close", "roads": [road]})
        if served.post(f"{PATH}/preview", body).status_code == 200:
            return road, (station.name, each.name)
    raise AssertionError("no road leads from the station")


def test_a_road_is_closed_between_neighbours_and_what_lies_between_others_is_named(served: Served) -> None:
    road = {"origin": "place_01", "destination": "place_02"}
    answer = served.post(f"{PATH}/preview", asked({"kind": "close", "roads": [road]}))
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "disruptions.0.roads.0"
    names = {each.name for each in served.town.service.places}
    assert fault["expected"].removeprefix("neighbours expected; ").partition(" lies on the way")[0] in names


def closed(served: Served) -> tuple[list[str], list[tuple[str, str]]]:
    shown = board(served)
    roads = [(each["origin"]["name"], each["destination"]["name"]) for each in shown["closed_roads"]]
    return [each["name"] for each in shown["closed_places"]], roads


def test_closed_places_add_up_with_the_level_of_snow_and_open_again(served: Served) -> None:
    road, names = a_road(served)
    do(served, {"kind": "close", "places": ["place_02"], "roads": [road]}, reason="除雪")
    do(served, snow("snow"), reason="snow")
    assert closed(served) == (["青森病院"], [names]), "by name, to be opened again"
    to_closed = {"destination": "place_02"}
    assert ask(served, **to_closed)["outward"]["refusal"]["code"] == "NO_ROUTE"
    do(served, {"kind": "open", "places": ["place_02"], "roads": [road]}, reason="除雪が済んだ")
    assert board(served)["conditions"] == "snow"
    assert closed(served) == ([], [])
    assert ask(served, **to_closed)["outward"]["offers"]


def test_the_conditions_hold_after_a_new_start(town: Town, tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7)) as served:
        book(served)
        do(served, snow("halt"), reason="吹雪")
    with serving(town, database, at(town, 8), vault=served.people.vault) as again:
        again._staff, again.keys = served._staff, served.keys  # the same account, and no key twice
        assert board(again)["conditions"] == "halt"
        asked_again = {
            "origin": "home_001",
            "destination": "place_01",
            "rider_id": served.rider("p1"),
            "wish": {"kind": "depart_after", "at": at(town, 10).isoformat()},
        }
        answer = again.post("/requests", asked_again)
        assert answer.status_code == 200, answer.text
        refusal = answer.json()["outward"]["refusal"]
        assert refusal["code"] == "SERVICE_STOPPED"
        seen = again.post(f"{PATH}/undo/preview", {"reason": "晴れ"}).json()
        assert len(seen["kept"]) == 1
    database.close()


def test_wrong_disruptions_name_what_is_wrong_and_change_nothing(served: Served) -> None:
    before = board(served)["version"]
    for wrong, field in (
        ({"kind": "flood"}, "disruptions.0"),
        ({"kind": "snow", "level": "sleet"}, "disruptions.0.snow.level"),
        ({"kind": "close"}, "disruptions.0"),
        ({"kind": "close", "places": ["nowhere"]}, "disruptions.0.places.0"),
        ({"kind": "withdraw", "vehicle_id": "1号車", "why": "x"}, "disruptions.0.withdraw.why"),
    ):
        answer = served.post(f"{PATH}/preview", asked(wrong))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    unknown = served.post(f"{PATH}/preview", asked(withdraw("no such van")))
    assert (unknown.status_code, unknown.json()["code"]) == (409, "not-now")
    assert served.post(PATH, asked(withdraw("1号車"))).status_code == 422, "a version is needed"
    already = served.post(f"{PATH}/preview", asked(snow("normal")))
    assert already.json()["code"] == "not-now"
    assert board(served)["version"] == before


def test_riders_and_tablets_disrupt_nothing(served: Served) -> None:
    for token in (served.as_rider("p1"), served.as_tablet(vehicles(served)[0])):
        body = {**asked(withdraw("1号車")), "base_version": 1}
        assert served.post(PATH, body, token=token).status_code == 403
        assert served.post(f"{PATH}/preview", asked(withdraw("1号車")), token=token).status_code == 403
        assert served.get(PATH, token).status_code == 403


def test_an_operator_watches_but_neither_disrupts_nor_takes_a_disruption_back(served: Served) -> None:
    operator, dispatcher = served.as_one(Role.OPERATOR), served.as_one(Role.DISPATCHER)
    body = asked(withdraw(vehicles(served)[0]))
    assert served.post(f"{PATH}/preview", body, token=operator).status_code == 403
    seen = served.post(f"{PATH}/preview", body, token=dispatcher).json()
    done = served.post(PATH, {**body, "base_version": seen["base_version"]}, token=dispatcher)
    assert done.status_code == 201
    assert len(served.get(PATH, operator).json()) == 1
    why = {"reason": "a slip"}
    assert served.post(f"{PATH}/undo/preview", why, token=operator).status_code == 403
    assert served.post(f"{PATH}/undo/preview", why, token=dispatcher).status_code == 200
