"""Gaps count only what the judge lets through, and a cost below the best known is never hidden."""

from benchmarks.darp.gap_table import Judged, markdown_details, markdown_summary


def judged(
    cost: float | None,
    *,
    solver: str = "ours",
    instance: str = "a2-16",
    seed: int = 1,
    broken: str | None = None,
) -> Judged:
    return Judged(solver, instance, seed, cost, 10.0, broken, 200.0 if instance == "a2-16" else None)


def test_a_gap_is_a_share_of_the_best_known_cost() -> None:
    assert judged(210).gap == 0.05
    assert judged(200.004).gap == 0  # the best-known cost is printed with two decimals
    assert judged(210, broken="a rule").gap is None
    assert judged(210, instance="mine").gap is None
    assert judged(None, broken="nothing").gap is None


def test_an_answer_below_the_best_known_is_told() -> None:
    assert judged(199.996).gap == 0
    assert "| a | ours | 1 | 1 | -0.50% | -0.50% | 1 | 1 | 10.0 |" in markdown_summary([judged(199)])
    assert "| a | ours | 1 | 0 | - | - | 0 | 0 | 10.0 |" in markdown_summary([judged(199, broken="a rule")])


def test_the_summary_means_over_feasible_answers_and_counts_the_others() -> None:
    answers = [judged(202), judged(206, seed=2), judged(190, seed=3, broken="a rule")]
    assert "| a | ours | 3 | 2 | 2.00% | 3.00% | 0 | 0 | 10.0 |" in markdown_summary(answers)


def test_families_are_told_apart_and_unknown_files_come_last() -> None:
    answers = [
        judged(5, instance="mine"),
        judged(5, instance="R1a"),
        judged(200),
        judged(5, instance="b2-16"),
    ]
    rows = markdown_summary(answers).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| a", "| b", "| R", "| other"]
    assert "| other | ours | 1 | 1 | - | - | 0 | 0 | 10.0 |" in rows


def test_the_details_have_the_best_cost_the_mean_gap_and_the_broken_runs() -> None:
    answers = [
        judged(202),
        judged(206, seed=2),
        judged(190, seed=3, broken="a rule"),
        judged(None, solver="theirs", broken="3 of 16 requests unserved"),
        judged(7.5, instance="mine"),
    ]
    assert markdown_details(answers).splitlines() == [
        "| instance | best known | ours | theirs |",
        "|---|--:|--:|--:|",
        "| a2-16 | 200.00 | 202.00 (2.00%) 1 of 3 broken | 1 of 1 broken |",
        "| mine | - | 7.50 | - |",
    ]


def test_a_line_tells_who_what_and_how_far() -> None:
    line = judged(210).line()
    assert all(word in line for word in ("a2-16", "ours", "seed 1", "210.00", "10.0 CPU s", "gap 5.00%"))
    assert "node 2 is visited 0 times" in judged(190, broken="node 2 is visited 0 times").line()
