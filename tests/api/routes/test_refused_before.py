"""A date without bookings and a paused account are answered with the reason, and what can be done instead."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.api.routes.booked import TO_STATION, ask, book, wish
from tests.api.routes.test_driving import report, tap
from tests.api.served import DAY, Served, at


def refused(served: Served, **more: Any) -> dict[str, Any]:
    answer = ask(served, **more)["outward"]
    assert answer["offers"] == []
    return dict(answer["refusal"])


def on(served: Served, day: date) -> dict[str, str]:
    then = datetime(day.year, day.month, day.day, 9, tzinfo=served.town.zone)
    return {"kind": "depart_after", "at": then.isoformat()}


def test_on_a_day_without_service_the_next_service_day_is_named(served: Served) -> None:
    refusal = refused(served, wish=on(served, date(2026, 12, 31)))
    assert (refusal["code"], refusal["reason_class"]) == ("NO_SERVICE_DAY", "rule")
    assert refusal["facts"] == {"date": "2026-12-31", "date2": "2027-01-04"}
    assert refusal["sentence_ja"] == "12月31日(木)は運休日です。次の運行日は1月4日(月)です。"
    assert "Thu 31 Dec" in refusal["sentence_en"]


def test_before_booking_opens_the_day_on_which_it_does_is_named(served: Served) -> None:
    refusal = refused(served, wish=on(served, DAY + timedelta(days=8)))
    assert refusal["code"] == "TOO_EARLY"
    assert refusal["facts"] == {"n": "7", "date": "2026-12-03"}
    assert "offers" in ask(served, wish=on(served, DAY + timedelta(days=7)))["outward"]


def test_times_are_told_as_people_say_them(served: Served) -> None:
    too_late = {"kind": "depart_after", "at": at(served.town, 22).isoformat()}
    refusal = refused(served, wish=too_late)
    assert (refusal["code"], refusal["facts"]["times"]) == ("OUT_OF_HOURS", "17:30")
    assert refusal["sentence_ja"] == "その時間は運行していません。一番近いのは午後5時30分です。"
    assert refusal["sentence_en"] == "There is no service at that time. The nearest time is 5:30 pm."
    ride = book(served)
    refusal = refused(served)
    assert "(午前9時" in refusal["sentence_ja"]
    assert refusal["facts"]["ride_id"] == ride["ride_id"]


def test_a_time_that_is_long_past_is_wrong_input(served: Served) -> None:
    asked = {**TO_STATION, "rider_id": served.rider("p1"), "wish": on(served, DAY - timedelta(days=5))}
    answer = served.post("/requests", asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "wish.at")


def test_a_second_ride_to_the_same_place_must_be_confirmed(served: Served) -> None:
    ride = book(served)
    refusal = refused(served)
    assert (refusal["code"], refusal["facts"]["ride_id"]) == ("DUPLICATE", ride["ride_id"])
    assert ask(served, confirmed=["DUPLICATE"])["outward"]["offers"]
    asked = {**TO_STATION, "rider_id": served.rider("p1"), "wish": wish(served, 9), "confirmed": ["SEATS"]}
    answer = served.post("/requests", asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "confirmed.0")


def test_a_rider_names_their_own_home_and_nobody_else_s(served: Served) -> None:
    mine = served.as_rider("p1")
    own = served.post("/requests", {**TO_STATION, "wish": wish(served, 9)}, token=mine)
    assert own.status_code == 200, own.text
    foreign = {**TO_STATION, "origin": "home_002", "wish": wish(served, 9)}
    absent = {**foreign, "origin": "home_999"}
    refusals = [served.post("/requests", body, token=mine).json() for body in (foreign, absent)]
    expected = [each["errors"][0]["expected"].replace("home_999", "home_002") for each in refusals]
    assert expected[0] == expected[1], "a home that is there looks like one that is not"
    assert ask(served, origin="home_002")["outward"]["offers"], "an operator takes whom the caller asks for"


def give_up_late(served: Served) -> str:
    """Book for soon, and give it up when the vehicle is all but there, though it was in time."""
    soon = served.clock.now() + timedelta(minutes=20)
    ride = book(served, wish={"kind": "depart_after", "at": soon.isoformat()})
    served.clock.set(datetime.fromisoformat(ride["limits"]["pickup_from"]) - timedelta(minutes=10))
    assert served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation").status_code == 200
    return str(ride["ride_id"])


def standing(served: Served, token: str = "") -> dict[str, Any]:
    return dict(served.get(f"/riders/{served.rider('p1')}/standing", token).json())


def test_whoever_keeps_leaving_seats_empty_is_warned_then_paused_and_heard(served: Served) -> None:
    served.clock.set(at(served.town, 8))
    ride_ids = [give_up_late(served) for _ in range(4)]
    assert standing(served)["kind"] == "warned"
    ride_ids += [give_up_late(served) for _ in range(2)]
    token = served.as_rider("p1")
    paused = standing(served, token)
    assert (paused["kind"], paused["suspended_until"]) == ("suspended", "2026-12-16")
    assert [entry["kind"] for entry in paused["record"]] == ["late_cancel"] * 6
    refusal = refused(served)
    assert refusal["code"] == "SUSPENDED"
    assert refusal["facts"] == {"until": "2026-12-16"}
    assert refusal["sentence_ja"] == paused["sentence_ja"]

    path = f"/no-shows/{DAY}/{ride_ids[0]}"
    said = {"reason": "救急で運ばれました。"}
    stranger = served.post(f"{path}/appeal", said, token=served.as_rider("stranger"))
    assert stranger.status_code == 404
    assert served.post(f"{path}/appeal", said, token=token).json()["appealed"] is True
    again = served.post(f"{path}/appeal", said, token=token)
    assert (again.status_code, again.json()["code"]) == (409, "not-now")
    (appeal,) = served.get("/appeals").json()
    assert (appeal["ride_id"], appeal["reason"], appeal["name"]) == (ride_ids[0], said["reason"], "p1")
    heard = served.post(f"{path}/judgement", {"excused": True, "reason": "救急搬送を確認"})
    assert heard.json()["excused"] is True
    assert served.get("/appeals").json() == []
    assert standing(served)["kind"] == "warned"
    assert ask(served, wish=wish(served, 16))["outward"]["offers"]


def test_second_thoughts_and_early_cancellations_are_on_no_record(served: Served) -> None:
    served.clock.set(at(served.town, 8, 50))
    soon = book(served)
    assert served.post(f"/rides/{DAY}/{soon['ride_id']}/cancellation").status_code == 200
    early = book(served, wish=wish(served, 12))
    served.clock.set(at(served.town, 9, 30))
    assert served.post(f"/rides/{DAY}/{early['ride_id']}/cancellation").status_code == 200
    assert standing(served)["record"] == []


def test_whom_a_driver_waited_for_in_vain_has_it_on_the_record(served: Served) -> None:
    ride = book(served)
    waited = datetime.fromisoformat(ride["limits"]["pickup_until"]) + timedelta(minutes=6)
    arrived = datetime.fromisoformat(ride["limits"]["pickup_from"])
    served.clock.set(waited)
    taps = tap("departed", arrived - timedelta(minutes=9)), tap("arrived", arrived)
    done = report(served, ride["vehicle_id"], *taps, tap("no_show", waited, ride["ride_id"]))
    assert done == ["done"] * 3
    (entry,) = standing(served)["record"]
    assert (entry["kind"], entry["ride_id"]) == ("no_show", ride["ride_id"])
    (row,) = served.get(f"/riders/{served.rider('p1')}/history").json()["rides"]
    assert (row["status"], row["boarded"]) == ("no_show", None)
