"""Small numbers are hidden, and nobody can work them out from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.council.suppression import LEAST, Sum, hidden_counts, is_small, possible_range


def a_table(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Counts by class and hour with all their sums."""
    across, down = range(len(rows[0])), range(len(rows))
    counts = {f"{i}.{j}": rows[i][j] for i, j in product(down, across)}
    counts |= {f"row{i}": sum(rows[i]) for i in down}
    counts |= {f"column{j}": sum(row[j] for row in rows) for j in across}
    counts["all"] = sum(map(sum, rows))
    sums = [Sum(f"row{i}", tuple(f"{i}.{j}" for j in across)) for i in down]
    sums += [Sum(f"column{j}", tuple(f"{i}.{j}" for i in down)) for j in across]
    sums += [Sum("all", tuple(f"row{i}" for i in down)), Sum("all", tuple(f"column{j}" for j in across))]
    return counts, sums


def test_one_small_number_takes_another_with_it() -> None:
    counts = {"a": 3, "b": 9, "c": 30, "all": 42}
    assert hidden_counts(counts, [Sum("all", ("a", "b", "c"))], ("all",)) == {"a", "b"}


def test_ones_that_add_up_to_five_are_not_told_by_their_number() -> None:
    parts = {f"p{i}": 1 for i in range(5)} | {"big": 50}
    hidden = hidden_counts({**parts, "all": 55}, [Sum("all", tuple(parts))], ("all",))
    assert "big" in hidden, "five hidden cells that sum to 5 would each be 1"


def test_numbers_large_enough_are_all_shown() -> None:
    counts, sums = a_table([[5, 0, 12], [9, 7, 0]])
    assert hidden_counts(counts, sums) == set()


def test_a_share_of_two_hides_both_sides() -> None:
    counts = {"kept": 88, "broken": 2, "owed": 90}
    assert hidden_counts(counts, [Sum("owed", ("kept", "broken"))], ("owed",)) == {"kept", "broken"}


TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 8]), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_no_small_number_of_any_table_is_shown_or_pinned_down(rows: list[list[int]]) -> None:
    counts, sums = a_table(rows)
    hidden = hidden_counts(counts, sums, ("all",))
    small = [code for code, count in counts.items() if is_small(count)]
    assert set(small) <= hidden
    for code in small:
        least, most = possible_range(code, counts, sums, hidden)
        assert most >= LEAST, f"{code} is known to be one of few"
        assert most - least >= 3, f"{code} is known too closely"


@given(st.lists(st.integers(0, 6), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whoever_tries_every_table_finds_more_than_one_that_fits(parts: list[int]) -> None:
    """Without linear programming: all tables that agree with what is shown, tried one by one."""
    counts = {f"p{i}": part for i, part in enumerate(parts)} | {"all": sum(parts)}
    hidden = hidden_counts(counts, [Sum("all", tuple(f"p{i}" for i in range(len(parts))))])
    choices = [range(25) if f"p{i}" in hidden else [part] for i, part in enumerate(parts)]
    totals = None if "all" in hidden else sum(parts)
    fitting = [one for one in product(*choices) if totals is None or sum(one) == totals]
    for i, part in enumerate(parts):
        if is_small(part):
            assert len({one[i] for one in fitting}) > 2
