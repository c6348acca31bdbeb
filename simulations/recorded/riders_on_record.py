"""How the riders of a recorded day answer, cancel and come, where the day goes otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch.domain.commands import Accept, Command, Decline
from dispatch.domain.offer import Offer, Promise
from dispatch.domain.request import Request, RequestId
from simulations.demand import rng_for
from simulations.recorded.choice import ChoiceModel, nearest_s
from simulations.recorded.facts import Answered, Attempt, RideFacts, times_of
from simulations.recorded.read_day import ReadDay
from simulations.riders import PUNCTUAL, Temper, first_attempt, shift_s


@dataclass(frozen=True)
class RidersOnRecord:
    """Recorded choices where offers are as recorded; else the model's, by draws that belong to each rider.

    A draw is made so that it fits what was recorded: who took an offer takes every better one, and who took
    none takes none that is worse.
    """

    day: ReadDay
    model: ChoiceModel
    offer_life_s: int

    def answer(
        self, request: Request, offers: tuple[Offer, ...], now_s: int, *, instead: bool
    ) -> tuple[int, Command] | None:
        """What the rider says to some offers, and when; None for who lets them lapse."""
        attempt = self.day.facts.attempts.get(request.request_id)
        heard = [times_of(offer) for offer in offers]
        for answered in attempt.answers if attempt else ():
            if [times_of(offer) for offer in answered.offers] == heard and answered.instead == instead:
                return self._as_recorded(request.request_id, answered, offers, now_s)
        says_s = now_s + min(self._thinks_s(attempt), self.offer_life_s - 1)
        liked = {answered.taken for answered in attempt.answers} if attempt else set()
        for offer in offers:
            if times_of(offer) in liked:
                return says_s, Accept(offer.offer_id)
        likelihood = self.model.likelihood(nearest_s(request, offers), instead=instead)
        if self._draw(request, attempt) >= likelihood:
            return says_s, Decline(request.request_id)
        return says_s, Accept(min(offers, key=lambda offer: shift_s(request, offer)).offer_id)

    def asks_again(self, request: Request, number: int) -> bool:
        """Whether a rider who found nothing, and asked no more that day, asks for the so manieth time."""
        root = first_attempt(request.request_id)
        return float(self._rng(f"again {number} {root}").random()) < self.model.asks_again

    def ride_facts(self, promise: Promise) -> RideFacts | None:
        """What the riders of a promise did; whoever had none that day does as somebody who had."""
        rides = self.day.facts.rides
        known = rides.get(promise.ride_id)
        if known is not None or not rides:
            return known
        all_rides = list(rides.values())
        return all_rides[int(self._rng(f"ride {promise.ride_id}").integers(len(all_rides)))]

    def _as_recorded(
        self, request_id: RequestId, answered: Answered, offers: Sequence[Offer], now_s: int
    ) -> tuple[int, Command] | None:
        if answered.said_s is None:
            return None
        says_s = now_s + answered.said_s - answered.at_s
        taken = next((each for each in offers if times_of(each) == answered.taken), None)
        return says_s, Decline(request_id) if taken is None else Accept(taken.offer_id)

    def _draw(self, request: Request, attempt: Attempt | None) -> float:
        draw = float(self._rng(f"choice {first_attempt(request.request_id)}").random())
        offered = next((each for each in attempt.answers if each.offers), None) if attempt else None
        if offered is None:
            return draw
        before = self.model.likelihood(nearest_s(request, offered.offers), instead=offered.instead)
        return draw * before if offered.taken else before + draw * (1 - before)

    def _thinks_s(self, attempt: Attempt | None) -> int:
        said = [each for each in attempt.answers if each.said_s is not None] if attempt else []
        return self.model.thinks_s if not said or said[0].said_s is None else said[0].said_s - said[0].at_s

    def _rng(self, stream: str) -> np.random.Generator:
        recorded = self.day.recorded
        return rng_for(recorded.seed, recorded.service_date, stream)


def temper_of(facts: RideFacts | None) -> Temper:
    """How the riders of a promise come to it."""
    if facts is None:
        return PUNCTUAL
    return replace(PUNCTUAL, stays_away=facts.stays_away, late_s=facts.late_s)


def cancels_s(promise: Promise, facts: RideFacts | None, now_s: int) -> int | None:
    """When a promise is given up: as long before its window as on the recorded day; None for never."""
    if facts is None or facts.cancelled_s is None:
        return None
    before_s = facts.promise.limits.pickup.from_s - facts.cancelled_s
    return max(now_s, promise.limits.pickup.from_s - before_s)
