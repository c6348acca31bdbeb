"""A day straight from a feed: its poles, a fleet of equal vehicles, riders from anywhere to anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import Break, Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.travel.travel_times import TravelTimes
from gtfs.feed import Feed
from gtfs.places import Places
from gtfs.service_dates import list_trips_on
from gtfs.service_demand import DemandSection
from gtfs.service_network import network_of, walks_to_stops
from gtfs.service_words import DispatchSection
from simulations.day_record import Purpose
from simulations.demand import DemandModel, rng_for, sample_demand
from simulations.demand_file import read_requests
from simulations.scenario import (
    NEAREST_TRIP_M,
    Scenario,
    ScenarioError,
    check_date,
)
from simulations.strategies import Outlook, strategy_of

CAPACITY = Load(seats=9, wheelchairs=1, walkers=3)
DEMAND = DemandSection(party_size_mean=1.0, return_share=0.0)
"""Every rider of a feed's day travels alone: so many riders are so many requests."""
DISPATCH = DispatchSection()
REST_S = 45 * MINUTE_S
_SHIFT_WITH_REST_S = 6 * HOUR_S
_DEPOTS_TRIED = 300


def scenario_of_feed(
    feed: Feed,
    *,
    on: date,
    vehicles: int,
    riders: int,
    hours: TimeWindow,
    seed: int,
    requests: Path | None = None,
    osm: Path | None = None,
    dispatch: DispatchSection = DISPATCH,
) -> Scenario:
    """The day of a feed; raises ScenarioError where nothing runs that day, and what the network raises."""
    check_date(on, feed)
    built = network_of(feed, osm=osm)
    places, travel, rules = built.network.places, built.times, ServiceRules()
    served = served_poles(feed, on, places)
    if len(served) < 2:
        raise ScenarioError(
            f"{on}: no trip of {feed.name} stops at two places that day, so nobody can be asked to ride; "
            "give a --date on which its calendar runs"
        )
    model = _from_anywhere_to_anywhere(served, hours, travel)
    arrivals = sample_demand(model, riders, seed, on) if requests is None else read_requests(requests, places)
    depots = depots_near_riders(travel, served, vehicles, rng_for(seed, on, "depots"))
    return Scenario(
        name=feed.name,
        label=_publisher(feed),
        service_date=on,
        seed=seed,
        hours=hours,
        rules=rules,
        vehicles=tuple(_vehicle(i, depot, hours) for i, depot in enumerate(depots)),
        network=built.network,
        travel=travel,
        served=None,
        walkable=walks_to_stops(places, rules.walk_max_m),
        behaviour=DEMAND,
        arrivals=tuple(arrivals),
        strategy=strategy_of(dispatch, Outlook(model, riders or len(arrivals), seed, on, travel, rules)),
        public_places=tuple(map(PlaceIndex, range(len(places)))),
    )


def _from_anywhere_to_anywhere(
    served: list[PlaceIndex], hours: TimeWindow, travel: TravelTimes
) -> DemandModel:
    road_m = travel.tensor().metres
    weights = np.zeros(len(road_m))
    weights[served] = 1.0
    return DemandModel(
        section=DEMAND,
        hours=hours,
        origin_weights=weights,
        destination_weights={Purpose.UNKNOWN: weights},
        purpose_shares={Purpose.UNKNOWN: 1.0},
        road_m=road_m,
        nearest_trip_m=NEAREST_TRIP_M,
    )


def served_poles(feed: Feed, on: date, places: Places) -> list[PlaceIndex]:
    """The poles at which some trip stops on a date, in the order of their indices."""
    trips = set(list_trips_on(feed, on))
    times = feed.table("stop_times")
    if not trips or not {"trip_id", "stop_id"} <= set(times.columns):
        return []
    stops = set(times.loc[times["trip_id"].isin(trips), "stop_id"])
    return [PlaceIndex(i) for i, place in enumerate(places) if place.place_id in stops]


def depots_near_riders(
    travel: TravelTimes, served: list[PlaceIndex], vehicles: int, rng: np.random.Generator
) -> list[PlaceIndex]:
    """One depot for each vehicle: each new one is where it brings vehicles nearest to most poles."""
    tried = np.array(served)
    if len(tried) > _DEPOTS_TRIED:
        tried = np.sort(rng.choice(tried, _DEPOTS_TRIED, replace=False))
    seconds: NDArray[np.int64] = travel.tensor().fastest[np.ix_(tried, tried)].astype(np.int64)  # (from, to)
    nearest_s = np.full(len(tried), seconds.max() + 1)
    depots: list[PlaceIndex] = []
    for _ in range(vehicles):
        total_s = np.minimum(seconds, nearest_s[None, :]).sum(axis=1)
        best = int(total_s.argmin())
        depots.append(PlaceIndex(int(tried[best])))
        nearest_s = np.minimum(nearest_s, seconds[best])
        if not nearest_s.any():  # every pole has its vehicle: begin a second round
            nearest_s = np.full(len(tried), seconds.max() + 1)
    return depots


def _vehicle(number: int, depot: PlaceIndex, hours: TimeWindow) -> Vehicle:
    middle_s = (hours.from_s + hours.until_s) // 2 // (15 * MINUTE_S) * 15 * MINUTE_S
    begins_s = middle_s + (number % 3 - 1) * HOUR_S - HOUR_S // 2
    long = hours.width_s >= _SHIFT_WITH_REST_S
    rests = (Break(TimeWindow(begins_s, begins_s + HOUR_S), REST_S, depot),) if long else ()
    return Vehicle(VehicleId(f"v{number + 1:03}"), CAPACITY, Shift(hours, depot, depot, rests))


def _publisher(feed: Feed) -> str:
    for table, column in (("feed_info", "feed_publisher_name"), ("agency", "agency_name")):
        frame = feed.table(table)
        if column in frame.columns and len(frame):
            return str(frame[column].iloc[0])
    return ""
