"""Generators that are lent to compiled code, few and again and again: numba keeps each it was ever handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

_IDLE: list[np.random.Generator] = []
"""A list gives and takes at one stroke, so searches in several threads never hold the same one."""


@contextmanager
def lent_draws(rng: np.random.Generator) -> Iterator[np.random.Generator]:
    """A generator that draws what `rng` would draw; afterwards `rng` goes on from there."""
    try:
        lent = _IDLE.pop()
    except IndexError:
        lent = np.random.Generator(type(rng.bit_generator)(0))  # its state is set before it draws
    lent.bit_generator.state = rng.bit_generator.state
    try:
        yield lent
    finally:
        rng.bit_generator.state = lent.bit_generator.state
        _IDLE.append(lent)
