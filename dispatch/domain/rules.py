"""The rules of a service: how long riders may wait and ride, how long boarding takes, how offers are made."""

from __future__ import annotations

from dataclasses import dataclass, fields

from dispatch.domain.load import Load
from dispatch.domain.time import MINUTE_S


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """What a town has agreed; every time in seconds. The defaults suit a rural service of a few vans."""

    pickup_window_s: int = 10 * MINUTE_S
    """Width of a promised pickup window; less where it would end later than was asked for."""
    window_step_s: int = MINUTE_S
    """A promised window opens on a whole multiple of this, where that fits; riders are told full minutes."""
    max_wait_s: int = 30 * MINUTE_S
    """How far after a wished departure a pickup may still answer the wish."""
    max_early_arrival_s: int = 30 * MINUTE_S
    """How far before a wished arrival a drop-off may still answer the wish."""
    detour_factor: float = 1.5
    detour_extra_s: int = 15 * MINUTE_S
    max_ride_s: int = 45 * MINUTE_S
    """A ride takes at most max(direct + extra, factor x direct), capped here; never less than direct and the
    reserve."""
    board_s: int = 60
    board_extra_rider_s: int = 20
    alight_s: int = 30
    alight_extra_rider_s: int = 10
    walker_s: int = 60
    wheelchair_s: int = 270
    """Boarding or alighting with a wheelchair, instead of the plain time."""
    no_show_wait_s: int = 5 * MINUTE_S
    """How long a driver waits after the promised window has ended."""
    offer_life_s: int = 3 * MINUTE_S
    waitlist_offer_life_s: int = 15 * MINUTE_S
    """Who waits has to be called back first: longer than for an offer made to somebody who asks."""
    waitlist_most: int = 50
    """So many may wait at once."""
    open_return_wait_s: int = 60 * MINUTE_S
    """The longest wait that may be stated for an open return; 0: none is sold."""
    open_return_most: int = 20
    """So many may be sold, and not yet called, at once."""
    booking_cutoff_s: int = 0
    """A pickup is at least this far ahead of the booking; 0 lets riders ask for now."""
    booking_open_days: int = 7
    """Booking opens at midnight so many days before."""
    arrive_ahead_s: int = 60
    """How early an empty vehicle aims to stand at a pickup."""
    reserve_s: int = 5 * MINUTE_S
    """Seconds before each promised limit that plans leave free, for slow roads and late riders."""
    alternatives_within_s: int = 2 * 60 * MINUTE_S
    """How far from the wish alternatives are looked for."""
    most_moved_s: int = 60 * MINUTE_S
    """How far a promise may be moved when something goes wrong; whoever would wait longer is called."""
    walk_max_m: int = 250
    """How far a rider may be asked to walk to a nearby stop."""
    shortest_trip_m: int = 0
    """Who asks for a shorter trip is told that it is a few minutes on foot; 0: nobody is."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value < 0:
                raise ValueError(f"{item.name} must not be negative, not {value}")
        if self.window_step_s < 1:
            raise ValueError("window_step_s must be at least one second")
        if self.detour_factor < 1:
            raise ValueError(f"detour_factor must be at least 1, not {self.detour_factor}")

    def longest_ride_s(self, direct_s: int) -> int:
        """The maximum ride time to promise for a trip whose direct drive takes so long."""
        agreed_s = max(direct_s + self.detour_extra_s, int(self.detour_factor * direct_s))
        return max(direct_s + self.reserve_s, min(agreed_s, self.max_ride_s))

    def longest_planned_ride_s(self, direct_s: int) -> int:
        """The longest ride plans may make of such a trip: what is promised, less the reserve."""
        return self.longest_ride_s(direct_s) - self.reserve_s

    def boarding_s(self, party: Load) -> int:
        """Service time at the pickup."""
        return self._service_s(party, self.board_s, self.board_extra_rider_s)

    def alighting_s(self, party: Load) -> int:
        """Service time at the drop-off."""
        return self._service_s(party, self.alight_s, self.alight_extra_rider_s)

    def _service_s(self, party: Load, first_s: int, extra_s: int) -> int:
        persons = party.seats + party.wheelchairs
        plain_s = first_s + extra_s * (persons - 1) + self.walker_s * party.walkers
        return plain_s + (self.wheelchair_s - first_s) * (party.wheelchairs > 0)
