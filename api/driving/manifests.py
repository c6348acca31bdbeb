"""The route of a vehicle as its driver reads it."""

from __future__ import annotations

from api.desk.open_day import OpenDay
from api.desk.town import Town
from api.wire.told import CallOut, Doing, ManifestOut, Told
from dispatch.domain.fleet import VehicleId
from dispatch.domain.route import VisitKind, manifest
from dispatch.engine.vehicle_state import VehicleState


def manifest_of(open_day: OpenDay, vehicle_id: VehicleId, town: Town) -> ManifestOut:
    """A vehicle's calls still to come."""
    state = open_day.day.vehicles[vehicle_id]
    told = Told(town, open_day.service_date)
    calls = [
        CallOut(
            place=told.place(call.place),
            begin=told.at(call.begin_s),
            leave=told.at(call.leave_s),
            boarding=list(call.boarding),
            alighting=list(call.alighting),
            rest=call.rest,
        )
        for call in manifest(state.route)
    ]
    return ManifestOut(
        vehicle_id=vehicle_id,
        service_date=open_day.service_date,
        version=open_day.day.changed_at[vehicle_id],
        doing=_doing(state),
        place=told.place(state.place),
        depart=told.at(state.leave_s),
        aboard=sorted(state.aboard),
        calls=calls,
    )


def _doing(state: VehicleState) -> Doing:
    if state.current is not None:
        return "resting" if state.current.kind is VisitKind.BREAK else "at_visit"
    if state.arrived:
        return "arrived"
    return "driving" if state.heading is not None else "standing"
