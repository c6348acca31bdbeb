"""Days made of real events on a small real network, for tests of tables, measures and the report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from dispatch.domain.disruptions import CallCause, PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import (
    Asked,
    Declined,
    Event,
    OffersMade,
    PromiseMade,
    Refused,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise, Refusal
from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from dispatch.domain.reason import Reason
from dispatch.domain.request import Channel, Request, RequestId, RideId, RideLimits, RiderId, WishKind
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.travel.travel_times import MatrixTravelTimes
from gtfs.network import Network, network_from_feed, travel_times
from simulations.day_record import AskedBy, DayRecord, Purpose
from tests.gtfs.feeds import a_feed

STATION, OFFICE, HOSPITAL, CLINIC = (PlaceIndex(i) for i in range(4))
EIGHT, NOON = 8 * HOUR_S, 12 * HOUR_S
ONE = Load(1)


@cache
def a_town() -> tuple[Network, MatrixTravelTimes]:
    """Three poles on one street, and a clinic joined to it by a connector."""
    clinic = Place("door-1", "見本医院", "みほんいいん", 40.7170, 140.5920, PlaceKind.DOOR)
    network = network_from_feed(a_feed(), doors=[clinic])
    return network, travel_times(network)


@dataclass
class Van:
    """A van that drives at once wherever it is told to, and notes it down."""

    name: str
    events: list[Event]
    place: PlaceIndex = STATION
    at_s: int = EIGHT

    def drive(self, place: PlaceIndex) -> None:
        if place != self.place:
            self.events.append(VehicleDeparted(self.at_s, VehicleId(self.name), self.place, place))
            self._arrive(place, self.at_s + a_town()[1].seconds(self.place, place, self.at_s))

    def drive_and_turn(self, planned: PlaceIndex, via: PlaceIndex, place: PlaceIndex) -> None:
        travel, vehicle_id = a_town()[1], VehicleId(self.name)
        via_s = self.at_s + travel.seconds(self.place, via, self.at_s)
        self.events.append(VehicleDeparted(self.at_s, vehicle_id, self.place, planned))
        self.events.append(VehicleDiverted(self.at_s + 1, vehicle_id, via, via_s, place))
        self._arrive(place, via_s + travel.seconds(via, place, via_s))

    def _arrive(self, place: PlaceIndex, at_s: int) -> None:
        self.events.append(VehicleArrived(at_s, VehicleId(self.name), place, at_s))
        self.place, self.at_s = place, at_s

    def visit(self, kind: VisitKind, ride: str | None, *, not_before_s: int = 0, lasts_s: int = 60) -> None:
        begun_s = max(self.at_s, not_before_s)
        ride_id = None if ride is None else RideId(ride)
        vehicle_id = VehicleId(self.name)
        self.events.append(VisitBegun(begun_s, vehicle_id, kind, self.place, lasts_s, ride_id))
        self.at_s = begun_s + lasts_s
        self.events.append(VisitDone(self.at_s, vehicle_id, kind, self.place, ride_id, self.at_s))

    def wait_in_vain(self, ride: str, until_s: int) -> None:
        self.at_s = max(self.at_s, until_s)
        self.events.append(RiderNoShow(self.at_s, VehicleId(self.name), RideId(ride)))


@dataclass
class MadeUpDay:
    """A day while it is being made up; rides are called like their requests."""

    events: list[Event] = field(default_factory=list)
    asked: dict[RequestId, AskedBy] = field(default_factory=dict)

    def van(self, name: str) -> Van:
        return Van(name, self.events)

    def ask(
        self,
        name: str,
        origin: PlaceIndex,
        destination: PlaceIndex,
        wish_s: int,
        *,
        need: str = "",
        party: Load = ONE,
        channel: Channel = Channel.PHONE,
        ride_now: bool = False,
        kind: WishKind = WishKind.DEPART_AFTER,
        instead_of: str | None = None,
    ) -> None:
        asked_s = wish_s if ride_now else wish_s - HOUR_S
        rider = RiderId(f"rider of {need or name}")
        request = Request(RequestId(name), rider, origin, destination, kind, wish_s, party, channel)
        self.asked[request.request_id] = AskedBy(need or name, Purpose.HOSPITAL, channel, ride_now)
        given_up = None if instead_of is None else RideId(instead_of)
        self.events.append(Asked(asked_s, request, given_up))

    def refuse(self, name: str, reason: Reason) -> None:
        self.events.append(Refused(EIGHT, RequestId(name), Refusal(RequestId(name), reason)))

    def decline(self, name: str) -> None:
        self.events.append(OffersMade(EIGHT, RequestId(name), (), 1))
        self.events.append(Declined(EIGHT, RequestId(name)))

    def promise(
        self,
        name: str,
        van: str,
        pickup_s: int,
        *,
        confirmed_s: int = EIGHT,
        ride: str | None = None,
        party: Load | None = None,
    ) -> None:
        """The whole party a ride, or a part of it a ride of its own name."""
        request = next(
            e.request for e in self.events if isinstance(e, Asked) and e.request.request_id == name
        )
        direct_s = a_town()[1].seconds(request.origin, request.destination, pickup_s)
        window = TimeWindow(pickup_s, pickup_s + 10 * MINUTE_S)
        limits = RideLimits(window, pickup_s + direct_s + 20 * MINUTE_S, direct_s + 15 * MINUTE_S)
        made = Promise(
            RideId(ride or name),
            request.request_id,
            request.rider_id,
            party or request.party,
            request.origin,
            request.destination,
            limits,
        )
        self.events.append(OffersMade(confirmed_s, request.request_id, (), direct_s))
        self.events.append(PromiseMade(confirmed_s, made, VehicleId(van)))

    def amend(self, name: str, by_s: int, at_s: int) -> None:
        """The rider is told that all comes so much later."""
        made = self.promised(name)
        pickup = TimeWindow(made.limits.pickup.from_s + by_s, made.limits.pickup.until_s + by_s)
        limits = replace(made.limits, pickup=pickup, arrive_until_s=made.limits.arrive_until_s + by_s)
        self.events.append(PromiseAmended(at_s, replace(made, limits=limits), "snow"))

    def leave_behind(self, name: str, at_s: int, cause: CallCause = CallCause.NO_VEHICLE) -> None:
        """Nobody can carry the rider any more, who is told so."""
        self.events.append(RideUnassigned(at_s, self.promised(name), cause, "a breakdown"))

    def find_vehicle(self, name: str, van: str, at_s: int) -> None:
        """Somebody can carry the rider after all."""
        self.events.append(RideReassigned(at_s, self.promised(name), VehicleId(van), "repaired"))

    def change(self, name: str, instead: str, van: str, pickup_s: int, at_s: int) -> None:
        """The rider takes another ride, which was asked for, instead of the one that is promised."""
        self.events.append(RideChanged(at_s, RideId(name), RequestId(instead)))
        self.promise(instead, van, pickup_s, confirmed_s=at_s)

    def promised(self, name: str) -> Promise:
        """What was promised at the confirmation."""
        promises = (event.promise for event in self.events if isinstance(event, PromiseMade))
        return next(promise for promise in promises if promise.ride_id == name)

    def cancel(self, name: str, at_s: int) -> None:
        self.events.append(RideCancelled(at_s, RideId(name)))

    def record(self, *vans: str, name: str = "見本の町", label: str = "") -> DayRecord:
        network, travel = a_town()
        shift = Shift(TimeWindow(EIGHT, NOON), STATION, STATION)
        return DayRecord(
            service_name=name,
            label=label,
            date="2019-06-05",
            seed=1,
            events=tuple(self.events),
            places=network.places,
            network=network,
            travel=travel,
            rules=ServiceRules(),
            vehicles=tuple(Vehicle(VehicleId(van), Load(8, 1), shift) for van in vans),
            asked=self.asked,
            decision_cpu_s=(0.001, 0.002, 0.003),
        )


def a_full_day() -> DayRecord:
    """All that may become of a request: shared, late, cancelled, not there, declined, refused."""
    day, nine = MadeUpDay(), 9 * HOUR_S
    van = day.van("van-1")
    day.ask("shared-1", STATION, CLINIC, nine, party=Load(2))
    day.promise("shared-1", "van-1", nine)
    day.ask("shared-2", OFFICE, HOSPITAL, nine, channel=Channel.APP, party=Load(1, wheelchairs=1))
    day.promise("shared-2", "van-1", nine)
    van.visit(VisitKind.BOARD, "shared-1", not_before_s=nine)
    van.drive(OFFICE)
    van.visit(VisitKind.BOARD, "shared-2", lasts_s=270)
    van.drive(HOSPITAL)
    van.visit(VisitKind.ALIGHT, "shared-2", lasts_s=270)
    van.drive(CLINIC)
    van.visit(VisitKind.ALIGHT, "shared-1", lasts_s=30)
    van.visit(VisitKind.BREAK, None, lasts_s=30 * MINUTE_S)
    day.ask("late", HOSPITAL, STATION, 10 * HOUR_S, ride_now=True)
    day.promise("late", "van-1", 10 * HOUR_S, confirmed_s=10 * HOUR_S)
    van.drive_and_turn(STATION, OFFICE, HOSPITAL)
    van.visit(VisitKind.BOARD, "late", not_before_s=10 * HOUR_S + 11 * MINUTE_S)
    van.drive(STATION)
    van.visit(VisitKind.ALIGHT, "late", lasts_s=30)
    day.ask("not-there", OFFICE, STATION, 11 * HOUR_S)
    day.promise("not-there", "van-1", 11 * HOUR_S)
    van.drive(OFFICE)
    van.wait_in_vain("not-there", 11 * HOUR_S + 15 * MINUTE_S)
    van.drive(STATION)
    day.ask("given-up", OFFICE, STATION, 11 * HOUR_S)
    day.promise("given-up", "van-2", 11 * HOUR_S)
    day.cancel("given-up", 11 * HOUR_S + 1)
    day.ask("declined", OFFICE, STATION, 11 * HOUR_S)
    day.decline("declined")
    day.ask("full-1", OFFICE, CLINIC, nine, need="a doctor's visit")
    day.refuse("full-1", Reason.FULL_WINDOW)
    day.ask("full-2", OFFICE, CLINIC, nine + HOUR_S, need="a doctor's visit")
    day.refuse("full-2", Reason.SEATS)
    day.ask("outside", OFFICE, CLINIC, nine)
    day.refuse("outside", Reason.OUT_OF_AREA)
    return day.record("van-1", "van-2")
