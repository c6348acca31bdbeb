"""What the people outside were told: the rides they count on, and the offers they may still take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

RideKey = tuple[date, str]


@dataclass
class KnownRide:
    """A ride that somebody was told is booked."""

    rider: int
    told: dict[str, Any]
    """What binds, as it was told last: window, latest arrival, places."""
    given_up: str = ""
    """How its rider or driver ended it; empty while it is counted on."""


@dataclass(frozen=True)
class KnownOffer:
    """An offer, to whom, and the ride in whose place it would come."""

    rider: int
    service_date: date
    offer_id: str
    instead_of: str | None = None


@dataclass(frozen=True)
class KnownRequest:
    """A request that was answered, with offers or a no."""

    rider: int
    service_date: date
    request_id: str


@dataclass
class Known:
    """All that was told, in the order in which it was."""

    rides: dict[RideKey, KnownRide] = field(default_factory=dict)
    offers: list[KnownOffer] = field(default_factory=list)
    spent: list[KnownOffer] = field(default_factory=list)
    """Offers that somebody wanted to take before."""
    requests: list[KnownRequest] = field(default_factory=list)
    returns: dict[RideKey, int] = field(default_factory=dict)
    """Open returns that may be called for, and whose they are."""

    def hear_answer(self, rider: int, answer: dict[str, Any], instead_of: str | None = None) -> None:
        """Offers, or a refusal with its alternatives."""
        service_date = date.fromisoformat(answer["service_date"])
        self.requests.append(KnownRequest(rider, service_date, answer["request_id"]))
        refusal = answer["refusal"] or {"alternatives": []}
        self.hear_offers(rider, (*answer["offers"], *refusal["alternatives"]), instead_of)

    def hear_offers(self, rider: int, offers: Any, instead_of: str | None = None) -> None:
        """Offers that may be taken."""
        for each in offers:
            named = KnownOffer(rider, date.fromisoformat(each["service_date"]), each["offer_id"], instead_of)
            if named not in (*self.offers, *self.spent):
                self.offers.append(named)

    def spend(self, offers: list[KnownOffer]) -> None:
        """Offers are about to be taken."""
        self.offers = [each for each in self.offers if each not in offers]
        self.spent = [*[each for each in self.spent if each not in offers][-9:], *offers]

    def hear_booked(self, rider: int, rides: list[dict[str, Any]]) -> None:
        """Rides that are booked; none of them was booked before."""
        for ride in rides:
            key = date.fromisoformat(ride["service_date"]), ride["ride_id"]
            assert key not in self.rides, f"booked twice: {ride}"
            self.rides[key] = KnownRide(rider, binding(ride))

    def give_up(self, service_date: date, ride_id: str, how: str) -> None:
        """Nobody counts on a ride any more."""
        self.rides[service_date, ride_id].given_up = how

    def counted_on(self) -> list[RideKey]:
        """Rides that nobody has given up."""
        return [key for key, ride in self.rides.items() if not ride.given_up]


def binding(ride: dict[str, Any]) -> dict[str, Any]:
    """What of a ride binds the service."""
    places = {end: ride[end]["place_id"] for end in ("origin", "destination")}
    return {**ride["limits"], **places, "party": ride["party"]}
