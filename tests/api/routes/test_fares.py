"""What rides cost, from the offer to the receipt, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from api.desk.town import Town
from dispatch.policy.fare_table import Tariff
from tests.api.routes.booked import TO_STATION, ask, book, wish
from tests.api.served import DAY, Served, a_database, at, serving
from tests.dispatch.policy.fare_tables import a_table


def fare(served: Served, ride: dict[str, Any], token: str = "") -> dict[str, Any]:
    answer = served.get(f"/rides/{DAY}/{ride['ride_id']}/fare", token=token)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def drive(served: Served, ride: dict[str, Any]) -> str:
    """Carry a ride out; the tablet's token."""
    token = served.as_tablet(ride["vehicle_id"])
    for minute, kind in ((2, "boarded"), (40, "alighted")):
        served.clock.set(at(served.town, 9, minute))
        given = {
            "client_id": f"{ride['ride_id']}-{kind}"[-64:].rjust(8, "x"),
            "kind": kind,
            "at": served.clock.now().isoformat(),
            "ride_id": ride["ride_id"],
        }
        path = f"/vehicles/{ride['vehicle_id']}/reports/{DAY}"
        (told,) = served.post(path, {"reports": [given]}, token=token).json()
        assert told["outcome"] == "done", told
    return token


def sell(served: Served, product_id: str, rider: str = "p1") -> dict[str, Any]:
    sold = served.post(
        f"/riders/{served.rider(rider)}/passes", {"product_id": product_id, "first_date": "2026-12-01"}
    )
    assert sold.status_code == 201, sold.text
    return dict(sold.json())


def passes(served: Served, rider: str = "p1") -> list[int | None]:
    held = served.get(f"/riders/{served.rider(rider)}/passes").json()
    return [each["rides_left"] for each in held]


def test_every_offer_and_ride_says_the_most_that_is_payable(served: Served) -> None:
    party = {"seats": 3, "fare_classes": ["adult", "child", "infant"]}
    offers = ask(served, party=party)["outward"]["offers"]
    assert {offer["most_yen"] for offer in offers} == {450}
    assert {offer["rides"][0]["most_yen"] for offer in offers} == {450}
    ride = book(served, party=party)
    assert ride["most_yen"] == 450
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["most_yen"] == 450
    assert [each["most_yen"] for each in served.get(f"/riders/{served.rider('p1')}/rides").json()] == [450]


def test_who_names_no_class_pays_as_an_adult(served: Served) -> None:
    assert book(served, party={"seats": 2})["most_yen"] == 600


def test_a_class_that_is_not_the_town_s_is_refused_by_name(served: Served) -> None:
    asked = {**TO_STATION, "rider_id": served.rider("p1"), "wish": wish(served, 9)}
    for party in ({"fare_classes": ["dragon"]}, {"seats": 1, "fare_classes": ["adult", "child"]}):
        answer = served.post("/requests", {**asked, "party": party})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "party.fare_classes"
    answer = served.post("/requests", {**asked, "pay": "online"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "pay")


def test_cash_is_recorded_by_the_driver_and_closes_the_payment(served: Served) -> None:
    ride = book(served)
    assert fare(served, ride)["payments"][0] | {"payment_id": ""} == {
        "payment_id": "",
        "means": "cash",
        "state": "pending",
        "most_yen": 300,
        "captured_yen": 0,
        "refunded_yen": 0,
        "pay_url": None,
    }
    token = drive(served, ride)
    settled = fare(served, ride, served.as_rider("p1"))
    assert (settled["settled_yen"], settled["pooled"]) == (300, False)
    assert settled["lines_ja"] == ["大人 300円×1名 300円", "合計 300円"]
    assert settled["lines_en"] == ["Adult ¥300 × 1: ¥300", "Total ¥300"]
    (unpaid,) = served.get("/payments/open").json()
    assert unpaid["what"] == "cash"
    path = f"/rides/{DAY}/{ride['ride_id']}/cash"
    taken = {"receipt_id": "receipt-1", "yen": 300}
    assert served.post(path, taken, token=token).json()["state"] == "captured"
    assert served.post(path, taken, token=token).status_code == 200
    assert fare(served, ride)["payments"][0]["captured_yen"] == 300
    assert served.get("/payments/open").json() == []


def test_no_driver_records_more_than_was_quoted_or_for_another_vehicle(served: Served) -> None:
    ride = book(served)
    path = f"/rides/{DAY}/{ride['ride_id']}/cash"
    too_much = served.post(
        path, {"receipt_id": "receipt-1", "yen": 301}, token=served.as_tablet(ride["vehicle_id"])
    )
    assert (too_much.status_code, too_much.json()["code"]) == (409, "not-now")
    other = next(
        each.vehicle_id for each in served.town.service.vehicles if each.vehicle_id != ride["vehicle_id"]
    )
    elsewhere = served.post(path, {"receipt_id": "receipt-2", "yen": 300}, token=served.as_tablet(other))
    assert elsewhere.status_code == 404
    by_rider = served.post(path, {"receipt_id": "receipt-3", "yen": 300}, token=served.as_rider("p1"))
    assert by_rider.status_code == 403


def test_a_coupon_is_held_at_booking_and_given_back_at_cancellation(served: Served) -> None:
    sell(served, "coupons")
    assert ask(served)["outward"]["offers"][0]["most_yen"] == 0
    ride = book(served)
    assert ride["most_yen"] == 0
    assert passes(served) == [10]
    assert [each["means"] for each in fare(served, ride)["payments"]] == ["pass"]
    served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
    assert passes(served) == [11]


def test_a_coupon_is_used_at_drop_off(served: Served) -> None:
    sell(served, "coupons")
    ride = book(served)
    drive(served, ride)
    told = fare(served, ride)
    assert (told["settled_yen"], told["payments"][0]["state"]) == (0, "captured")
    assert "回数券" in told["lines_ja"][0]
    assert passes(served) == [10]


def test_only_what_is_on_sale_is_sold_and_only_by_who_may(served: Served) -> None:
    path = f"/riders/{served.rider('p1')}/passes"
    unknown = served.post(path, {"product_id": "gold", "first_date": "2026-12-01"})
    assert unknown.json()["errors"][0]["field"] == "product_id"
    early = served.post(path, {"product_id": "monthly", "first_date": "2026-01-01"})
    assert early.json()["errors"][0]["field"] == "first_date"
    own = served.post(
        path, {"product_id": "monthly", "first_date": "2026-12-01"}, token=served.as_rider("p1")
    )
    assert own.status_code == 403
    assert passes(served) == []


def test_riders_who_share_the_way_pay_what_the_town_has_agreed_for_that(town: Town, tmp_path: Path) -> None:
    pooling = replace(town, service=replace(town.service, fares=Tariff((a_table(),))))
    database = a_database(tmp_path)
    with serving(pooling, database, at(town, 7)) as served:
        rides = [book(served, rider=name) for name in ("p1", "p2")]
        assert {ride["vehicle_id"] for ride in rides} == {rides[0]["vehicle_id"]}
        assert {ride["most_yen"] for ride in rides} == {500}
        tell_both(served, rides)
        told = [fare(served, ride) for ride in rides]
        assert {(each["settled_yen"], each["pooled"]) for each in told} == {(300, True)}
        assert told[0]["lines_ja"][0] == "大人 300円×1名 300円(乗合割引)"
    database.close()


def tell_both(served: Served, rides: list[dict[str, Any]]) -> None:
    """Two riders who board at one door and alight at another, in the order of the manifest."""
    vehicle_id = rides[0]["vehicle_id"]
    token = served.as_tablet(vehicle_id)
    for minute, kind, part in ((5, "boarded", "boarding"), (20, "alighted", "alighting")):
        calls = served.get(f"/vehicles/{vehicle_id}/manifest/{DAY}", token=token).json()["calls"]
        for number, ride_id in enumerate(each for call in calls for each in call[part]):
            served.clock.set(at(served.town, 9, minute + number))
            when = served.clock.now().isoformat()
            given = {"client_id": f"tap-{kind}-{number:04}", "kind": kind, "at": when, "ride_id": ride_id}
            path = f"/vehicles/{vehicle_id}/reports/{DAY}"
            (told,) = served.post(path, {"reports": [given]}, token=token).json()
            assert told["outcome"] == "done", told


def test_where_no_fares_are_in_force_riders_book_all_the_same(town: Town, tmp_path: Path) -> None:
    later = replace(town, service=replace(town.service, fares=Tariff((a_table("2027", "2027-04-01"),))))
    database = a_database(tmp_path)
    with serving(later, database, at(town, 7)) as served:
        ride = book(served)
        assert (ride["status"], ride["most_yen"]) == ("booked", None)
        (to_look_at,) = served.get("/payments/open").json()
        assert to_look_at["what"] == "quote"
        assert "no fares are in force on 2026-12-02" in to_look_at["why"]
        drive(served, ride)
    database.close()
