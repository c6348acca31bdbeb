"""The board: a day at a glance, from its state; whoever must be called comes from the tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from api.board.tasks import Task
from api.board.to_say import said_of
from api.desk.open_day import OpenDay
from api.desk.ride_book import RideStatus
from api.desk.town import Town
from api.disruptions.day_conditions import DayConditions
from api.driving.manifests import manifest_of
from api.positions import Position
from api.wire.board import (
    BoardOut,
    BreakOut,
    ClosedRoadOut,
    PositionOut,
    StillToCallOut,
    TaskOut,
    VehicleOut,
    WaitingOut,
)
from api.wire.posted import SaidOut
from api.wire.told import PartyOut, RideOut, Told
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.request import Request, RideId
from dispatch.domain.time import MINUTE_S

NEXT_CALLS = 3
USUAL = "normal"


@dataclass(frozen=True)
class Board:
    """Writes the board of one day."""

    town: Town
    open_day: OpenDay

    @property
    def _told(self) -> Told:
        return Told(self.town, self.open_day.service_date)

    def shown(self, positions: dict[VehicleId, Position], tasks: Iterable[Task]) -> BoardOut:
        """The whole of it; the day must stand still meanwhile."""
        day, told = self.open_day.day, self._told
        closed = DayConditions.of(day.conditions, self.town)
        return BoardOut(
            service_date=self.open_day.service_date,
            version=day.version,
            conditions=USUAL if day.conditions is None else day.conditions.name,
            closed_places=[told.place(each) for each in sorted(closed.closed_places)],
            closed_roads=[
                ClosedRoadOut(origin=told.place(each.origin), destination=told.place(each.destination))
                for each in sorted(closed.closed_roads, key=lambda road: (road.origin, road.destination))
            ],
            vehicles=[self._vehicle(each, positions.get(each)) for each in day.vehicles],
            late=self._late(),
            unassigned=self._rides(day.unassigned),
            pinned=sorted(day.pinned),
            waitlist=[self._waiting(day.requests[each]) for each in day.waitlist],
            open_returns=[self._open_return(each) for each in day.open_returns.values()],
            tasks=[task_out(each, self.town) for each in tasks if each.outcome is None],
        )

    def _vehicle(self, vehicle_id: VehicleId, seen: Position | None) -> VehicleOut:
        state, told = self.open_day.day.vehicles[vehicle_id], self._told
        manifest = manifest_of(self.open_day, vehicle_id, self.town)
        vehicle = state.vehicle
        return VehicleOut(
            vehicle_id=vehicle_id,
            capacity=_party(vehicle.capacity),
            doing="withdrawn" if state.withdrawn is not None else manifest.doing,
            withdrawn=state.withdrawn,
            place=told.place(state.place),
            seen=None if seen is None else PositionOut(lat=seen.lat, lon=seen.lon, at=self._local(seen.at)),
            aboard=sorted(state.aboard),
            next_calls=manifest.calls[:NEXT_CALLS],
            calls_left=len(manifest.calls),
            shift_from=told.at(vehicle.shift.hours.from_s),
            shift_until=told.at(vehicle.shift.hours.until_s),
            breaks=list(self._breaks(vehicle)),
        )

    def _breaks(self, vehicle: Vehicle) -> Iterable[BreakOut]:
        told = self._told
        for rest in vehicle.shift.breaks:
            yield BreakOut(
                begins_from=told.at(rest.begins.from_s),
                begins_until=told.at(rest.begins.until_s),
                minutes=rest.duration_s // MINUTE_S,
                place=told.place(rest.place),
            )

    def _rides(self, ride_ids: Iterable[RideId]) -> list[RideOut]:
        rides = self.open_day.book.rides
        return [self._told.ride(rides[each]) for each in sorted(ride_ids) if each in rides]

    def _late(self) -> list[RideOut]:
        """Who will be late, the latest first: by as much as was told, or as they are late already."""
        rides, now_s = self.open_day.book.rides, self.open_day.latest_s
        found = []
        for record in (rides[each] for each in self.open_day.day.at_risk if each in rides):
            limits = record.promise.limits
            aboard = record.status is RideStatus.ABOARD
            already_s = now_s - (limits.arrive_until_s if aboard else limits.pickup.until_s)
            found.append(self._told.ride(replace(record, late_s=max(record.late_s, already_s))))
        return sorted(found, key=lambda ride: (-ride.expected_late_min, ride.ride_id))

    def _waiting(self, request: Request) -> WaitingOut:
        told, day = self._told, self.open_day.day
        offers = [day.offers.get(each) for each in day.offers_of.get(request.request_id, ())]
        lapses = [each.lapses_s for each in offers if each is not None]
        return WaitingOut(
            request_id=request.request_id,
            rider_id=request.rider_id,
            origin=told.place(request.origin),
            destination=told.place(request.destination),
            wish_kind=request.wish_kind,
            wish=told.at(request.wish_s),
            party=_party(request.party),
            channel=request.channel,
            offered_until=told.at(max(lapses)) if lapses else None,
        )

    def _open_return(self, sold: OpenReturn) -> StillToCallOut:
        told = self._told
        return StillToCallOut(
            ride_id=sold.ride_id,
            rider_id=sold.rider_id,
            origin=told.place(sold.origin),
            destination=told.place(sold.destination),
            call_from=told.at(sold.window.from_s),
            call_until=told.at(sold.window.until_s),
            longest_wait_min=-(-sold.longest_wait_s // MINUTE_S),
        )

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.town.zone)


def task_out(task: Task, town: Town) -> TaskOut:
    """A task as it goes out."""
    said = said_of(task.cause, task.facts, town)
    return TaskOut(
        task_id=task.task_id,
        cause=task.cause,
        rider_id=task.rider_id,
        subject=task.subject,
        opened_at=task.opened_at.astimezone(town.zone),
        said=SaidOut.of(said),
        outcome=task.outcome,
        done_at=None if task.done_at is None else task.done_at.astimezone(town.zone),
        done_by=task.done_by,
    )


def _party(load: Load) -> PartyOut:
    return PartyOut(seats=load.seats, wheelchairs=load.wheelchairs, walkers=load.walkers)
