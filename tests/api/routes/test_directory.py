"""Operators find, open, register and change riders; whoever was seen, by whom and what for is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from api.people.audit import list_entries
from api.people.looking import How, Purpose, list_who_saw
from api.storage.tables import RECEIPT
from dispatch.domain.request import RiderId
from tests.api.routes.booked import book
from tests.api.served import STAFF, Served

HANA = {
    "name": "成田 ハナ",
    "kana": "ナリタ ハナ",
    "phone": "0172-62-1111",
    "address": "青森市浪岡大字浪岡字稲村1-2",
    "home_place_id": "home_001",
    "needs": {"walker": True, "note": "玄関でお待ちします"},
    "favourites": [{"name": "駅", "origin": "home_001", "destination": "place_01"}],
    "notice_channel": "none",
}


def register(served: Served, **more: Any) -> str:
    answer = served.post("/riders", {**HANA, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["rider_id"])


def looks(served: Served, rider_id: str) -> list[tuple[str, How, Purpose]]:
    now = served.clock.now()
    with served.site.database.read() as connection:
        seen = list_who_saw(connection, RiderId(rider_id), now - timedelta(days=1), now)
    return [(each.account, each.how, each.purpose) for each in seen]


def found(served: Served, **wanted: str) -> list[dict[str, str]]:
    answer = served.post("/riders/searches", {"purpose": "call", **wanted})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def card(served: Served, rider_id: str, purpose: str = "call") -> dict[str, Any]:
    answer = served.get(f"/riders/{rider_id}/card?purpose={purpose}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_caller_is_found_by_number_and_by_kana_and_shown_masked(served: Served) -> None:
    hana = register(served)
    son = register(served, name="成田 太郎", kana="なりた たろう", phone="090-1111-2222")
    register(served, name="木村 ふみ", kana="きむら ふみ", phone="090-3333-4444")
    by_number = found(served, phone="０１７２−６２−１１１１")
    assert by_number == [
        {
            "rider_id": hana,
            "name": "成田 ハナ",
            "kana": "ナリタ ハナ",
            "phone": "…1111",
            "address": "青森市浪岡大字浪岡字稲村",
        }
    ]
    assert {each["rider_id"] for each in found(served, kana="なりた")} == {hana, son}
    assert [each["rider_id"] for each in found(served, kana="narita ha")] == [hana]
    assert looks(served, hana) == [(f"staff {STAFF}", How.LISTED, Purpose.CALL)] * 3


def test_a_household_that_shares_a_number_is_found_whole_its_owner_first(served: Served) -> None:
    hana = register(served)
    daughter = register(served, kana="なりた ゆき", phone="090-1111-2222", contact_phone="0172-62-1111")
    assert [each["rider_id"] for each in found(served, phone="0172-62-1111")] == [hana, daughter]


def test_a_card_shows_what_an_operator_needs_and_that_it_was_opened(served: Served) -> None:
    book(served, rider="p1")
    rider_id = served.rider("p1")
    opened = card(served, rider_id, "call-back")
    assert [ride["rider_id"] for ride in opened["rides"]] == [rider_id]
    assert opened["last_trips"] == []
    assert looks(served, rider_id)[-1] == (f"staff {STAFF}", How.OPENED, Purpose.CALL_BACK)
    hana = card(served, register(served))
    assert hana["home"]["place_id"] == "home_001"
    assert [each["destination"]["place_id"] for each in hana["favourites"]] == ["place_01"]
    assert hana["profile"]["needs"] == HANA["needs"] | {"wheelchair": False}
    assert hana["profile"]["phone"] == "+81172621111"


def test_a_card_is_opened_for_a_purpose_and_by_operators_only(served: Served) -> None:
    rider_id = register(served)
    assert served.get(f"/riders/{rider_id}/card").status_code == 422
    assert served.get(f"/riders/{rider_id}/card?purpose=curiosity").status_code == 422
    assert served.get(f"/riders/{rider_id}/card?purpose=call", served.as_rider("p1")).status_code == 403
    assert served.get("/riders/nobody/card?purpose=call").status_code == 404
    assert looks(served, rider_id) == []


def test_a_rider_is_changed_and_who_did_it_is_in_the_audit_log(served: Served) -> None:
    rider_id = register(served)
    answer = served.put(f"/riders/{rider_id}/card", {**HANA, "home_place_id": "home_002"})
    assert answer.status_code == 204
    assert card(served, rider_id)["home"]["place_id"] == "home_002"
    with served.site.database.read() as connection:
        done = [(entry.actor, entry.action) for _, entry in list_entries(connection, subject=rider_id)]
    assert done == [(f"staff {STAFF}", "register-rider"), (f"staff {STAFF}", "change-rider")]


def test_a_proxy_books_once_linked_and_no_longer_once_unlinked(served: Served) -> None:
    mother, daughter = register(served), served.rider("daughter")
    path = f"/riders/{mother}/proxies/{daughter}"
    token = served.as_rider("daughter")
    assert served.get(f"/riders/{mother}/rides", token).status_code == 404
    assert served.put(path, {"kind": "proxy"}).status_code == 204
    assert served.get(f"/riders/{mother}/rides", token).status_code == 200
    assert [each["rider_id"] for each in card(served, mother)["proxies"]] == [daughter]
    assert served.delete(path).status_code == 204
    assert served.get(f"/riders/{mother}/rides", token).status_code == 404
    assert served.put(f"/riders/{mother}/proxies/{mother}", {"kind": "proxy"}).status_code == 422
    assert served.put(f"/riders/{mother}/proxies/nobody", {"kind": "proxy"}).status_code == 404


def test_wrong_profiles_name_the_field_and_keep_nothing(served: Served) -> None:
    for field, wrong in (
        ("phone", "12"),
        ("kana", "成田"),
        ("home_place_id", "nowhere"),
        ("favourites", [{"name": "駅", "origin": "nowhere", "destination": "place_01"}]),
        ("shoe_size", 23),
    ):
        answer = served.post("/riders", {**HANA, field: wrong})
        assert answer.status_code == 422, field
        assert answer.json()["errors"][0]["field"].startswith(field)
    assert found(served, kana="なりた") == []
    both = {"phone": "0172-62-1111", "kana": "なりた", "purpose": "call"}
    assert served.post("/riders/searches", both).status_code == 422


def test_a_repeated_registration_is_one_and_no_receipt_holds_personal_data(served: Served) -> None:
    twice = [served.post("/riders", HANA, key="register hana").json()["rider_id"] for _ in range(2)]
    assert twice[0] == twice[1]
    card(served, twice[0])
    with served.site.database.read() as connection:
        kept = "".join(row.body for row in connection.execute(select(RECEIPT.c.body)))
    assert "成田" not in kept
    assert "621111" not in kept


def test_a_booking_for_a_caller_explains_the_look(served: Served) -> None:
    ride = book(served, rider="p1")
    assert looks(served, ride["rider_id"]) == [(f"staff {STAFF}", How.BOOKED, Purpose.BOOKING)]
