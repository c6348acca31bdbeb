"""What counts as good, in one currency: seconds of driving."""

from __future__ import annotations

from dispatch.kernel.insertion import CostWeights

BALANCED = CostWeights(drive=2, wait=1, ride=1, others=1)
"""A second of driving weighs as much as two seconds of one rider's time."""

EARLIEST = CostWeights(drive=0, wait=1, ride=0, others=0)
"""The soonest pickup, whatever it costs the fleet."""

LATEST_ARRIVAL = CostWeights(drive=2, wait=0, ride=1, others=1)
"""For a wished arrival: waiting at home costs nothing."""
