"""A driver works through a manifest; reports come late, twice and out of order, and count once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from tests.api.routes.booked import book
from tests.api.served import DAY, Served


def manifest(served: Served, vehicle_id: str) -> dict[str, Any]:
    return dict(served.get(f"/vehicles/{vehicle_id}/manifest/{DAY}", served.as_tablet(vehicle_id)).json())


def report(served: Served, vehicle_id: str, *reports: dict[str, Any]) -> list[str]:
    handed_in = {"reports": list(reports)}
    answer = served.post(
        f"/vehicles/{vehicle_id}/reports/{DAY}", handed_in, token=served.as_tablet(vehicle_id)
    )
    assert answer.status_code == 200, answer.text
    return [each["outcome"] for each in answer.json()]


def tap(
    kind: str, when: datetime, ride_id: str | None = None, client_id: str | None = None
) -> dict[str, Any]:
    named = client_id or f"tap-{kind}-{ride_id}-{when:%H%M%S}"
    return {"client_id": named, "kind": kind, "at": when.isoformat(), "ride_id": ride_id}


def test_a_ride_is_carried_as_the_driver_reports(served: Served) -> None:
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    before = manifest(served, vehicle)
    assert (before["doing"], before["calls"][0]["boarding"]) == ("standing", [ride_id])
    start = next(each.shift.start for each in served.town.service.vehicles if each.vehicle_id == vehicle)
    assert before["place"]["place_id"] == served.town.service.places[start].place_id
    assert before["depart"] < before["calls"][0]["begin"]
    pickup = datetime.fromisoformat(ride["limits"]["pickup_from"])
    served.clock.set(pickup - timedelta(minutes=8))
    assert report(served, vehicle, tap("departed", served.clock.now())) == ["done"]
    assert manifest(served, vehicle)["doing"] == "driving"
    served.clock.set(pickup + timedelta(minutes=1))
    assert report(served, vehicle, tap("arrived", served.clock.now())) == ["done"]
    assert manifest(served, vehicle)["doing"] == "arrived"
    assert report(served, vehicle, tap("boarded", served.clock.now(), ride_id)) == ["done"]
    assert served.get(f"/rides/{DAY}/{ride_id}").json()["status"] == "aboard"
    assert manifest(served, vehicle)["aboard"] == [ride_id]
    served.clock.set(pickup + timedelta(minutes=15))
    assert report(served, vehicle, tap("alighted", served.clock.now(), ride_id)) == ["done"]
    assert served.get(f"/rides/{DAY}/{ride_id}").json()["status"] == "carried"


def test_a_dead_zone_s_reports_come_in_one_batch_with_their_own_times(served: Served) -> None:
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    pickup = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=2)
    set_down = pickup + timedelta(minutes=9)
    batch = [tap("boarded", pickup, ride_id), tap("alighted", set_down, ride_id)]
    served.clock.set(set_down + timedelta(minutes=20))
    assert report(served, vehicle, *batch) == ["done", "done"]
    carried = served.get(f"/rides/{DAY}/{ride_id}").json()
    assert datetime.fromisoformat(carried["pickup"]) == pickup
    assert datetime.fromisoformat(carried["arrival"]) == set_down
    assert report(served, vehicle, *batch) == ["done", "done"]
    with served.desk.reading(DAY) as open_day:
        events = [type(event).__name__ for event in open_day.events]
    assert events.count("VisitBegun") == 2


def test_who_boarded_before_the_promised_time_is_made_up_for_when_they_alight(served: Served) -> None:
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    pickup = datetime.fromisoformat(ride["limits"]["pickup_from"])
    early = pickup - timedelta(minutes=3)
    taps = [tap("arrived", early), tap("boarded", early, ride_id), tap("departed", early)]
    served.clock.set(early)
    assert report(served, vehicle, *taps) == ["done", "kept", "kept"]
    out = pickup + timedelta(minutes=9)
    served.clock.set(out)
    assert report(served, vehicle, tap("alighted", out, ride_id)) == ["done"]
    carried = served.get(f"/rides/{DAY}/{ride_id}").json()
    assert (carried["status"], carried["expected_late_min"]) == ("carried", 0)
    assert datetime.fromisoformat(carried["pickup"]) == pickup, "as early as was promised"
    assert datetime.fromisoformat(carried["arrival"]) == out
    assert manifest(served, vehicle)["aboard"] == []


def test_nobody_alights_whose_vehicle_never_came(served: Served) -> None:
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    served.clock.set(datetime.fromisoformat(ride["limits"]["pickup_from"]))
    assert report(served, vehicle, tap("alighted", served.clock.now(), ride_id)) == ["kept"]
    assert served.get(f"/rides/{DAY}/{ride_id}").json()["status"] == "booked"


def test_a_batch_that_is_handed_in_twice_at_once_counts_once(served: Served) -> None:
    ride = book(served)
    vehicle, ride_id = ride["vehicle_id"], ride["ride_id"]
    pickup = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=2)
    set_down = pickup + timedelta(minutes=9)
    served.clock.set(set_down + timedelta(minutes=20))
    served.as_tablet(vehicle)
    first = [tap("departed", pickup - timedelta(minutes=8)), tap("arrived", pickup)]
    longer = [*first, tap("boarded", pickup, ride_id), tap("departed", pickup + timedelta(minutes=1))]
    whole = [*longer, tap("arrived", set_down), tap("alighted", set_down, ride_id)]
    with ThreadPoolExecutor(3) as tablets:
        answers = tablets.map(lambda batch: report(served, vehicle, *batch), (first, longer, whole))
    assert [set(outcomes) for outcomes in answers] == [{"done"}] * 3
    with served.desk.reading(DAY) as open_day:
        events = [type(event).__name__ for event in open_day.events]
    assert [events.count(each) for each in ("VehicleDeparted", "VehicleArrived", "VisitDone")] == [2, 2, 2]


def test_a_report_that_does_not_fit_the_plan_is_kept(served: Served) -> None:
    ride = book(served)
    served.clock.set(datetime.fromisoformat(ride["limits"]["pickup_from"]))
    answer = report(served, ride["vehicle_id"], tap("alighted", served.clock.now(), "nobody"))
    assert answer == ["kept"]
    early = tap("departed", served.clock.now() - timedelta(hours=12))
    assert report(served, ride["vehicle_id"], early) == ["kept"], "a tablet with tomorrow's manifest"
    other = served.post(f"/vehicles/bus/reports/{DAY}", {"reports": [tap("arrived", served.clock.now())]})
    assert other.status_code == 403, "staff do not drive"


def test_riders_at_one_stop_board_in_any_order(served: Served) -> None:
    rides = [book(served, rider=f"p{n}", origin="place_01", destination="home_001") for n in range(2)]
    assert rides[0]["vehicle_id"] == rides[1]["vehicle_id"]
    vehicle = rides[0]["vehicle_id"]
    first, second = manifest(served, vehicle)["calls"][0]["boarding"]
    when = datetime.fromisoformat(rides[1]["limits"]["pickup_from"]) + timedelta(minutes=1)
    served.clock.set(when + timedelta(minutes=3))
    taps = [tap("boarded", when, second), tap("boarded", when + timedelta(minutes=1), first)]
    assert report(served, vehicle, *taps) == ["done", "done"]
    assert set(manifest(served, vehicle)["aboard"]) == {first, second}


def test_riders_of_a_late_vehicle_get_out_in_any_order(served: Served) -> None:
    rides = [book(served, rider=f"p{n}", origin="home_001", destination="place_01") for n in range(2)]
    vehicle = rides[0]["vehicle_id"]
    assert rides[1]["vehicle_id"] == vehicle
    first, second = manifest(served, vehicle)["calls"][0]["boarding"]
    when = datetime.fromisoformat(rides[1]["limits"]["pickup_from"]) + timedelta(minutes=1)
    served.clock.set(when + timedelta(hours=1))
    taps = [tap("boarded", when + timedelta(minutes=n), each) for n, each in enumerate((first, second))]
    assert report(served, vehicle, *taps) == ["done", "done"]
    out = manifest(served, vehicle)["calls"][0]["alighting"]
    late = served.clock.now()
    taps = [tap("alighted", late + timedelta(minutes=n), each) for n, each in enumerate(reversed(out))]
    served.clock.set(late + timedelta(minutes=5))
    assert report(served, vehicle, *taps) == ["done", "done"]
    assert manifest(served, vehicle)["aboard"] == []


def test_who_gets_in_before_there_is_room_is_looked_at_by_a_dispatcher(served: Served) -> None:
    """A full vehicle lets riders out where others get in: the other order cannot have been."""
    full = {"seats": 9}
    ride = book(served, rider="p1", origin="home_001", destination="place_01", party=full)
    vehicle = ride["vehicle_id"]
    arrives = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=20)
    asked = {"kind": "depart_after", "at": arrives.isoformat()}
    others = [
        book(served, rider=f"p{n}", origin="place_01", destination="home_002", party=full, wish=asked)
        for n in range(2, 5)
    ]
    after = next(each for each in others if each["vehicle_id"] == vehicle)
    boarded = datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=1)
    served.clock.set(arrives + timedelta(minutes=10))
    assert report(served, vehicle, tap("boarded", boarded, ride["ride_id"])) == ["done"]
    assert report(served, vehicle, tap("boarded", served.clock.now(), after["ride_id"])) == ["kept"]
    assert report(served, vehicle, tap("alighted", served.clock.now(), ride["ride_id"])) == ["done"]
