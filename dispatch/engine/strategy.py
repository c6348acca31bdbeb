"""What a dispatcher was told to use beside exact insertion; each part is chosen, and measured, alone."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.engine.improving import Improvement
from dispatch.policy.anticipation import FutureValue
from dispatch.policy.positioning import Positioning
from dispatch.search.repair import Effort


@dataclass(frozen=True, slots=True)
class Strategy:
    """The parts in use; None leaves a part out."""

    positioning: Positioning | None = None
    anticipation: FutureValue | None = None
    repair: Effort | None = None
    """How hard room is made for a ride that fits nowhere, before a refusal or a worse offer."""
    improvement: Improvement | None = None
    """How the plan is improved after each promise."""
    batch_s: int | None = None
    """Requests of so many seconds are asked together; accepted rides stay on the vehicle they were given."""


PLAIN = Strategy()
"""Exact insertion, one request at a time, and nothing else."""
