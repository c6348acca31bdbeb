"""How simulated riders answer: which offer they take, when they give up, cancel, come late or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dispatch.domain.offer import Offer, Promise
from dispatch.domain.request import Request, RequestId, WishKind
from dispatch.domain.time import MINUTE_S
from gtfs.service_demand import DemandSection
from simulations.demand import rng_for

ATTEMPT_MARK = "~"
"""Parts the number of a further attempt from the id of the first request."""
ATTEMPTS = 3
_LATE_DRAWS = 10 * MINUTE_S
"""As finely lateness is drawn: usually to the second."""
_SHIFT_OF_NEXT_WISH_S = 45 * MINUTE_S


@dataclass(frozen=True, slots=True)
class Temper:
    """What one rider will put up with and do, settled before the day begins; seconds."""

    patience_s: int
    """How far from the wish an offered time may be."""
    patience_instead_s: int
    """The same for the alternatives that come with a refusal."""
    takes_alternatives: bool
    attempts: int
    """How often this rider asks in all."""
    thinks_s: int
    cancels_at: float | None
    """When a promise is given up: the share of the time left until the pickup; None for never."""
    stays_away: bool
    late_s: int


PUNCTUAL = Temper(0, 0, True, 1, 0, None, False, 0)
"""Of riders whom nobody simulates: they come, and come in time."""


def temper_of(request_id: RequestId, behaviour: DemandSection, seed: int, service_date: date) -> Temper:
    """The temper of whoever asked first under this id; every further attempt finds the same."""
    rng = rng_for(seed, service_date, f"rider {first_attempt(request_id)}")
    patience_s = int(rng.integers(20, 46)) * MINUTE_S
    patience_instead_s = int(rng.integers(30, 121)) * MINUTE_S
    takes_alternatives = bool(rng.random() < behaviour.take_alternative_share)
    again = int(rng.random() < behaviour.ask_again_share)
    once_more = int(rng.random() < behaviour.ask_again_share)
    thinks_s = int(rng.integers(15, 91))
    cancels, cancels_at = rng.random() < behaviour.cancel_share, float(rng.uniform(0.1, 0.98))
    stays_away = bool(rng.random() < behaviour.no_show_share)
    late, late_s = rng.random() < behaviour.late_share, _late_s(behaviour.late_min, rng)
    return Temper(
        patience_s,
        patience_instead_s,
        takes_alternatives,
        1 + again * (1 + once_more),
        thinks_s,
        cancels_at if cancels else None,
        stays_away,
        late_s if late else 0,
    )


def _late_s(steps_min: Sequence[float], rng: np.random.Generator) -> int:
    """A draw from a distribution told by even steps."""
    drawn = int(rng.integers(_LATE_DRAWS)) / _LATE_DRAWS
    return round(float(np.interp(drawn, np.linspace(0, 1, len(steps_min)), steps_min)) * MINUTE_S)


def find_acceptable(
    request: Request, offers: Sequence[Offer], temper: Temper, *, instead: bool
) -> Offer | None:
    """The offer nearest to the wish within the rider's patience; the first of equals."""
    if instead and not temper.takes_alternatives:
        return None
    patience_s = temper.patience_instead_s if instead else temper.patience_s
    near = [offer for offer in offers if shift_s(request, offer) <= patience_s]
    return min(near, key=lambda offer: shift_s(request, offer), default=None)


def shift_s(request: Request, offer: Offer) -> int:
    """How far an offer's time is from the wish: pickup for depart-after, arrival for arrive-by."""
    ride = offer.rides[0]
    at_s = ride.limits.pickup.from_s if request.wish_kind is WishKind.DEPART_AFTER else ride.arrival_s
    return abs(at_s - request.wish_s)


def next_attempt(request: Request, asked_s: int) -> Request:
    """The same journey asked once more, for a later time."""
    number = _attempt(request.request_id) + 1
    wish_s = max(request.wish_s + _SHIFT_OF_NEXT_WISH_S, asked_s)
    again = RequestId(f"{first_attempt(request.request_id)}{ATTEMPT_MARK}{number}")
    return replace(request, request_id=again, wish_s=wish_s)


def asks_again(request: Request, temper: Temper, last_wish_s: int) -> bool:
    """Whether the rider has another attempt left, and the day has time for it."""
    later_s = request.wish_s + _SHIFT_OF_NEXT_WISH_S
    return _attempt(request.request_id) < min(temper.attempts, ATTEMPTS) and later_s <= last_wish_s


def cancel_s(promise: Promise, temper: Temper, now_s: int) -> int | None:
    """When the rider gives a promise up, or None."""
    left_s = promise.limits.pickup.from_s - now_s
    return None if temper.cancels_at is None or left_s <= 0 else now_s + int(temper.cancels_at * left_s)


def first_attempt(request_id: RequestId) -> RequestId:
    """The id under which the need was first asked."""
    return RequestId(request_id.partition(ATTEMPT_MARK)[0])


def _attempt(request_id: RequestId) -> int:
    return int(request_id.partition(ATTEMPT_MARK)[2] or 1)
