"""What a peer is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from typing import Protocol

from benchmarks.darp.instance import Instance

Routes = list[list[int]]
"""Node numbers without the depot; what a peer left unserved is simply missing."""


@dataclass(frozen=True)
class CpuBudget:
    """How long a peer may think, in CPU seconds of this process: waiting for a busy machine costs nothing."""

    until_s: float

    @staticmethod
    def of(seconds: float) -> CpuBudget:
        return CpuBudget(process_time() + seconds)

    def left_s(self) -> float:
        return max(0.0, self.until_s - process_time())

    def is_spent(self) -> bool:
        return process_time() >= self.until_s


@dataclass(frozen=True)
class Answer:
    """A peer's routes, and the cost it proved that nobody can go below, if it proves any."""

    routes: Routes
    bound: float | None = None


class Peer(Protocol):
    """A solver seen from outside; one that draws no random numbers ignores the seed."""

    def __call__(self, instance: Instance, seconds: float, seed: int) -> Answer: ...
