"""The ground of a recorded day: the service under that day's rules and fleet, or as it could have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import Asked
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from gtfs.network_files import BuiltNetwork
from gtfs.service import Service
from gtfs.service_changes import NO_CHANGES
from gtfs.service_snow import SnowLevel
from simulations.fitting.applied import FITTED
from simulations.recorded.counterparts import Counterparts
from simulations.recorded.disrupted import disruption_of
from simulations.recorded.facts import DayFacts
from simulations.recorded.out_of_reach import with_doors_at_places, with_unserved_doors
from simulations.recorded.recorded_day import RecordedDay
from simulations.recorded.resited import Resited
from simulations.scenario import Scenario, scenario_of_service
from simulations.variants.ground import as_ridden, network_on, service_of, true_roads_of, weather_of
from simulations.variants.variant import Variant


class RecordedElsewhere(ValueError):
    """A recorded day cannot be replayed on this service; the message says why and what to do."""


def require_recorded_demand(variant: Variant) -> None:
    """Refuse changes of who asks: these are facts of the day."""
    asked = variant.changes.only("demand")
    if asked:
        raise RecordedElsewhere(
            f"change {asked}: who asks is recorded; change fleet, rules, booking or dispatch, or use simulate"
        )


def scenario_on_record(recorded: RecordedDay, variant: Variant) -> Scenario:
    """The day on which a recorded one is replayed: its fleet and rules, but for what the variant changes.

    Its places are those of then. Raises ServiceError, ScenarioError and RecordedElsewhere, all ValueErrors.
    """
    service = service_of(variant.folder, variant.changes)
    usual = service_of(variant.folder, NO_CHANGES)
    require_places(recorded, usual)
    fleet = service.vehicles if variant.changes.only("fleet") else recorded.opened.vehicles
    changed = replace(service, rules=_rules(recorded, usual.rules, service.rules), vehicles=fleet)
    return _scenario(recorded, variant, changed, usual, network_on(variant))


def scenario_elsewhere(
    recorded: RecordedDay, usually: Variant, variant: Variant, counterparts: Counterparts, resited: Resited
) -> Scenario:
    """The day on which one that was recorded by a service as it usually is is replayed on other places.

    Its rules and fleet are those of the day, but for what the other service has otherwise. Raises
    ServiceError and ScenarioError, both ValueErrors.
    """
    usual, service = (service_of(each.folder, each.changes) for each in (usually, variant))
    askers = service_of(variant.folder, variant.of_network)
    fleet = service.vehicles
    if _described(fleet, service) == _described(usual.vehicles, usual):
        fleet = tuple(_based(vehicle, counterparts) for vehicle in recorded.opened.vehicles)
    changed = replace(service, rules=_rules(recorded, usual.rules, service.rules), vehicles=fleet)
    doors = resited.out_of_reach
    scenario = _scenario(
        recorded,
        variant,
        with_unserved_doors(changed, doors),
        with_unserved_doors(askers, doors),
        with_doors_at_places(network_on(variant), doors),
    )
    known = len(scenario.places)
    unreached = frozenset(map(PlaceIndex, range(known - len(doors), known)))
    return as_ridden(variant, replace(scenario, out_of_reach=unreached))


def _scenario(
    recorded: RecordedDay, variant: Variant, service: Service, askers: Service, built: BuiltNetwork
) -> Scenario:
    if FITTED not in recorded.opened.travel_version:  # a running service believes its network
        service, askers = _without_model(service), _without_model(askers)
    scenario = scenario_of_service(
        service,
        on=recorded.service_date,
        seed=recorded.seed,
        riders=recorded.riders,
        built=built,
        askers=askers,
    )
    return replace(scenario, arrivals=(), roads=true_roads_of(variant))


def _without_model(service: Service) -> Service:
    return replace(service, demand=service.demand.model_copy(update={"model": None}))


def _described(fleet: Sequence[Vehicle], service: Service) -> list[object]:
    """A fleet in words that hold on any places."""

    def at(place: PlaceIndex) -> str:
        return service.places[place].place_id

    return [
        (
            *(each.vehicle_id, each.capacity, shift.hours, at(shift.start), at(shift.end)),
            *((rest.begins, rest.duration_s, at(rest.place)) for rest in shift.breaks),
        )
        for each in fleet
        for shift in (each.shift,)
    ]


def _based(vehicle: Vehicle, counterparts: Counterparts) -> Vehicle:
    """A vehicle of the day, its depot and breaks at the places nearest to those of then."""
    at, shift = counterparts.get_nearest, vehicle.shift
    breaks = tuple(replace(rest, place=at(rest.place)) for rest in shift.breaks)
    return replace(vehicle, shift=replace(shift, start=at(shift.start), end=at(shift.end), breaks=breaks))


def disruptions_on_record(facts: DayFacts, variant: Variant) -> list[tuple[int, Command]]:
    """What went wrong on the day; under another weather the snow of the day is left out."""
    if variant.snow is SnowLevel.NORMAL and variant.weather is None:
        return [(fact.at_s, disruption_of(fact)) for fact in facts.disruptions]
    others = [fact for fact in facts.disruptions if not isinstance(fact, ConditionsChanged)]
    return [*weather_of(variant), *((fact.at_s, disruption_of(fact)) for fact in others)]


def _rules(recorded: RecordedDay, usual: ServiceRules, changed: ServiceRules) -> ServiceRules:
    """The rules in force on the day, with just those replaced that the variant changes."""
    if recorded.rules is None:
        return changed
    values = {each.name: getattr(changed, each.name) for each in fields(ServiceRules)}
    return replace(
        recorded.rules, **{name: value for name, value in values.items() if value != getattr(usual, name)}
    )


def require_places(recorded: RecordedDay, service: Service) -> None:
    """Refuse a day on which places are named that the service does not have."""
    shifts = (vehicle.shift for vehicle in recorded.opened.vehicles)
    named = [place for shift in shifts for place in (shift.start, shift.end)]
    for event in recorded.events:
        if isinstance(event, Asked):
            named += [event.request.origin, event.request.destination]
    if max(named, default=0) >= len(service.places):
        raise RecordedElsewhere(
            f"{recorded.source}: recorded on other places than those of {service.folder}; "
            "give the service folder of that day with --service"
        )
