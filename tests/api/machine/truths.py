"""What must hold after every step, whatever was done."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import Connection, select

from api.board.tables import TASK
from api.desk.open_day import OpenDay
from api.desk.order import ENGINE, Order
from api.desk.ride_book import RideRecord, RideStatus
from api.notices.tables import NOTICE
from api.notices.templates import NoticeKind
from api.wire.told import Told
from dispatch.domain.commands import Wake
from dispatch.domain.events import PromiseAtRisk
from dispatch.domain.route import VisitKind
from dispatch.engine.risk_watch import LOOK_AGAIN_S, tells_from_s
from tests.api.machine.known import binding
from tests.api.machine.world import World

S = RideStatus
PICKUP = {"pickup_from", "pickup_until", "origin"}
"""What says nothing any more to whoever is on board."""
AMENDED = (NoticeKind.AMENDED.value, NoticeKind.ARRIVAL_AMENDED.value)
ENDED_BY_PEOPLE = {"cancelled": S.CANCELLED, "changed": S.CHANGED, "no_show": S.NO_SHOW}


def no_booking_is_lost_or_doubled(world: World) -> None:
    """The service has the rides that people were told of, no other, and none was ended by itself."""
    held = {
        (service_date, str(ride_id)): record.status
        for service_date in world.desk.list_open()
        for ride_id, record in world.look(service_date, lambda open_day: dict(open_day.book.rides)).items()
    }
    told = {key: ride for key, ride in world.known.rides.items() if key[0] in _open_dates(world)}
    assert held.keys() == told.keys(), f"lost {told.keys() - held.keys()}, new {held.keys() - told.keys()}"
    for key, ride in told.items():
        if ride.given_up:
            assert held[key] is ENDED_BY_PEOPLE[ride.given_up], f"{key} {held[key]}, though {ride.given_up}"
        else:
            assert held[key] not in ENDED_BY_PEOPLE.values(), f"{key} {held[key]}, by nobody's wish"


def every_ride_has_one_vehicle_or_a_call(world: World) -> None:
    """A booked ride stands once in one route, and a ride that nobody can carry on the list of calls."""
    for service_date in world.desk.list_open():
        world.look(service_date, _one_vehicle_each)


def _one_vehicle_each(open_day: OpenDay) -> None:
    day, book = open_day.day, open_day.book
    visits = Counter(
        (visit.ride_id, visit.kind, vehicle_id)
        for vehicle_id, state in day.vehicles.items()
        for visit in (*state.route.visits, *((state.current,) if state.current is not None else ()))
        if visit.ride_id is not None
    )
    assert all(times == 1 for times in visits.values()), visits.most_common(1)
    carriers: dict[str, set[tuple[VisitKind, str]]] = {}
    for ride_id, kind, vehicle_id in visits:
        carriers.setdefault(str(ride_id), set()).add((kind, vehicle_id))
    for ride_id, record in book.rides.items():
        here = carriers.get(ride_id, set())
        vehicles = {vehicle_id for _, vehicle_id in here}
        aboard = [each for each, state in day.vehicles.items() if ride_id in state.aboard]
        match record.status:
            case S.BOOKED:
                assert vehicles == {day.carried_by[ride_id]} == {record.vehicle_id}, f"{ride_id}: {here}"
                assert day.vehicles[record.vehicle_id].withdrawn is None
            case S.ABOARD:
                kinds = {kind for kind, _ in here}
                again = VisitKind.BOARD in kinds  # fetched from where a vehicle broke down
                assert aboard == [] if again else aboard == sorted(vehicles), f"{ride_id}: {here} {aboard}"
                assert VisitKind.ALIGHT in kinds
            case S.UNASSIGNED:
                assert ride_id in day.unassigned
                assert not here
            case _:
                assert not here, f"{ride_id} is {record.status}, and still driven"
                assert ride_id not in day.promises
    lost = {each for each, record in book.rides.items() if record.status is S.UNASSIGNED}
    assert set(day.unassigned) == lost


def no_promise_changes_unseen(world: World) -> None:
    """What a rider counts on is what the rider was told last: by an answer, a notice, or a call to make."""
    with world.database.read() as connection:
        for key in world.known.counted_on():
            if key[0] in _open_dates(world):
                _seen(world, connection, *key)


def _seen(world: World, connection: Connection, service_date: date, ride_id: str) -> None:
    known = world.known.rides[service_date, ride_id]
    record: RideRecord = world.look(service_date, lambda open_day: open_day.book.rides[ride_id])
    now = binding(Told(world.town, service_date).ride(record).model_dump(mode="json"))
    differs = {each for each, what in now.items() if what != known.told[each]}
    aboard = world.look(service_date, lambda open_day: _is_aboard(open_day, ride_id))
    if differs <= (PICKUP if aboard else set()):
        return
    limits, of_pickup = record.promise.limits, not aboard and bool(differs & PICKUP)
    said = f'"from_s": {limits.pickup.from_s}' if of_pickup else f'"arrive_by_s": {limits.arrive_until_s}'
    notices = connection.execute(
        select(NOTICE.c.facts)
        .where(NOTICE.c.subject == ride_id, NOTICE.c.kind.in_(AMENDED))
        .order_by(NOTICE.c.made_at_s.desc(), NOTICE.c.message_id.desc())
    ).all()
    calls = select(TASK.c.task_id).where(TASK.c.subject == ride_id, TASK.c.outcome.is_(None))
    told = any(said in row.facts for row in notices[:1]) or connection.execute(calls).all()
    assert told, f"{ride_id} ({record.status}): promised {now}, told {known.told}; {notices}"
    known.told = now


def whoever_will_be_late_is_told(world: World) -> None:
    """Were the engine woken now, it would find nobody to tell for longer than it takes to look."""
    woken = Order(world.today, Wake(), ENGINE)
    told = world.look(world.today, lambda open_day: dict(open_day.day.at_risk))
    for event in world.desk.preview(woken).events:
        if isinstance(event, PromiseAtRisk):
            due_s = tells_from_s(told, event.ride_id)
            assert event.expected_late_s <= due_s + LOOK_AGAIN_S + 1, f"nobody told {event.ride_id}: {event}"


def _is_aboard(open_day: OpenDay, ride_id: str) -> bool:
    return any(ride_id in state.aboard for state in open_day.day.vehicles.values())


def _open_dates(world: World) -> list[date]:
    return world.desk.list_open()


TRUTHS = (
    no_booking_is_lost_or_doubled,
    every_ride_has_one_vehicle_or_a_call,
    no_promise_changes_unseen,
    whoever_will_be_late_is_told,
)
