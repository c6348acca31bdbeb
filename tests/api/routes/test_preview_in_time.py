"""The preview of a breakdown or of snow, in the middle of a booked day, is there while one waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from api.desk.town import Town
from api.people.keys import new_keys
from api.people.profile import Profile
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.storage.database import Database
from api.storage.journal import DayJournal, Entry
from api.storage.writer import take_office
from benchmarks.punctual_day import PunctualDay
from dispatch.domain.commands import Ask
from dispatch.domain.events import Event, PromiseMade
from dispatch.domain.fleet import VehicleId
from dispatch.domain.time import HOUR_S
from simulations.scenario import scenario_of_service
from tests.api.routes.test_disruptions import PATH, asked, everybody, snow, withdraw
from tests.api.served import DAY, Served, a_database, at, serving

NOON_S = 12 * HOUR_S
AT_MOST_S = 2.0
PREVIEWS = 5


def with_vans(town: Town, count: int) -> Town:
    """The same town with so many vans."""
    vans = town.service.vehicles
    fleet = tuple(replace(vans[n % len(vans)], vehicle_id=VehicleId(f"{n + 1}号車")) for n in range(count))
    return replace(town, service=replace(town.service, vehicles=fleet))


def until_noon(town: Town, riders: int, database: Database, vault: Vault) -> list[Event]:
    """A day on which registered riders book and drivers keep to the believed times, until noon."""
    directory, now = RiderDirectory(vault), at(town, 6)
    arrivals = sorted(
        scenario_of_service(town.service, on=DAY, seed=1, riders=riders).arrivals,
        key=lambda arrival: arrival.asked_s,
    )
    asks = []
    with database.write() as connection:
        for number, each in enumerate(arrivals):
            profile = Profile(name="成田 ハナ", kana="なりた はな", phone=f"090-1234-{number:04}")
            rider_id = directory.register(connection, town.area, profile, now)
            asks.append((each.asked_s, Ask(replace(each.request, rider_id=rider_id))))
    dispatcher = town.dispatcher(DAY, town.service.vehicles)
    day = PunctualDay(dispatcher, town.travel)
    day.begin(dispatcher.open_day().events, 0)
    day.run(asks, until_s=NOON_S)
    return day.events


@contextmanager
def at_noon(town: Town, riders: int, folder: Path) -> Iterator[Served]:
    """The service, started anew in the middle of such a day."""
    database, vault = a_database(folder), Vault(new_keys())
    events = until_noon(town, riders, database, vault)
    tenure, entry = take_office(database, town.area, "morning"), Entry("engine", at(town, 12))
    with database.write() as connection:
        DayJournal(town.area, DAY).append(connection, tenure, events, entry, expected_version=0)
    with serving(town, database, at(town, 12, 1), vault=vault) as served:
        yield served
    database.close()


def preview_times(served: Served, broken: int) -> dict[str, list[float]]:
    """How long each preview took, over HTTP with what is told of riders; every rider in one list."""
    with served.desk.reading(DAY) as open_day:
        day = open_day.day
        riders = sorted([*day.promises, *day.unassigned])
        vans = list(day.vehicles)[:broken]
    failing = [withdraw(each) for each in vans]
    what = {"breakdown": failing, "snow": [snow("snow")], "both": [*failing, snow("snow")]}
    took: dict[str, list[float]] = {}
    for name, disruptions in what.items():
        for _ in range(PREVIEWS):
            began_s = perf_counter()
            answer = served.post(f"{PATH}/preview", asked(*disruptions))
            took.setdefault(name, []).append(perf_counter() - began_s)
            assert answer.status_code == 200, answer.text
            assert sorted(everybody(answer.json())) == riders
    return took


def told(took: dict[str, list[float]]) -> str:
    medians = {name: f"{1000 * median(each):.0f} ms" for name, each in took.items()}
    return ", ".join(f"{name} {medians[name]} (at most {max(took[name]):.2f} s)" for name in took)


def test_one_of_three_vans(town: Town, tmp_path: Path) -> None:
    with at_noon(town, 164, tmp_path) as served:
        took = preview_times(served, 1)
    print(told(took))
    assert max(max(each) for each in took.values()) <= AT_MOST_S, told(took)


@pytest.mark.long
def test_five_of_thirty_vans_with_a_thousand_bookings(town: Town, tmp_path: Path) -> None:
    with at_noon(with_vans(town, 30), 2200, tmp_path) as served:
        with served.desk.reading(DAY) as open_day:
            booked = sum(isinstance(event, PromiseMade) for event in open_day.events)
        took = preview_times(served, 5)
    print(booked, told(took))
    assert booked >= 1000
    assert max(max(each) for each in took.values()) <= AT_MOST_S, told(took)
