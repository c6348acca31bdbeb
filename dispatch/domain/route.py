"""One vehicle's ordered visits, as the dispatcher plans them and as the driver reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId


class VisitKind(StrEnum):
    """What a vehicle does at a place."""

    BOARD = "board"
    ALIGHT = "alight"
    BREAK = "break"
    WAIT = "wait"
    """Stand where riders are expected; over on arrival, and displaced by any ride."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Visit:
    """A vehicle's call at a place for one ride, one break, or the end of the shift.

    `begin_s` is when service is foreseen to begin: not before a promised time, even if the vehicle is there
    earlier. Two riders at one door are two visits with no road between them.
    """

    kind: VisitKind
    place: PlaceIndex
    begin_s: int
    service_s: int
    ride_id: RideId | None = None

    def same_as(self, other: Visit) -> bool:
        """Whether the same is done at the same place, at whatever time."""
        return (self.kind, self.place, self.ride_id) == (other.kind, other.place, other.ride_id)


@dataclass(frozen=True, slots=True)
class Route:
    """The visits a vehicle still has before it, in order; the last is always the end of its shift.

    An idle vehicle may have a place to wait at before all others.
    """

    vehicle_id: VehicleId
    visits: tuple[Visit, ...]

    def ride_ids(self) -> frozenset[RideId]:
        """The rides this route carries."""
        return frozenset(visit.ride_id for visit in self.visits if visit.ride_id is not None)

    def same_as(self, other: Route) -> bool:
        """Whether the same is done at the same places in the same order, at whatever times."""
        pairs = zip(self.visits, other.visits, strict=False)
        return len(self.visits) == len(other.visits) and all(one.same_as(two) for one, two in pairs)

    def taking_first(self, kind: VisitKind, ride_id: RideId | None) -> Route | None:
        """The route with a visit first that is made at the same place anyway; None where it is not."""
        for number, visit in enumerate(self.visits):
            if visit.place != self.visits[0].place:
                return None
            if (visit.kind, visit.ride_id) == (kind, ride_id):
                others = self.visits[:number] + self.visits[number + 1 :]
                return self if number == 0 else replace(self, visits=(visit, *others))
        return None

    def without(self, ride_id: RideId) -> Route:
        """The route without a ride; the same route where it carries no such ride."""
        others = tuple(visit for visit in self.visits if visit.ride_id != ride_id)
        return self if len(others) == len(self.visits) else replace(self, visits=others)

    def without_wait(self) -> Route:
        """What binds the vehicle: the route without a place to wait at, which can only be its first visit."""
        waits = self.visits[0].kind is VisitKind.WAIT
        return replace(self, visits=self.visits[1:]) if waits else self


@dataclass(frozen=True, slots=True)
class Call:
    """One line of a manifest: arrive, who boards, who alights, drive on."""

    place: PlaceIndex
    begin_s: int
    leave_s: int
    boarding: tuple[RideId, ...]
    alighting: tuple[RideId, ...]
    rest: bool = False


def manifest(route: Route) -> tuple[Call, ...]:
    """The route as the driver reads it: visits at one place in a row become one call."""
    calls: list[Call] = []
    for visit in route.visits:
        boards = (visit.ride_id,) if visit.kind is VisitKind.BOARD and visit.ride_id else ()
        alights = (visit.ride_id,) if visit.kind is VisitKind.ALIGHT and visit.ride_id else ()
        last = calls[-1] if calls else None
        joins = last is not None and last.place == visit.place and not last.rest
        if last is not None and joins and visit.kind in (VisitKind.BOARD, VisitKind.ALIGHT):
            calls[-1] = Call(
                last.place,
                last.begin_s,
                visit.begin_s + visit.service_s,
                last.boarding + boards,
                last.alighting + alights,
            )
        else:
            rest = visit.kind is VisitKind.BREAK
            leave_s = visit.begin_s + visit.service_s
            calls.append(Call(visit.place, visit.begin_s, leave_s, boards, alights, rest))
    return tuple(calls)
