"""How fast each stretch of road is driven, fitted to the timetables of all patterns at once.

Timetables are rounded to the minute, so a hop says little; spans of five minutes and more do.  Each says
"these metres of these stretches take this long"; stretches that few spans cross lean on the feed's median.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import lsmr

from gtfs.local_metres import Float
from gtfs.roads_from_feed.patterns import NO_TIME_S, Pattern

SPAN_S = 300
SLOWEST_KMH, FASTEST_KMH = 10.0, 60.0
TIMETABLE_NOISE_S = 30.0  # of a span: its two ends are rounded to the minute
# How far a kilometre of road strays from the median pace, as a share of it: the value that best foretold
# spans left out of the fit, over the feeds of two cities, a rural town and a wide region.
PACE_SPREAD = 0.15
LEAST_STRAYING_M = 250.0  # shorter stretches stray no more than one of this length
LEAST_DRIVING_SHARE = 0.3  # of a span's time, however many calls it has
NO_TIMETABLE_KMH = 25.0


@dataclass(frozen=True, eq=False)
class Spans:
    """Stretches of timetable long enough to tell a speed from, as rows of hops driven."""

    hops: csr_matrix  # (S, hops) 1 where the span drives the hop
    scheduled_s: Float  # (S,) without layovers the timetable itself shows
    calls: NDArray[np.int64]  # (S,) calls on the way at which the timetable shows no wait


def list_spans(patterns: list[Pattern], first_hop: NDArray[np.int64], hops: int) -> Spans:
    """Cuts every distinct timetable into spans of at least SPAN_S; a short rest joins the span before it."""
    hop_from, hop_until, scheduled, calls = [], [], [], []
    for pattern, first in zip(patterns, first_hop.tolist(), strict=True):
        for arrive, depart in zip(pattern.arrive_s.tolist(), pattern.depart_s.tolist(), strict=True):
            for start, end in _cut(arrive, depart):
                between = range(start + 1, end)
                waits = [depart[c] - arrive[c] for c in between]
                hop_from.append(first + start)
                hop_until.append(first + end)
                scheduled.append(arrive[end] - depart[start] - sum(waits))
                calls.append(sum(wait == 0 for wait in waits))
    size = np.subtract(hop_until, hop_from).astype(np.int64)
    row = np.repeat(np.arange(len(size)), size)
    column = np.concatenate(
        [np.zeros(0, np.int64), *(np.arange(a, b) for a, b in zip(hop_from, hop_until, strict=True))]
    )
    matrix = csr_matrix((np.ones(len(row)), (row, column)), shape=(len(size), hops))
    return Spans(matrix, np.array(scheduled, np.float64), np.array(calls, np.int64))


def _cut(arrive: list[int], depart: list[int]) -> list[tuple[int, int]]:
    """The calls between which spans run, over the calls whose times are known and in order."""
    timed = [call for call in range(len(arrive)) if arrive[call] != NO_TIME_S]
    spans: list[tuple[int, int]] = []
    start = timed[0] if timed else 0
    for call in timed[1:]:
        if arrive[call] - depart[start] >= SPAN_S:
            spans.append((start, call))
            start = call
    if (
        timed and start != timed[-1]
    ):  # a rest of no time at all is rounding: it too belongs to the span before
        begin = spans.pop()[0] if spans else start
        spans.append((begin, timed[-1]))
    return spans


def fit_pace(spans: Spans, metres: csr_matrix, length_m: Float, *, dwell_s: float) -> Float:
    """Seconds per metre of each stretch (C,) at which the timetable as a whole is kept, calls included.

    `metres` (hops, C) says how far each hop drives on each stretch, `length_m` (C,) how long those are.
    Calls take `dwell_s` each, which tells stretches dense with stops from slow ones; what the calls take is
    then spread over the road again.
    """
    driven = csr_matrix(spans.hops @ metres)  # (S, C)
    length = np.asarray(driven.sum(axis=1)).ravel()
    useful = (length > 0) & (spans.scheduled_s > 0)
    driven, length, scheduled = driven[useful], length[useful], spans.scheduled_s[useful]
    if len(length) == 0:
        return np.full(metres.shape[1], 3.6 / NO_TIMETABLE_KMH)
    driving = np.maximum(scheduled - dwell_s * spans.calls[useful], LEAST_DRIVING_SHARE * scheduled)
    usual = float(np.median(driving / length))
    # A short stretch may stray farther than a long one, which is a mean over its metres.
    spread = PACE_SPREAD * usual / np.sqrt(np.maximum(length_m, LEAST_STRAYING_M) / 1000.0)
    known = csr_matrix(driven @ diags(spread / TIMETABLE_NOISE_S))
    strays = lsmr(known, (driving - driven @ np.full(len(spread), usual)) / TIMETABLE_NOISE_S, damp=1.0)[0]
    pace = np.clip(usual + spread * strays, 3.6 / FASTEST_KMH, 3.6 / SLOWEST_KMH)
    return np.asarray(pace * scheduled.sum() / (driven @ pace).sum(), np.float64)
