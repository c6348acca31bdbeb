"""Generators are lent to compiled code without a word of what they draw being changed."""

import numpy as np

from dispatch.search.lent_draws import lent_draws


def test_what_is_drawn_is_what_the_lender_would_have_drawn() -> None:
    alone, lender = np.random.default_rng(7), np.random.default_rng(7)
    expected = alone.random(5)
    with lent_draws(lender) as draws:
        found = [draws.random() for _ in range(3)]
    assert [*found, *lender.random(2)] == list(expected)


def test_two_at_once_are_two_and_come_again() -> None:
    seen = set()
    for seed in range(20):
        with lent_draws(np.random.default_rng(seed)) as one, lent_draws(np.random.default_rng(1)) as other:
            assert one is not other
            seen |= {id(one), id(other)}
    assert len(seen) <= 4, "numba would keep every one of them"
