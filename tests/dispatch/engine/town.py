"""A town on a line of ten stops whose dispatcher is told what happens."""

from __future__ import annotations

from dispatch.domain.commands import Accept, Ask, Command
from dispatch.domain.events import Event, OffersMade, Refused
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Refusal
from dispatch.domain.request import RideId
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.service_day import ServiceDay, apply
from tests.builders import a_dispatcher, a_request

VAN = VehicleId("van-1")


class Town:
    """A dispatcher and its day, told what happens."""

    def __init__(self, dispatcher: Dispatcher | None = None) -> None:
        self.dispatcher = dispatcher or a_dispatcher()
        self.events: list[Event] = []
        self.day = ServiceDay()
        self._keep(self.dispatcher.open_day().events)

    def _keep(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        for event in events:
            apply(self.day, event)
            self.events.append(event)
        return events

    def tell(self, command: Command, now_s: int) -> tuple[Event, ...]:
        return self._keep(self.dispatcher.decide(self.day, command, now_s).events)

    def book(self, name: str, origin: int, destination: int, wish_s: int, now_s: int, **extra: int) -> RideId:
        answer = self.tell(Ask(a_request(name, origin, destination, wish_s, **extra)), now_s)[-1]
        assert isinstance(answer, OffersMade), answer
        self.tell(Accept(answer.offers[0].offer_id), now_s + 10)
        return answer.offers[0].rides[0].ride_id

    def refused(
        self, name: str, origin: int, destination: int, wish_s: int, now_s: int, **extra: int
    ) -> Refusal:
        answer = self.tell(Ask(a_request(name, origin, destination, wish_s, **extra)), now_s)[-1]
        assert isinstance(answer, Refused), answer
        return answer.refusal
