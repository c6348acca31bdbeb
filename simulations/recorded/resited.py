"""A recorded day on the places of another network, and how far its riders walk there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dispatch.domain.conditions import ClosedRoad, Conditions, LocalSpeed
from dispatch.domain.disruptions import ConditionsChanged, VehicleReturned
from dispatch.domain.offer import Offer
from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from dispatch.domain.request import Request
from simulations.recorded.counterparts import Counterpart, Counterparts
from simulations.recorded.disrupted import DisruptionFact
from simulations.recorded.facts import Answered, Attempt, times_of
from simulations.recorded.read_day import ReadDay
from simulations.variants.from_stops import with_walks

GONE = PlaceIndex(-1)
"""Of what was offered then, a place that is there no more."""


@dataclass(frozen=True)
class End:
    """Where a journey begins or ends: a recorded place, and what stands for it; None: no place is near."""

    recorded: PlaceIndex
    here: Counterpart | None


@dataclass(frozen=True)
class Sited:
    """A need on other places: the ends of its first request, and whether its riders can be asked to walk."""

    origin: End
    destination: End
    walks: bool

    @property
    def within_reach(self) -> bool:
        """Whether a place is near at both ends."""
        return self.origin.here is not None and self.destination.here is not None

    @property
    def walk_m(self) -> int:
        """The metres walked before and after the ride."""
        return sum(end.here.walk_m for end in (self.origin, self.destination) if end.here is not None)


@dataclass(frozen=True)
class Resited:
    """A recorded day on other places."""

    day: ReadDay
    here: Mapping[PlaceIndex, PlaceIndex]
    """Of the recorded places, those that are there still."""
    out_of_reach: tuple[Place, ...]
    """Recorded places that no place is near; riders ask for them, and are refused. They come last."""
    needs: Mapping[str, Sited]


def resite(day: ReadDay, counterparts: Counterparts) -> Resited:
    """Put the requests of a recorded day where they would be made on other places.

    Wishes are later or earlier by the walk. Whoever has no place near asks for the recorded one, which is
    none of the service's, and is refused by it.
    """
    moving = _Moving(day, counterparts)
    attempts = {name: moving.moved(attempt) for name, attempt in day.facts.attempts.items()}
    disruptions = [moving.disrupted(fact) for fact in day.facts.disruptions]
    facts = replace(day.facts, attempts=attempts, disruptions=disruptions)
    out_of_reach = tuple(_as_door(counterparts.recorded[place]) for place in moving.out_of_reach)
    return Resited(replace(day, facts=facts), moving.here, out_of_reach, moving.needs)


def walks(request: Request) -> bool:
    """Whether the riders of a request can be asked to walk."""
    return not (request.door_needed or request.party.wheelchairs or request.party.walkers)


def _as_door(place: Place) -> Place:
    return replace(place, place_id=f"recorded:{place.place_id}", kind=PlaceKind.DOOR)


class _Moving:
    def __init__(self, day: ReadDay, counterparts: Counterparts) -> None:
        self.out_of_reach: dict[PlaceIndex, PlaceIndex] = {}
        self.needs: dict[str, Sited] = {}
        self._day, self._counterparts = day, counterparts
        self._known: dict[tuple[PlaceIndex, bool], Counterpart | None] = {}

    def moved(self, attempt: Attempt) -> Attempt:
        request, can_walk = attempt.request, walks(attempt.request)
        ends = self._end(request.origin, can_walk), self._end(request.destination, can_walk)
        self.needs.setdefault(self._day.need_of(attempt), Sited(*ends, can_walk))
        told = with_walks(request, *map(self._asked_at, ends))
        return replace(attempt, request=told, answers=[self._answered(each) for each in attempt.answers])

    def disrupted(self, fact: DisruptionFact) -> DisruptionFact:
        """What went wrong, where it is now; closures of what is there no more are left out."""
        if isinstance(fact, VehicleReturned):
            return replace(fact, place=self._counterparts.get_nearest(fact.place))
        if isinstance(fact, ConditionsChanged) and fact.conditions is not None:
            return replace(fact, conditions=self._conditions(fact.conditions))
        return fact

    @cached_property
    def here(self) -> dict[PlaceIndex, PlaceIndex]:
        every = map(PlaceIndex, range(len(self._counterparts.recorded)))
        found = ((place, self._counterparts.find_same(place)) for place in every)
        return {place: same for place, same in found if same is not None}

    def _end(self, place: PlaceIndex, can_walk: bool) -> End:
        key = place, can_walk
        if key not in self._known:
            self._known[key] = self._counterparts.find(place, walks=can_walk)
        return End(place, self._known[key])

    def _asked_at(self, end: End) -> tuple[PlaceIndex, int]:
        if end.here is not None:
            return end.here.place, end.here.walk_m
        number = len(self._counterparts.here) + len(self.out_of_reach)
        return self.out_of_reach.setdefault(end.recorded, PlaceIndex(number)), 0

    def _answered(self, answered: Answered) -> Answered:
        """What riders heard then, as they would hear it of the same places."""
        offers = tuple(self._offer(offer) for offer in answered.offers)
        heard = zip(answered.offers, offers, strict=True)
        taken = next((times_of(now) for then, now in heard if times_of(then) == answered.taken), None)
        return replace(answered, offers=offers, taken=taken)

    def _offer(self, offer: Offer) -> Offer:
        rides = tuple(
            replace(
                ride,
                origin=self.here.get(ride.origin, GONE),
                destination=self.here.get(ride.destination, GONE),
            )
            for ride in offer.rides
        )
        return replace(offer, rides=rides)

    def _conditions(self, then: Conditions) -> Conditions:
        here = self.here
        roads = (road for road in then.closed_roads if {road.origin, road.destination} <= here.keys())
        return replace(
            then,
            closed_places=self._still_there(then.closed_places),
            closed_by_hand=self._still_there(then.closed_by_hand),
            closed_roads=frozenset(ClosedRoad(here[road.origin], here[road.destination]) for road in roads),
            local_speeds=tuple(self._locals(then.local_speeds)),
        )

    def _locals(self, then: Sequence[LocalSpeed]) -> Iterator[LocalSpeed]:
        """Where two places have become one, the first of their speeds holds."""
        known: frozenset[PlaceIndex] = frozenset()
        for local in then:
            places = self._still_there(local.places) - known
            known |= places
            yield replace(local, places=places)

    def _still_there(self, places: frozenset[PlaceIndex]) -> frozenset[PlaceIndex]:
        return frozenset(self.here[place] for place in places if place in self.here)
