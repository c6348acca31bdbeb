"""The ground of a recorded day: the service under that day's rules and fleet, or as it could have been."""

from __future__ import annotations

from dataclasses import fields, replace

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import Asked
from dispatch.domain.rules import ServiceRules
from gtfs.service import Service
from gtfs.service_changes import NO_CHANGES
from gtfs.service_snow import SnowLevel
from simulations.recorded.disrupted import disruption_of
from simulations.recorded.facts import DayFacts
from simulations.recorded.recorded_day import RecordedDay
from simulations.scenario import Scenario, scenario_of_service
from simulations.variants.ground import roads_of, service_of, weather_of
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

    Raises ServiceError, ScenarioError and RecordedElsewhere, all ValueErrors.
    """
    service = service_of(variant.folder, variant.changes)
    usual = service_of(variant.folder, NO_CHANGES)
    require_places(recorded, service)
    scenario = scenario_of_service(
        replace(service, rules=_rules(recorded, usual.rules, service.rules)),
        on=recorded.service_date,
        seed=recorded.seed,
        riders=recorded.riders,
        built=roads_of(variant.folder),
        askers=usual,
    )
    fleet = service.vehicles if variant.changes.only("fleet") else recorded.opened.vehicles
    return replace(scenario, vehicles=fleet, arrivals=())


def disruptions_on_record(facts: DayFacts, variant: Variant) -> list[tuple[int, Command]]:
    """What went wrong on the day; under another weather the snow of the day is left out."""
    if variant.snow is SnowLevel.NORMAL:
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
