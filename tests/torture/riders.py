"""Riders who book by a service that keeps dying, and remember every word they were told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from dispatch.domain.commands import Accept, Ask, Cancel
from dispatch.domain.events import OffersMade, PromiseMade
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from tests.torture.big_town import big_town
from tests.torture.calls import Call, Told, Unknown


@dataclass
class History:
    """What was told, call by call, and how often the outcome was unknown first."""

    told: list[tuple[Call, Told]] = field(default_factory=list)
    unknown: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, call: Call, told: Told) -> None:
        with self._lock:
            self.told.append((call, told))

    def keep_unknown(self) -> None:
        with self._lock:
            self.unknown += 1


def journeys(rng: np.random.Generator, riders: Iterator[int]) -> Iterator[Request]:
    """Rides from anywhere to anywhere in the morning and afternoon, one for each rider."""
    places = len(big_town().service.places)
    for number in riders:
        ends = rng.choice(places, 2, replace=False)
        wish_s = 9 * 3600 + 60 * int(rng.integers(0, 8 * 60))
        yield Request(
            RequestId(f"q{number}"),
            RiderId(f"p{number}"),
            PlaceIndex(int(ends[0])),
            PlaceIndex(int(ends[1])),
            WishKind.DEPART_AFTER,
            wish_s,
            Load(1),
        )


def book(request: Request, make: Callable[[Call], Told], *, gives_up: bool) -> bool:
    """Ask, accept the first offer, and perhaps cancel; whether a ride was promised."""
    rider = str(request.rider_id)
    answer = make(Call(f"ask {request.request_id}", rider, Ask(request)))
    offers = [offer for event in answer.events if isinstance(event, OffersMade) for offer in event.offers]
    if not offers:
        return False
    answer = make(Call(f"accept {request.request_id}", rider, Accept(offers[0].offer_id)))
    promised = [event.promise for event in answer.events if isinstance(event, PromiseMade)]
    for promise in promised if gives_up else ():
        make(Call(f"cancel {promise.ride_id}", rider, Cancel(promise.ride_id)))
    return bool(promised)


def persistent(
    send: Callable[[Call], Told], history: History, wait: Callable[[], None]
) -> Callable[[Call], Told]:
    """Makes a call again, under its key, until the outcome is definite."""

    def make(call: Call) -> Told:
        while True:
            try:
                told = send(call)
            except Unknown:
                history.keep_unknown()
                wait()
                continue
            history.keep(call, told)
            return told

    return make
