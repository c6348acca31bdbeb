"""A day to replay: the network, the fleet, the rules, and the riders who will ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from dispatch.domain.conditions import Conditions
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.policy.fare_table import Tariff
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import TravelTimes
from gtfs.feed import Feed
from gtfs.network import Network
from gtfs.network_files import BuiltNetwork
from gtfs.places import Places
from gtfs.service import Service
from gtfs.service_dates import service_dates
from gtfs.service_demand import DemandSection
from gtfs.service_doors import PURPOSES
from gtfs.service_network import network_of, walks_to_stops
from gtfs.service_snow import SnowLevel
from simulations.day_record import Purpose
from simulations.demand import Arrival, DemandModel, sample_demand
from simulations.demand_file import read_requests
from simulations.drivers import SPREAD
from simulations.fitting.applied import as_fitted, fitted_times, model_of
from simulations.fitting.drawn_days import FittedRiders
from simulations.strategies import Outlook, strategy_of

NEAREST_TRIP_M = 500
"""Nobody books a ride to a place nearer than this by road."""
TrueRoads = tuple[tuple[int, Conditions], ...]
"""From which second on what holds on the roads, in order."""
LIVE_SEED = 0
"""Of the draws of a service that runs for real: the same for every process that takes it over."""


class ScenarioError(ValueError):
    """The day cannot be replayed as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Scenario:
    """One service day, ready to be replayed."""

    name: str
    label: str
    service_date: date
    seed: int
    hours: TimeWindow
    rules: ServiceRules
    vehicles: tuple[Vehicle, ...]
    network: Network
    travel: TravelTimes
    served: frozenset[PlaceIndex] | None
    walkable: Mapping[PlaceIndex, tuple[tuple[PlaceIndex, int], ...]]
    behaviour: DemandSection
    """How riders choose, cancel and come late."""
    arrivals: tuple[Arrival, ...]
    strategy: Strategy = PLAIN
    """What the dispatcher uses."""
    only_if_needed: frozenset[PlaceIndex] = frozenset()
    """Doors at which only riders who need the door are fetched or brought."""
    out_of_reach: frozenset[PlaceIndex] = frozenset()
    """Where riders are that no place is near."""
    fares: Tariff | None = None
    public_places: tuple[PlaceIndex, ...] = ()
    roads: TrueRoads = ()
    """As they truly are, whatever the dispatcher knows; empty where that is what is believed."""
    spread: float = SPREAD
    """Of a single drive, see `DrawnPace`."""
    visit_spread_s: float = 0.0
    """Of a single boarding or alighting."""
    drawn_as: date | None = None
    """The date whose riders and drivers' luck these are; None: the service date."""

    @property
    def drawn_on(self) -> date:
        """The date that riders' tempers and drivers' luck are drawn for."""
        return self.drawn_as or self.service_date

    @property
    def places(self) -> Places:
        """The places of the service."""
        return self.network.places

    @property
    def area(self) -> Area:
        """What the dispatcher decides for."""
        return Area(
            self.name,
            self.service_date.isoformat(),
            self.hours,
            self.served,
            self.walkable,
            self.only_if_needed,
            self.out_of_reach,
        )


def scenario_of_service(
    service: Service,
    *,
    on: date | None = None,
    seed: int,
    riders: int | None = None,
    requests: Path | None = None,
    osm: Path | None = None,
    built: BuiltNetwork | None = None,
    askers: Service | None = None,
    drawn_as: date | None = None,
    snow: SnowLevel = SnowLevel.NORMAL,
    said: Collection[str] = (),
) -> Scenario:
    """The day of a service folder; raises ScenarioError for a day without service.

    `built` is its network, where it is at hand. The riders are those of `askers`, a service of the same
    places: so a change of hours or rules is asked of the same people, who wish what they wished before. With
    `drawn_as` they are those who would ask on that other date; under `snow` those of a fitted model who go
    out in it. Keys of service.toml that were `said` besides hold against such a model.
    """
    day = on or service.demo_date
    check_date(day, service.feed, service.no_service)
    built = built or network_of(service.feed, doors=service.doors.places, osm=osm)
    asking = askers or service
    fitted = model_of(asking)
    times = built.times if fitted is None else fitted_times(built.times, built.network, fitted.travel)
    service = as_fitted(service, fitted, said)
    travel = under(times, service.conditions) if service.conditions else times
    places = built.network.places
    model = demand_model(asking, travel)
    count = service.demand.riders_per_day if riders is None else riders
    if requests is not None:
        arrivals = read_requests(requests, places)
    elif fitted is not None:
        arrivals = FittedRiders(fitted, asking).draw(seed, drawn_as or day, riders, snow)
    else:
        arrivals = sample_demand(model, count, seed, drawn_as or day)
    outlook = Outlook(model, count or len(arrivals), seed, day, travel, service.rules)
    return Scenario(
        name=service.name,
        label=service.label,
        service_date=day,
        seed=seed,
        hours=service.hours,
        rules=service.rules,
        vehicles=service.vehicles,
        network=built.network,
        travel=travel,
        served=service.served,
        walkable=walks_to_stops(places, service.rules.walk_max_m, service.served),
        behaviour=service.demand,
        arrivals=tuple(arrivals),
        strategy=strategy_of(service.dispatch, outlook),
        drawn_as=drawn_as,
        fares=service.fares,
        public_places=service.public_places,
        spread=SPREAD if fitted is None else fitted.travel.spread or SPREAD,
        visit_spread_s=0.0 if fitted is None else fitted.travel.visit_spread_s,
    )


def check_date(day: date, feed: Feed, no_service: frozenset[date] = frozenset()) -> None:
    """Refuse a date on which the service rests, or which the feed's calendar does not reach."""
    if day in no_service:
        raise ScenarioError(f"{day}: no service on that day (service.no_service); give another --date")
    dates = service_dates(feed)
    if dates and not dates[0] <= day <= dates[-1]:
        raise ScenarioError(
            f"{day}: outside the calendar of {feed.name}, which runs from {dates[0]} to {dates[-1]}; "
            "give a --date in between"
        )


def strategy_on(service: Service, service_date: date, travel: TravelTimes) -> Strategy:
    """What a service chose for its dispatcher, on a date that nobody has simulated."""
    model = demand_model(service, travel)
    outlook = Outlook(model, service.demand.riders_per_day, LIVE_SEED, service_date, travel, service.rules)
    return strategy_of(service.dispatch, outlook)


def demand_model(service: Service, travel: TravelTimes) -> DemandModel:
    """How riders of a service are drawn: between homes and what they travel for, or anywhere to anywhere."""
    doors, hours = service.doors, service.demand.hours or service.hours
    poles = len(service.places) - len(doors.places)
    served = np.ones(len(service.places))
    if service.served is not None:
        served[:] = 0
        served[sorted(service.served)] = 1
    weights = {
        purpose: np.concatenate([np.zeros(poles), np.array(doors.weights[purpose], np.float64)]) * served
        for purpose in PURPOSES
    }
    shares = {purpose: getattr(service.demand.purposes, purpose) for purpose in PURPOSES if purpose != "home"}
    known = {Purpose(p): share for p, share in shares.items() if share > 0 and weights[p].sum() > 0}
    if not known or weights["home"].sum() <= 0:  # no weights at all: any place to any other
        section, anywhere = service.demand, served
        return DemandModel(
            section,
            hours,
            anywhere,
            {Purpose.UNKNOWN: anywhere},
            {Purpose.UNKNOWN: 1.0},
            travel.tensor().metres,
            NEAREST_TRIP_M,
            service.rules.booking_cutoff_s,
        )
    return DemandModel(
        service.demand,
        hours,
        weights["home"],
        {p: weights[p.value] for p in known},
        known,
        travel.tensor().metres,
        NEAREST_TRIP_M,
        service.rules.booking_cutoff_s,
    )
