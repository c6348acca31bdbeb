"""Routes that a search proposes, adopted where they still fit the day."""

from __future__ import annotations

from dispatch.domain.commands import AdoptRoutes
from dispatch.domain.events import Event
from dispatch.engine.decision import CommandRefused, Decision
from dispatch.engine.holding import keeps_returns
from dispatch.engine.improving import fits_day, list_groups
from dispatch.engine.moment import Moment
from dispatch.engine.verifier import PromiseBroken
from dispatch.policy.objective import STEADY


def adopt(moment: Moment, command: AdoptRoutes) -> Decision:
    """Routes that keep every promise on the day as it is now.

    Those that the day has overtaken are dropped where they no longer fit, or save nothing any more.
    """
    day, now_s = moment.day, moment.now_s
    for route in command.routes:
        if route.vehicle_id not in day.vehicles:
            raise CommandRefused(f"vehicle {route.vehicle_id} does not serve on this day")
    if command.base_version < day.conditions_version:
        return Decision(())  # found on other roads
    rerouting = moment.rerouting()
    rows = rerouting.rows
    overtaken = (command.base_version, command.base_s) != (day.version, now_s)
    events: list[Event] = []
    for routes in list_groups(day, {route.vehicle_id: route for route in command.routes}):
        if not fits_day(day, routes):
            continue
        group = [rows.row_of[vehicle_id] for vehicle_id in routes]
        before = STEADY.of_rows(rows.plan, group)
        try:
            changes = rerouting.all_changed(day, routes, day.promises)
        except PromiseBroken:
            if not overtaken:
                raise
            changes = ()
        saves = not overtaken or STEADY.of_rows(rows.plan, group) < before
        if changes and saves and keeps_returns(moment, (*events, *changes)):
            events.extend(changes)
        else:
            rerouting.restore(day, routes)
    return Decision(tuple(events))
