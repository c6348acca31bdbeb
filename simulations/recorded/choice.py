"""Who would have taken another offer: learnt from what riders were offered and took, and a stated default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

import numpy as np

from dispatch.domain.offer import Offer
from dispatch.domain.request import Request
from dispatch.domain.time import MINUTE_S
from simulations.learning import require_learning
from simulations.recorded.facts import Answered, Attempt
from simulations.recorded.read_day import ReadDay
from simulations.riders import shift_s

USUALLY_TAKEN = {
    False: {0: 0.97, 15: 0.93, 30: 0.75, 45: 0.4, 60: 0.2, 90: 0.05, 120: 0.02},
    True: {0: 0.7, 15: 0.68, 30: 0.62, 45: 0.55, 60: 0.45, 90: 0.25, 120: 0.1},
}
"""By whether it came with a refusal, and by minutes from the wish: the share that takes an offer.

An assumption, not a measurement: it stands for whatever a town has not recorded enough of.
"""
WORTH_RIDERS = 20
"""The default counts as so many recorded riders of each kind."""
USUALLY_AGAIN = 0.35
"""Share of those who found nothing that asks once more; counts as `WORTH_RIDERS` as well."""
THINKS_S = 45
AGAIN_AFTER_S = 4 * MINUTE_S
AGAIN_LATER_S = 45 * MINUTE_S
LEAST_RECORDED = 5
"""Of fewer moments no median is taken."""
STEP_MIN = 30.0


@dataclass(frozen=True)
class Choice:
    """One rider before one answer: how near to the wish the nearest offer was, and whether it was taken."""

    shift_min: float
    instead: bool
    taken: bool


@dataclass(frozen=True)
class ChoiceModel:
    """How likely a rider takes an offer, and what those do who take none."""

    intercept: float
    per_half_hour: float
    """Change of the log-odds for each half hour from the wish."""
    instead: float
    """Change of the log-odds where the offer comes with a refusal."""
    instead_per_half_hour: float
    choices: int
    """Recorded ones it was learnt from."""
    asks_again: float = USUALLY_AGAIN
    thinks_s: int = THINKS_S
    again_after_s: int = AGAIN_AFTER_S
    again_later_s: int = AGAIN_LATER_S

    def likelihood(self, shift_s: float, *, instead: bool) -> float:
        """The share of riders who take an offer so far from their wish."""
        halves = shift_s / MINUTE_S / STEP_MIN
        slope = self.per_half_hour + instead * self.instead_per_half_hour
        odds = self.intercept + instead * self.instead + min(0.0, slope) * halves
        return float(1 / (1 + np.exp(-odds)))


def nearest_s(request: Request, offers: Sequence[Offer]) -> int:
    """How far the nearest of some offers is from the wish."""
    return min(shift_s(request, offer) for offer in offers)


def list_choices(attempts: Iterable[Attempt]) -> Iterator[Choice]:
    """What riders were offered and did: no answer within the life of an offer is a no."""
    for attempt in attempts:
        for answered in attempt.answers:
            if answered.offers:
                yield _choice(attempt.request, answered)


def learn_choices(days: Sequence[ReadDay]) -> ChoiceModel:
    """The model of some recorded days; with few choices recorded it stays near the stated default.

    Raises LearningMissing.
    """
    require_learning()
    from sklearn.linear_model import LogisticRegression

    answers = [answered for day in days for each in day.facts.attempts.values() for answered in each.answers]
    choices = [choice for day in days for choice in list_choices(day.facts.attempts.values())]
    rows = [(_features(each.shift_min, each.instead), each.taken, 1.0) for each in choices]
    rows += list(_default_rows())
    features, taken, weights = (np.array(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=100.0, max_iter=1000)
    model.fit(features, taken, sample_weight=weights)
    slope, instead, both = (float(each) for each in model.coef_[0])
    ended = [pair for day in days for pair in _after_a_no(day)]
    again = [(first, later) for first, later in ended if later is not None]
    return ChoiceModel(
        *(float(model.intercept_[0]), slope, instead, both, len(choices)),
        asks_again=(len(again) + WORTH_RIDERS * USUALLY_AGAIN) / (len(ended) + WORTH_RIDERS),
        thinks_s=_typical([each.said_s - each.at_s for each in answers if each.said_s is not None], THINKS_S),
        again_after_s=_typical([later.asked_s - first.ended_s for first, later in again], AGAIN_AFTER_S),
        again_later_s=_typical(
            [later.request.wish_s - first.request.wish_s for first, later in again], AGAIN_LATER_S
        ),
    )


def _choice(request: Request, answered: Answered) -> Choice:
    return Choice(
        nearest_s(request, answered.offers) / MINUTE_S, answered.instead, answered.taken is not None
    )


def _features(shift_min: float, instead: bool) -> tuple[float, float, float]:
    halves = shift_min / STEP_MIN
    return halves, float(instead), instead * halves


def _default_rows() -> Iterator[tuple[tuple[float, float, float], bool, float]]:
    for instead, taken in product((False, True), (False, True)):
        for shift_min, share in USUALLY_TAKEN[instead].items():
            weight = WORTH_RIDERS / len(USUALLY_TAKEN[instead])
            yield _features(shift_min, instead), taken, weight * (share if taken else 1 - share)


def _after_a_no(day: ReadDay) -> Iterator[tuple[Attempt, Attempt | None]]:
    """Requests of which nothing came, each with the next attempt at the same journey."""
    attempts = list(day.facts.attempts.values())
    for n, attempt in enumerate(attempts):
        if attempt.unmet:
            need = day.need_of(attempt)
            yield attempt, next((each for each in attempts[n + 1 :] if day.need_of(each) == need), None)


def _typical(recorded: Sequence[int], usual: int) -> int:
    return round(median(recorded)) if len(recorded) >= LEAST_RECORDED else usual
