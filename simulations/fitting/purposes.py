"""What riders travel for: no journal says it, so it is worked out from where they go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gtfs.service import Service
from simulations.day_record import Purpose

Float = NDArray[np.float64]
KNOWN = tuple(purpose for purpose in Purpose if purpose is not Purpose.UNKNOWN)
ROUNDS = 200
WORTH_JOURNEYS = 20.0
"""The town's mean counts as so many journeys of each half hour."""


def draw_of(service: Service) -> Float:  # (P, 4)
    """How much each place draws riders of each purpose, by the weights of places.csv; columns sum to one."""
    poles = len(service.places) - len(service.doors.places)
    columns = [
        np.concatenate([np.zeros(poles), np.array(service.doors.weights[purpose.value], np.float64)])
        for purpose in KNOWN
    ]
    weights = np.stack(columns, axis=1)
    total = weights.sum(axis=0)
    return np.asarray(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0))


def fit_purposes(destinations: Sequence[int], draw: Float) -> Float:  # (4,)
    """The share of each purpose by which the recorded destinations are likeliest; noughts without weights."""
    drawn = draw[np.asarray(destinations, np.int64)]
    drawn = drawn[drawn.sum(axis=1) > 0]
    if not len(drawn):
        return np.zeros(len(KNOWN))
    shares = np.full(len(KNOWN), 1 / len(KNOWN))
    for _ in range(ROUNDS):
        shares = _of_each(drawn, shares).mean(axis=0)
    return shares


def purposes_by_half_hour(
    destinations: Sequence[int], halves: Sequence[int], half_hours: Sequence[int], draw: Float, shares: Float
) -> Float:  # (H, 4)
    """The purposes of the journeys of each half hour, drawn to the town's mean where few are recorded."""
    drawn = draw[np.asarray(destinations, np.int64)]
    known = drawn.sum(axis=1) > 0
    of_each = np.zeros_like(drawn)
    of_each[known] = _of_each(drawn[known], shares)
    at = np.asarray(halves)
    rows = [of_each[(at == half) & known].sum(axis=0) + WORTH_JOURNEYS * shares for half in half_hours]
    total = np.stack(rows)
    return np.asarray(total / np.maximum(total.sum(axis=1, keepdims=True), 1e-300))


def _of_each(drawn: Float, shares: Float) -> Float:
    likely = drawn * shares
    return np.asarray(likely / np.maximum(likely.sum(axis=1, keepdims=True), 1e-300))
