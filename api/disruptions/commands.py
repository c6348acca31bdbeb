"""What a dispatcher asks for, as the engine's disruptions, on the day as it is now."""

from __future__ import annotations

from api.desk.town import Town
from api.disruptions.day_conditions import DayConditions
from api.people.roles import Permission
from api.problems import no_such_place, wrong
from api.wire.disruptions import (
    CloseIn,
    DelayIn,
    DisruptIn,
    DisruptionIn,
    OpenIn,
    PreviewIn,
    ReturnIn,
    RoadIn,
    SnowIn,
    WithdrawIn,
)
from dispatch.domain.conditions import ClosedRoad
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    Disruption,
    DisruptTogether,
    ReturnVehicle,
    WithdrawVehicle,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import MINUTE_S
from dispatch.engine.service_day import ServiceDay
from dispatch.travel.closed_roads import find_between


def permission_for(asked: DisruptionIn) -> Permission:
    """What somebody must be allowed to do for it."""
    match asked:
        case WithdrawIn() | ReturnIn():
            return Permission.WITHDRAW_VEHICLE
        case DelayIn():
            return Permission.REPORT_DELAY
        case CloseIn() | OpenIn():
            return Permission.CLOSE_ROAD
        case SnowIn():
            return Permission.SNOW_MODE


def command_of(asked: PreviewIn | DisruptIn, day: ServiceDay, town: Town) -> DisruptTogether:
    """Everything at once; what changes the conditions adds up to one change. Raises Problem."""
    given: list[Disruption] = []
    present = conditions = DayConditions.of(day.conditions, town)
    for number, each in enumerate(asked.disruptions):
        where = f"disruptions.{number}"
        match each:
            case WithdrawIn(vehicle_id=vehicle_id):
                given.append(WithdrawVehicle(VehicleId(vehicle_id), asked.reason))
            case ReturnIn(vehicle_id=vehicle_id, place_id=place_id):
                place = None if place_id is None else _place(town, place_id, f"{where}.place_id")
                given.append(ReturnVehicle(VehicleId(vehicle_id), asked.reason, place))
            case DelayIn(vehicle_id=vehicle_id, minutes=minutes):
                given.append(DelayVehicle(VehicleId(vehicle_id), minutes * MINUTE_S, asked.reason))
            case CloseIn():
                conditions = conditions.closing(*_closed(each, town, where))
            case OpenIn():
                conditions = conditions.opening(*_closed(each, town, where))
            case SnowIn(level=level):
                conditions = DayConditions(level, conditions.closed_places, conditions.closed_roads)
    if conditions != present or not given:
        given.append(ChangeConditions(conditions.conditions(town), asked.reason))
    return DisruptTogether(tuple(given))


def _closed(
    asked: CloseIn | OpenIn, town: Town, where: str
) -> tuple[frozenset[PlaceIndex], frozenset[ClosedRoad]]:
    if not asked.places and not asked.roads:
        raise wrong(where, "places or roads expected", "乗降場所か道路を1つ以上指定してください。")
    places = frozenset(_place(town, each, f"{where}.places.{n}") for n, each in enumerate(asked.places))
    return places, frozenset(_road(each, town, f"{where}.roads.{n}") for n, each in enumerate(asked.roads))


def _road(asked: RoadIn, town: Town, where: str) -> ClosedRoad:
    road = ClosedRoad(
        _place(town, asked.origin, f"{where}.origin"), _place(town, asked.destination, f"{where}.destination")
    )
    between = find_between(town.travel.tensor(), road)
    if between is not None:
        on_the_way = town.service.places[between].name
        expected = f"neighbours expected; {on_the_way} lies on the way: name the part before it or after it"
        expected_ja = f"途中に{on_the_way}があります。その手前か先の区間を指定してください。"
        raise wrong(where, expected, expected_ja)
    return road


def _place(town: Town, place_id: str, field: str) -> PlaceIndex:
    found = town.service.places.find(place_id)
    if found is None:
        raise no_such_place(field, place_id, town.area)
    return found
