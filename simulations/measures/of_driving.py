"""Figures about vehicles: kilometres, pooling, hours, and how the driven roads are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from gtfs.network import SYNTHETIC
from gtfs.road_graph import RoadSource
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.statistics import percent, share


def measure_driving(record: DayRecord, history: DayHistory) -> dict[str, float | None]:
    """Driven kilometres and what was gained with them."""
    carried = [booking for booking in history.bookings.values() if booking.completed]
    persons = sum(booking.persons for booking in carried)
    driven_m = sum(history.metres_of(drive) for drive in history.drives())
    loaded_m = sum(history.metres_of(drive) for drive in history.drives() if drive.aboard)
    direct_m = sum(record.travel.metres(one.promise.origin, one.promise.destination) for one in carried)
    shared = shared_rides(history)
    runs = list_runs(history)
    by_source = km_by_source(history)
    synthetic_km = sum(km for source, km in by_source.items() if source in SYNTHETIC)
    reverse_km = by_source.get(RoadSource.ASSUMED_REVERSE, 0.0)
    return {
        "pooling_runs": percent(sum(len(run) >= 2 for run in runs), len(runs)),
        "pooling_riders": percent(
            sum(booking.persons for booking in carried if booking.promise.ride_id in shared), persons
        ),
        "loaded_km_ratio": percent(loaded_m, driven_m),
        "pax_per_vehicle_hour": share(persons, vehicle_hours(record, history)),
        "km_per_pax": share(driven_m / 1000, persons),
        "direct_km_ratio": share(direct_m, driven_m),
        "driven_km": driven_m / 1000,
        "synthetic_km_share": percent(synthetic_km, driven_m / 1000),
        "assumed_reverse_km_share": percent(reverse_km, driven_m / 1000),
    }


def list_runs(history: DayHistory) -> list[frozenset[RideId]]:
    """The rides of each run: an interval in which a vehicle is never empty."""
    runs: list[frozenset[RideId]] = []
    riding: set[RideId] = set()
    for stay in history.stays:
        riding |= set(stay.aboard)
        if riding and not stay.aboard:
            runs.append(frozenset(riding))
            riding.clear()
    return runs


def km_by_source(history: DayHistory) -> Mapping[RoadSource, float]:
    """Driven kilometres by how their roads are known; sources that do not occur are left out."""
    metres = dict.fromkeys(RoadSource, 0.0)
    driven = Counter((drive.origin, drive.destination) for drive in history.drives())
    for pair, times in driven.items():
        for source, length_m in history.metres[pair].items():
            metres[source] += times * length_m
    return {source: metres[source] / 1000 for source in RoadSource if metres[source]}


def shared_rides(history: DayHistory) -> set[RideId]:
    """The rides that shared the vehicle with another over a positive distance."""
    return {
        ride
        for drive in history.drives()
        if len(drive.aboard) > 1 and history.metres_of(drive) > 0
        for ride in drive.aboard
    }


def vehicle_hours(record: DayRecord, history: DayHistory) -> float:
    """The hours of all shifts, less the breaks that were taken."""
    shifts_s = sum(vehicle.shift.hours.width_s for vehicle in record.vehicles)
    rests_s = sum(stay.done_s - stay.began_s for stay in history.stays if stay.kind == VisitKind.BREAK)
    return (shifts_s - rests_s) / 3600
