"""What happens to riders becomes notices in the outbox, in the transaction of the events, and nobody is told
twice."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy import insert, select

from api.clock import moment
from api.desk.order import Order, Outcome
from api.desk.tables import NO_SHOW
from api.notices.tables import NOTICE
from api.notices.templates import NoticeKind
from api.notices.tidings import tidings_of
from dispatch.domain.commands import Arrive, Depart, Wake
from dispatch.domain.disruptions import OpenReturnRestated
from dispatch.domain.events import OffersMade
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import OfferId
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from tests.api.routes.booked import ask, book, wish
from tests.api.routes.test_waitlist import fill
from tests.api.served import DAY, Served, at


def notices(served: Served, ride: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """Kind and state of every notice, or of those about one ride."""
    rows = select(NOTICE.c.kind, NOTICE.c.state).order_by(NOTICE.c.made_at_s, NOTICE.c.message_id)
    if ride is not None:
        rows = rows.where(NOTICE.c.subject == ride["ride_id"])
    with served.site.database.read() as connection:
        return [(row.kind, row.state) for row in connection.execute(rows)]


def test_who_books_is_told_and_the_row_names_nobody(served: Served) -> None:
    ride = book(served)
    assert notices(served, ride) == [("booking_confirmed", "waiting")]
    with served.site.database.read() as connection:
        row = connection.execute(select(NOTICE)).mappings().one()
    assert row["rider_id"] == served.rider("p1")
    assert '"place": "home_001"' in row["facts"]
    assert "+8190" not in str(dict(row))
    assert row["send_from_s"] == int(at(served.town, 7).timestamp())


def test_who_gives_a_ride_up_hears_of_that_alone(served: Served) -> None:
    ride = book(served)
    served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
    assert notices(served, ride) == [("booking_confirmed", "overtaken"), ("booking_cancelled", "waiting")]


def test_nothing_is_told_of_what_was_not_done(served: Served) -> None:
    ride = book(served)
    before = notices(served)
    path = f"/rides/{DAY}/{ride['ride_id']}/cancellation"
    first, second = (served.post(path, key="the same key") for _ in range(2))
    assert first.json() == second.json()
    assert len(notices(served)) == len(before) + 1


def depart(served: Served, vehicle_id: str) -> None:
    order = Order(DAY, Depart(VehicleId(vehicle_id)), f"vehicle {vehicle_id}")
    served.desk.handle(order)


def test_who_is_fetched_hears_it_ten_minutes_before(served: Served) -> None:
    ride = book(served)
    served.clock.set(at(served.town, 8, 30))
    depart(served, ride["vehicle_id"])
    assert notices(served, ride)[-1] == ("vehicle_near", "waiting")
    with served.site.database.read() as connection:
        row = connection.execute(select(NOTICE).where(NOTICE.c.kind == "vehicle_near")).mappings().one()
    foreseen = int(moment(DAY, 9 * 3600, served.town.zone).timestamp())
    assert row["send_from_s"] >= foreseen - 10 * 60


def late(served: Served) -> dict[str, Any]:
    """A ride whose vehicle stands at the pickup after the promised window has ended."""
    ride = book(served)
    vehicle_id = ride["vehicle_id"]
    served.clock.set(at(served.town, 9, 40))
    depart(served, vehicle_id)
    served.clock.set(at(served.town, 9, 41))
    served.desk.handle(Order(DAY, Wake(), "engine"))
    return ride


def test_who_waits_in_vain_is_told_a_new_time_as_it_grows_much_later(served: Served) -> None:
    ride = late(served)
    told = [each for each in notices(served, ride) if each[0] == "at_risk"]
    assert told[-1] == ("at_risk", "waiting")
    assert set(told[:-1]) == {("at_risk", "overtaken")}, "of what was not sent yet the last alone is"
    with served.site.database.read() as connection:
        rows = connection.execute(select(NOTICE).where(NOTICE.c.kind == "at_risk")).mappings().all()
    new_times = sorted(json.loads(row["facts"])["at_s"] for row in rows)
    assert all(after - before >= 5 * 60 for before, after in pairwise(new_times))
    assert max(row["send_from_s"] for row in rows) <= int(at(served.town, 9, 41).timestamp())
    served.clock.set(at(served.town, 9, 42))
    served.desk.handle(Order(DAY, Arrive(VehicleId(ride["vehicle_id"])), "vehicle"))
    assert [each for each in notices(served, ride) if each[0] == "at_risk"] == told


def test_who_waits_for_a_vehicle_that_never_left_is_told_a_new_time(served: Served) -> None:
    ride = book(served)
    served.clock.set(at(served.town, 9, 40))
    served.desk.look(DAY, lambda _day, _now_s: None).result()
    assert ("at_risk", "waiting") in notices(served, ride)


def test_who_is_on_board_hears_that_the_arrival_is_promised_later(served: Served) -> None:
    ride = book(served)
    token = served.as_tablet(ride["vehicle_id"])
    for minute, kind in ((50, "departed"), (55, "arrived")):
        served.clock.set(at(served.town, 8, minute))
        report(served, ride, kind, token)
    served.clock.set(at(served.town, 9, 1))
    report(served, ride, "boarded", token)
    held_up = {"kind": "delay", "vehicle_id": ride["vehicle_id"], "minutes": 60}
    asked = {"disruptions": [held_up], "reason": "stuck"}
    seen = served.post(f"/disruptions/{DAY}/preview", asked).json()
    done = served.post(f"/disruptions/{DAY}", {**asked, "base_version": seen["base_version"]})
    assert [each["ride_id"] for each in done.json()["moved"]] == [ride["ride_id"]]
    assert notices(served, ride)[-1] == ("arrival_amended", "waiting")


def test_holders_of_open_returns_hear_of_another_wait(served: Served) -> None:
    rider_id, hours = served.rider("p1"), TimeWindow(10 * HOUR_S, 11 * HOUR_S)
    ends = PlaceIndex(0), PlaceIndex(1)
    sold = OpenReturn(RideId("q"), RequestId("q"), rider_id, Load(1), *ends, hours, 50 * MINUTE_S, 600)
    outcome = Outcome(DAY, 8 * HOUR_S, (OpenReturnRestated(8 * HOUR_S, sold, "snow"),), 5)
    with served.desk.reading(DAY) as open_day:
        (told,) = tidings_of(open_day, outcome)
    assert (told.kind, told.rider_id, told.facts) == (NoticeKind.OPEN_RETURN, rider_id, {"wait_min": 50})


def test_who_waits_hears_on_which_date_to_answer(served: Served) -> None:
    _, refused = fill(served)
    served.post(f"/requests/{DAY}/{refused['request_id']}/waitlist")
    tried = ask(served, rider="p9", wish=wish(served, 12))["outward"]["offers"][0]["offer_id"]
    with served.desk.reading(DAY) as open_day:
        offer = replace(open_day.day.offers[OfferId(tried)], lapses_s=-17 * HOUR_S)
        made = OffersMade(-18 * HOUR_S, RequestId(refused["request_id"]), (offer,), 0)
        (told,) = tidings_of(open_day, Outcome(DAY, -18 * HOUR_S, (made,), 5))
    assert (told.kind, told.facts["date"]) == (NoticeKind.WAITLIST_OFFER, "2026-12-02")
    assert (told.facts["answer_date"], told.facts["answer_by_s"]) == ("2026-12-01", 7 * HOUR_S)


def test_who_did_not_come_is_warned_before_bookings_pause(served: Served) -> None:
    entry = {"area": served.town.area, "service_date": "2026-12-01", "ride_id": "earlier", "kind": "no_show"}
    earlier = insert(NO_SHOW).values(**entry, rider_id=served.rider("p1"), excused=False)
    with served.site.database.write() as connection:
        connection.execute(earlier)
    ride = book(served)
    assert [kind for kind, _ in missed(served, ride)][-1] == "no_show_warning"


def test_the_first_time_nobody_came_brings_no_warning(served: Served) -> None:
    ride = book(served)
    assert "no_show_warning" not in [kind for kind, _ in missed(served, ride)]


def missed(served: Served, ride: dict[str, Any]) -> list[tuple[str, str]]:
    """What was told of a ride to which nobody came."""
    token = served.as_tablet(ride["vehicle_id"])
    for minute, kind in ((50, "departed"), (55, "arrived")):
        served.clock.set(at(served.town, 8, minute))
        report(served, ride, kind, token)
    served.clock.set(at(served.town, 9, 40))
    assert report(served, ride, "no_show", token)[0]["outcome"] == "done"
    return notices(served, ride)


def report(served: Served, ride: dict[str, Any], kind: str, token: str) -> list[dict[str, str]]:
    when = served.clock.now().isoformat()
    named = ride["ride_id"] if kind in ("no_show", "boarded") else None
    given = {"client_id": f"tap-{kind}-0001", "kind": kind, "at": when, "ride_id": named}
    path = f"/vehicles/{ride['vehicle_id']}/reports/{DAY}"
    answer = served.post(path, {"reports": [given]}, token=token)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def test_everybody_who_has_booked_hears_once_that_the_service_has_stopped(served: Served) -> None:
    for rider in ("p1", "p2"):
        book(served, rider=rider)
    path = f"/days/{DAY}/suspension-notice"
    for _ in range(2):
        assert served.post(path, {"cause": "snow"}).json() == {"riders": 2}
    assert [kind for kind, _ in notices(served)].count("service_suspended") == 2
    assert served.post(path, {"cause": "aliens"}).json()["errors"][0]["field"] == "cause"
    assert served.post(path, {"cause": "snow"}, token=served.as_rider("p1")).status_code == 403
