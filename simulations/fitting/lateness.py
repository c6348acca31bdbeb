"""How late riders come to the door: seen only where the vehicle stands there before them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.domain.time import MINUTE_S
from simulations.fitting.intervals import CountedShare
from simulations.recorded.facts import LATE_FROM_S, RideFacts

USUAL_LATE_MIN = (2.0, 12.0)
"""Where nobody was seen to come late."""


def fit_lateness(rides: Sequence[RideFacts], steps: int) -> tuple[CountedShare, list[float]]:
    """The share that comes late, and by how many minutes those do, at even steps.

    Of a rider for whom the vehicle came d seconds after the window had begun it is known only whether they
    were later than that: records are censored from the left, and the product-limit estimate is taken.
    """
    came = [ride for ride in rides if not ride.stays_away and ride.cancelled_s is None and ride.took_s]
    late = np.array([ride.late_s for ride in came if ride.late_s > 0], np.float64)
    others = np.array([ride.seen_from_s + LATE_FROM_S for ride in came if ride.late_s <= 0], np.float64)
    if not len(late):
        return CountedShare(0, float((others == LATE_FROM_S).sum())), list(USUAL_LATE_MIN)
    no_later, mass = 1.0, []
    values = np.unique(late)[::-1]
    for value in values:
        in_question = (late <= value).sum() + (others <= value).sum()
        before = no_later * (1 - (late == value).sum() / in_question)
        mass.append(no_later - before)
        no_later = before
    share = float(1 - no_later)
    told = np.quantile(values, np.linspace(0, 1, steps), weights=np.array(mass), method="inverted_cdf")
    return CountedShare(len(late), len(late) / share), [float(each) / MINUTE_S for each in told]
