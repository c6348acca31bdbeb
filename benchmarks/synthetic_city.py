"""A dense city made up for measurements: streets in a grid, many vehicles, riders who leave at once."""

from __future__ import annotations

from datetime import date

import numpy as np

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S, TimeWindow
from dispatch.engine.strategy import PLAIN, Strategy
from gtfs.network import Network, travel_times
from gtfs.places import Places
from gtfs.road_graph import RoadGraph, RoadSource, straight_edges
from gtfs.service_demand import DemandSection
from simulations.day_record import Purpose
from simulations.demand import DemandModel, rng_for, sample_demand
from simulations.scenario import Scenario

SIDE = 20
BLOCK_M = 500.0
METRES_PER_S = 25 / 3.6
LAT, LON = 40.8, 140.7
DEGREE_M = 111_195.0
RULES = ServiceRules(max_wait_s=15 * MINUTE_S, detour_extra_s=10 * MINUTE_S, board_s=30, alight_s=20)
DEMAND = DemandSection(ride_now_share=1.0, return_share=0.0, party_size_mean=1.2)
ON = date(2026, 12, 2)


def a_city() -> Network:
    """Streets in a grid of 400 corners, half a kilometre apart; every corner is a stop."""
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    lat = np.asarray(LAT + down.ravel() * BLOCK_M / DEGREE_M, np.float64)
    lon = np.asarray(LON + across.ravel() * BLOCK_M / DEGREE_M / np.cos(np.radians(LAT)), np.float64)
    corner = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    one_way = [(corner[:, :-1], corner[:, 1:]), (corner[:-1], corner[1:])]
    pairs = np.concatenate([np.column_stack([a.ravel(), b.ravel()]) for a, b in one_way])
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    metres = np.full(len(pairs), BLOCK_M)
    edges = straight_edges(
        lat,
        lon,
        pairs[:, 0],
        pairs[:, 1],
        length_m=metres,
        time_s=metres / METRES_PER_S,
        source=RoadSource.OSM,
    )
    graph = RoadGraph(
        lat,
        lon,
        edges.edge_from,
        edges.edge_to,
        edges.length_m,
        edges.time_s,
        edges.source,
        edges.shape_start,
        edges.shape_lat,
        edges.shape_lon,
        attribution="",
    )
    stops = tuple(
        Place(f"c{n:03}", f"corner {n}", "", float(lat[n]), float(lon[n]), PlaceKind.POLE)
        for n in range(SIDE * SIDE)
    )
    places = Places(stops, tuple(range(len(stops))))
    return Network(graph, places, np.arange(len(stops), dtype=np.int32))


def city_day(
    network: Network, vehicles: int, riders: int, hours: TimeWindow, seed: int, strategy: Strategy = PLAIN
) -> Scenario:
    """Some hours of a busy day; riders travel from the outskirts towards the middle and about."""
    travel = travel_times(network)
    corners = np.arange(SIDE * SIDE)
    from_middle = np.hypot(corners % SIDE - SIDE / 2, corners // SIDE - SIDE / 2)
    model = DemandModel(
        section=DEMAND,
        hours=hours,
        origin_weights=np.ones(len(corners)),
        destination_weights={Purpose.UNKNOWN: np.exp(-from_middle / 6)},
        purpose_shares={Purpose.UNKNOWN: 1.0},
        road_m=travel.tensor().metres,
        nearest_trip_m=1000,
    )
    depots = rng_for(seed, ON, "depots").integers(0, len(corners), vehicles)
    return Scenario(
        name="synthetic city",
        label="",
        service_date=ON,
        seed=seed,
        hours=hours,
        rules=RULES,
        vehicles=tuple(
            Vehicle(VehicleId(f"v{n:04}"), Load(6), Shift(hours, PlaceIndex(int(at)), PlaceIndex(int(at))))
            for n, at in enumerate(depots)
        ),
        network=network,
        travel=travel,
        served=None,
        walkable={},
        behaviour=DEMAND,
        arrivals=tuple(sample_demand(model, riders, seed, ON)),
        strategy=strategy,
    )
