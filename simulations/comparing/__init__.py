"""Two services under the same riders: how far they differ, and whether that may be chance."""

from simulations.comparing.comparison import Comparison, compare
from simulations.comparing.differences import Difference

__all__ = ["Comparison", "Difference", "compare"]
