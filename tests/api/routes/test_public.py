"""What anybody may know without signing in, and that no home is in it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from gtfs.service_doors import DoorKind
from tests.api.served import Served, at

HOME_NAME_LENGTH = 2


def anybody(served: Served, path: str) -> object:
    answer = served.client.get(served.area + path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_anybody_sees_the_services_and_the_page_of_one(served: Served) -> None:
    (listed,) = served.client.get("/api/areas").json()
    assert (listed["area"], listed["runs_today"]) == ("namioka", True)
    page = served.client.get(served.area).json()
    assert page["name"] == {"ja": "浪岡乗合 見本", "en": "Namioka shared rides, a demo"}
    assert page["label"] == "見本(実際の運行とは異なります)"
    assert page["hours"] == {"ja": "8:00〜18:00", "en": "8:00–18:00"}
    assert page["today"] == "2026-12-02"
    assert page["next_service_days"][0] == "2026-12-03"
    assert page["booking"]["phone_number"] == "017-000-0000"
    assert any("300円" in line["ja"] and "300" in line["en"] for line in page["fares"])


def test_a_page_of_no_area_is_not_found(served: Served) -> None:
    answer = served.client.get("/api/areas/tokyo")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("typed", ["浪岡駅", "なみおかえき", "namioka eki", "なみおかへき"])
def test_a_place_is_found_as_people_name_it(served: Served, typed: str) -> None:
    answer = served.client.get(f"{served.area}/places", params={"q": typed})
    assert "浪岡駅" in [found["name"] for found in answer.json()]


def test_wrong_queries_name_the_field(served: Served) -> None:
    for query, field in (
        ({"q": "駅", "limit": 0}, "query.limit"),
        ({"q": "あ" * 101}, "query.q"),
        ({}, "query.q"),
    ):
        answer = served.client.get(f"{served.area}/places", params=query)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_homes_are_found_by_those_who_book_for_riders_alone(served: Served) -> None:
    service = served.town.service
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    home = next(door for door, kind in doors if kind is DoorKind.HOME)
    query = {"q": home.name, "limit": 50}
    path = f"{served.area}/places"
    for token in (None, served.as_rider("p1"), served.as_tablet("1号車")):
        headers = {} if token is None else served.signed(token)
        found = served.client.get(path, params=query, headers=headers).json()
        assert home.place_id not in {place_id for each in found for place_id in each["place_ids"]}
    found = served.client.get(path, params=query, headers=served.signed()).json()
    assert found[0]["place_id"] == home.place_id
    assert found[0]["door"] == "home"


def test_no_answer_to_anybody_ever_holds_a_home(served: Served) -> None:
    service = served.town.service
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    homes = [door for door, kind in doors if kind is DoorKind.HOME]
    secrets = {home.place_id for home in homes} | {home.name for home in homes}
    secrets |= {f"{value:.4f}" for home in homes for value in (home.lat,)}
    seen = [served.client.get("/api/areas").text, served.client.get(served.area).text]
    queries = [home.name for home in homes[:40]] + ["たく", "home", "宅", "家", "浪", "な", "a"]
    for query in queries:
        answer = served.client.get(f"{served.area}/places", params={"q": query, "limit": 50})
        kept = [{key: each[key] for key in each if key not in ("lat", "lon")} for each in answer.json()]
        seen.append(json.dumps(kept, ensure_ascii=False))
        doors_near = {(each["lat"], each["lon"]) for each in answer.json()}
        assert not doors_near & {(home.lat, home.lon) for home in homes}
    text = "\n".join(seen)
    assert not [secret for secret in secrets if len(secret) > HOME_NAME_LENGTH and f'"{secret}"' in text]


def test_the_page_changes_with_the_date(served: Served) -> None:
    served.clock.set(at(served.town, 7) + timedelta(days=29))
    page = served.client.get(served.area).json()
    assert (page["today"], page["runs_today"]) == ("2026-12-31", False)
