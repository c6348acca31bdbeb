"""What can be booked instead when the wish is full: earlier, later, from a nearby stop, or in two parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.domain.load import Load
from dispatch.domain.offer import OfferedRide, OfferKind
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RideId, RideLimits, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.kernel.insertion import CostWeights
from dispatch.policy.objective import BALANCED, EARLIEST, LATEST_ARRIVAL
from dispatch.policy.offering import window_after, windows_before, wished, without_idling
from dispatch.search.best_insertion import FleetView, Trip, find_offer, with_room
from dispatch.travel.travel_times import UNREACHABLE_S

Walks = Mapping[PlaceIndex, Sequence[tuple[PlaceIndex, int]]]
"""From a place, the other places near it on foot and the metres, nearest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer to a request: its kind, its rides and the metres on foot."""

    kind: OfferKind
    rides: tuple[OfferedRide, ...]
    walk_m: int = 0


def list_wish_answers(fleet: FleetView, trip: Trip, request: Request, rules: ServiceRules) -> list[Found]:
    """Answers to the wish itself: the soonest, the best for all, and one later; none when it is full."""
    limits = wished(request, trip.facts, rules)
    if limits is None:
        return []
    if request.wish_kind is WishKind.ARRIVE_BY:
        arriving = find_offer(fleet, trip, without_idling(limits), LATEST_ARRIVAL, rules)
        arriving = arriving or _find_or_make_room(fleet, trip, limits, LATEST_ARRIVAL, rules)
        return [Found(OfferKind.AROUND_WISH, (arriving,))] if arriving else []
    best = _find_or_make_room(fleet, trip, limits, BALANCED, rules)
    if best is None:
        return []
    found = [Found(OfferKind.AROUND_WISH, (best,))]
    soonest = find_offer(fleet, trip, limits, EARLIEST, rules)
    if soonest is not None and soonest.pickup_s + rules.pickup_window_s <= best.pickup_s:
        found.insert(0, Found(OfferKind.EARLIEST, (soonest,)))
    after = window_after(request, trip.facts, rules)
    later = find_offer(fleet, trip, after, BALANCED, rules) if after else None
    if later is not None:
        found.append(Found(OfferKind.LATER, (later,)))
    return found


def _find_or_make_room(
    fleet: FleetView, trip: Trip, limits: RideLimits, weights: CostWeights, rules: ServiceRules
) -> OfferedRide | None:
    """A ride for the wish as the plan stands; where there is none, on a plan rearranged for it."""
    ride = find_offer(fleet, trip, limits, weights, rules)
    if ride is None:
        roomier = with_room(fleet, trip.within(limits))
        ride = find_offer(roomier, trip, limits, weights, rules) if roomier else None
    return ride


def list_alternatives(
    fleet: FleetView, trip: Trip, request: Request, rules: ServiceRules, walks: Walks
) -> list[Found]:
    """Other rides near the wish, at most one of each kind, when the wish itself is full."""
    wish = fleet, trip, request, rules
    return [*_earlier(*wish), *_later(*wish), *list_nearby(*wish, walks), *_split(*wish)]


def _earlier(fleet: FleetView, trip: Trip, request: Request, rules: ServiceRules) -> Iterator[Found]:
    for limits in windows_before(request, trip.facts, rules):
        ride = find_offer(fleet, trip, limits, BALANCED, rules)
        if ride is not None:
            yield Found(OfferKind.EARLIER, (ride,))
            return


def _later(fleet: FleetView, trip: Trip, request: Request, rules: ServiceRules) -> Iterator[Found]:
    limits = window_after(request, trip.facts, rules)
    ride = find_offer(fleet, trip, limits, EARLIEST, rules) if limits else None
    if ride is not None:
        yield Found(OfferKind.LATER, (ride,))


def list_nearby(
    fleet: FleetView,
    trip: Trip,
    request: Request,
    rules: ServiceRules,
    walks: Walks,
    never: frozenset[PlaceIndex] = frozenset(),
) -> Iterator[Found]:
    """The ride at the wished time with the shortest walk to and from other places; `never` are no way out."""
    if request.door_needed:
        return
    near_origin = [(trip.origin, 0), *walks.get(trip.origin, ())[:3]]
    near_destination = [(trip.destination, 0), *walks.get(trip.destination, ())[:3]]
    ways = [(a, b, da + db) for a, da in near_origin for b, db in near_destination if da + db and a != b]
    ways = [way for way in ways if not never & {way[0], way[1]}]
    for origin, destination, walk_m in sorted(ways, key=lambda way: way[2]):
        direct_s = int(fleet.tensor.fastest[origin, destination])
        if walk_m > rules.walk_max_m or direct_s >= UNREACHABLE_S:
            continue
        facts = replace(trip.facts, direct_s=direct_s, max_ride_s=rules.longest_planned_ride_s(direct_s))
        limits = wished(request, facts, rules)
        moved = replace(trip, origin=origin, destination=destination, facts=facts)
        ride = find_offer(fleet, moved, limits, BALANCED, rules) if limits else None
        if ride is not None:
            yield Found(OfferKind.NEARBY_STOP, (ride,), walk_m)
            return


def _split(fleet: FleetView, trip: Trip, request: Request, rules: ServiceRules) -> Iterator[Found]:
    """Two parties in two vehicles at the wished time; neither can spoil the other."""
    limits = wished(request, trip.facts, rules)
    if limits is None or trip.party.seats + trip.party.wheelchairs < 2:
        return
    rides: list[OfferedRide] = []
    for number, part in enumerate(halves(trip.party), start=1):
        half = replace(trip, ride_id=RideId(f"{trip.ride_id}/{number}"), party=part)
        taken = frozenset(other.vehicle_id for other in rides)
        ride = find_offer(fleet, half, limits, BALANCED, rules, taken)
        if ride is None:
            return
        rides.append(ride)
    yield Found(OfferKind.SPLIT_PARTY, tuple(rides))


def halves(party: Load) -> tuple[Load, Load]:
    """A party as two: walkers and the odd person go with the first.

    >>> halves(Load(5, wheelchairs=1))
    (Load(seats=2, wheelchairs=1, walkers=0), Load(seats=3, wheelchairs=0, walkers=0))
    """
    persons = party.seats + party.wheelchairs
    wheelchairs = -(-party.wheelchairs // 2)
    seats = min(party.seats, max(0, -(-persons // 2) - wheelchairs))
    first = Load(seats, wheelchairs, party.walkers)
    return first, Load(party.seats - seats, party.wheelchairs - wheelchairs, 0)
