"""Three counts in one word, so that one subtraction tells whether a load fits."""

from __future__ import annotations

from numba import njit

from dispatch.domain.load import LARGEST_COUNT, Load

_WIDTH = LARGEST_COUNT.bit_length() + 1  # nine bits a count and one to catch what does not fit
_GUARDS = sum(1 << (_WIDTH * (n + 1) - 1) for n in range(3))


def pack(load: Load) -> int:
    """The load as one word below 2**30: seats lowest, then wheelchairs, then walkers."""
    return load.seats | load.wheelchairs << _WIDTH | load.walkers << 2 * _WIDTH


def unpack(word: int) -> Load:
    """The load that was packed."""
    return Load(word & LARGEST_COUNT, word >> _WIDTH & LARGEST_COUNT, word >> 2 * _WIDTH & LARGEST_COUNT)


@njit(cache=True, nogil=True, inline="always")
def fits(word: int, more: int, capacity: int) -> bool:
    """Whether a load with some more stays within a capacity in each count.

    Holds while each count of `more` alone fits: then no count falls below zero and borrows from the next.
    """
    return ((capacity | _GUARDS) - word - more) & _GUARDS == _GUARDS
