"""Three counts in one word, compared at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.load import LARGEST_COUNT, Load
from dispatch.kernel.packed_load import fits, pack, unpack

COUNTS = st.one_of(st.integers(0, 4), st.integers(0, LARGEST_COUNT), st.just(LARGEST_COUNT))
LOADS = st.builds(Load, COUNTS, COUNTS, COUNTS)


@given(LOADS)
def test_a_load_comes_back_from_its_word(load: Load) -> None:
    assert unpack(pack(load)) == load
    assert 0 <= pack(load) < 2**30


@given(LOADS, LOADS, LOADS)
@settings(deadline=None)
def test_one_comparison_tells_whether_more_fits(load: Load, more: Load, capacity: Load) -> None:
    counts = zip(_counts(load), _counts(more), _counts(capacity), strict=True)
    if more.fits(capacity):
        expected = all(held + added <= room for held, added, room in counts)
        assert fits(pack(load), pack(more), pack(capacity)) == expected
    else:
        assert not fits(0, pack(more), pack(capacity))


def _counts(load: Load) -> tuple[int, int, int]:
    return load.seats, load.wheelchairs, load.walkers
