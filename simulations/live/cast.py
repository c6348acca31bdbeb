"""Who speaks on a day that is lived over HTTP, and what each command of theirs is as a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    BeginVisit,
    Cancel,
    Command,
    Decline,
    Depart,
    FinishVisit,
    ReportNoShow,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import Channel, Request, RiderId
from dispatch.domain.route import VisitKind
from dispatch.engine.service_day import ServiceDay
from simulations.scenario import Scenario

DriverCommand = Depart | Arrive | BeginVisit | FinishVisit | ReportNoShow
BEGINS = {VisitKind.BOARD: "boarding", VisitKind.ALIGHT: "alighting", VisitKind.BREAK: "rest_began"}
ENDS = {VisitKind.BOARD: "boarded", VisitKind.ALIGHT: "alighted", VisitKind.BREAK: "rest_over"}


@dataclass(frozen=True, slots=True)
class Said:
    """One request to the service."""

    path: str
    body: object
    token: str


@dataclass(frozen=True)
class Cast:
    """The tokens with which riders, the operator and the tablets of an area speak."""

    area: str
    scenario: Scenario
    """Its riders bear the ids under which the service knows them."""
    midnight: datetime
    """Second 0 of the service day."""
    operator: str
    """Books for riders who call."""
    riders: Mapping[RiderId, str]
    """Of riders who book by app."""
    tablets: Mapping[VehicleId, str]

    def said(self, command: Command, at_s: int, day: ServiceDay) -> Said | None:
        """What a rider or a driver says with a command; None where the day has gone past it."""
        path, date = f"/api/areas/{self.area}", self.scenario.service_date
        match command:
            case Ask(request):
                return Said(f"{path}/requests", self._asked(request), self._token(request))
            case Accept(offer_id):
                if offer_id not in day.offers:
                    return None
                token = self._token(day.requests[day.offers[offer_id].request_id])
                taken = {"service_date": str(date), "offer_id": offer_id}
                return Said(f"{path}/acceptances", {"offers": [taken]}, token)
            case Decline(request_id):
                token = self._token(day.requests[request_id])
                return Said(f"{path}/requests/{date}/{request_id}/decline", None, token)
            case Cancel(ride_id):
                if ride_id not in day.promises:
                    return None
                token = self._token(day.requests[day.promises[ride_id].request_id])
                return Said(f"{path}/rides/{date}/{ride_id}/cancellation", None, token)
            case Depart() | Arrive() | BeginVisit() | FinishVisit() | ReportNoShow():
                step, about = tapped(command, day)
                when = self.at(at_s).isoformat()
                tap = {"kind": step, "ride_id": about, "at": when, "client_id": f"{step}-{about}-{at_s}"}
                reports = f"{path}/vehicles/{command.vehicle_id}/reports/{date}"
                return Said(reports, {"reports": [tap]}, self.tablets[command.vehicle_id])
            case _:
                raise TypeError(f"nobody says {type(command).__name__} over HTTP")

    def at(self, at_s: int) -> datetime:
        """A second of the service day as a moment."""
        return self.midnight + timedelta(seconds=at_s)

    def _token(self, request: Request) -> str:
        own = self.riders.get(request.rider_id) if request.channel is Channel.APP else None
        return own or self.operator

    def _asked(self, request: Request) -> dict[str, object]:
        places, party = self.scenario.places, request.party
        return {
            "rider_id": request.rider_id,
            "origin": places[request.origin].place_id,
            "destination": places[request.destination].place_id,
            "wish": {"kind": request.wish_kind, "at": self.at(request.wish_s).isoformat()},
            "party": {"seats": party.seats, "wheelchairs": party.wheelchairs, "walkers": party.walkers},
            "door_needed": request.door_needed,
        }


def tapped(command: DriverCommand, day: ServiceDay) -> tuple[str, str | None]:
    """The step a driver taps for a command, and the ride it is about."""
    state = day.vehicles[command.vehicle_id]
    match command:
        case Depart():
            return "departed", None
        case Arrive():
            return "arrived", None
        case BeginVisit():
            first = state.route.visits[0]
            return BEGINS[first.kind], first.ride_id
        case FinishVisit():
            assert state.current is not None
            return ENDS[state.current.kind], state.current.ride_id
        case ReportNoShow():
            return "no_show", state.route.visits[0].ride_id
