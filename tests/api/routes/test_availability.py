"""How full a date is by half hours: by a rider's own places, or by landmarks; never by anybody's home."""

from __future__ import annotations

from typing import Any

from api.people.profile import Favourite, Needs, Profile
from api.typical_trips import AT_MOST, own_trips, public_trips
from gtfs.service_doors import DoorKind
from tests.api.routes.test_me import send
from tests.api.routes.test_waitlist import fill
from tests.api.served import DAY, Served, at


def strip(served: Served, token: str = "", day: object = DAY) -> dict[str, Any]:
    answer = served.get(f"/availability/{day}", token)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rooms(shown: dict[str, Any]) -> dict[str, str]:
    return {each["begin"][11:16]: each["room"] for each in shown["half_hours"]}


def test_an_empty_day_is_free_but_for_its_breaks_and_ends(served: Served) -> None:
    shown = rooms(strip(served))
    assert next(iter(shown)) == "08:00"
    assert list(shown)[-1] == "17:30"
    assert shown["09:00"] == "free"
    served.clock.set(at(served.town, 14, 20))
    assert next(iter(rooms(strip(served)))) == "14:00"


def test_a_full_hour_is_shown_to_riders_by_their_own_places(served: Served) -> None:
    token = served.as_rider("p0")
    hospital = {"name": "病院", "origin": "home_001", "destination": "place_01"}
    send(served, "PUT", "/favourites", {"favourites": [hospital]}, token)
    before = rooms(strip(served, token))
    fill(served)
    fill(served, seats=1, name="q")
    after = rooms(strip(served, token))
    assert before["09:00"] == "free"
    assert after["09:00"] != "free"
    assert after["16:00"] == before["16:00"]


def test_a_date_without_service_says_when_there_is_some(served: Served) -> None:
    shown = strip(served, day="2026-12-31")
    assert shown["half_hours"] == []
    assert shown["refusal"]["facts"]["date2"] == "2027-01-04"


def test_nobody_looks_by_another_s_places(served: Served) -> None:
    stranger = served.as_rider("stranger")
    path = f"/availability/{DAY}?rider_id={served.rider('p1')}"
    assert served.get(path, stranger).status_code == 404
    assert served.get(path).status_code == 200
    assert served.client.get(f"{served.area}/availability/{DAY}").status_code == 401


def test_typical_trips_are_the_rider_s_own_or_public(served: Served) -> None:
    service = served.town.service
    kinds = [
        service.door_kind(end) for each in public_trips(service) for end in (each.origin, each.destination)
    ]
    assert kinds
    assert DoorKind.HOME not in kinds
    home = Profile("p", "ぴ", "090-1234-0000", home_place_id="home_001", needs=Needs(wheelchair=True))
    index = service.places.index_of("home_001")
    from_home = own_trips(home, service)
    assert all(index in (each.origin, each.destination) for each in from_home)
    assert {(each.party.seats, each.party.wheelchairs) for each in from_home} == {(0, 1)}
    many = tuple(Favourite(f"f{n}", "home_001", "place_01") for n in range(9))
    assert len(own_trips(Profile("p", "ぴ", "1", favourites=many), service)) == AT_MOST
    gone = (Favourite("gone", "home_001", "no_more"),)
    assert own_trips(Profile("p", "ぴ", "1", favourites=gone), service) == public_trips(service)
