"""A service under load, over real HTTP: `python -m benchmarks.service_load`.

`noriai serve` runs in a process of its own on a town of thirty vehicles with a thousand bookings on the day.
Riders ask at a fixed rate whatever the answers, and each answer is timed from the moment when it was to be
asked. One rider of ten takes an offer, and gives an older ride up for it, so the day stays as full as it was.
Then a thousand subscribers follow all that happens on the day; then ten times as many ask; then as before.
At the end every booking that a rider was told of is looked for in the database.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.provenance import provenance
from benchmarks.service_load.asking import BUSY, Said
from benchmarks.service_load.run import Burden, Followed, Measured, Run, run

RESULTS = Path(__file__).parents[1] / "results" / "service_load.md"


def page(load: Burden, found: Run, command: str, database: str) -> Iterator[str]:
    """What was found, as lines of a page."""
    yield "# A service under load"
    yield ""
    yield f"`{command}` on {database}: {load.vehicles} vehicles, {load.bookings:,} bookings on the day,"
    yield f"{load.per_s:g} asks a second for {load.seconds:g} s. Milliseconds from the moment when a rider"
    yield "was to ask until the answer was there, over HTTP, with its commit."
    yield ""
    yield (
        "| asks | asked | answered | 429 | else | p50 | p95 | p99 | longest "
        "| server, CPU ms an ask | riders, CPU s | load average |"
    )
    yield "|---|" + "--:|" * 11
    for each in found.phases:
        yield _row(each)
    yield ""
    yield "| orders of riders who take an offer | orders | done | p50 | p99 | longest |"
    yield "|---|" + "--:|" * 5
    for each in found.phases:
        yield _orders(f"accept, {each.name}", each.phase.accepted)
        yield _orders(f"give up, {each.name}", each.phase.given_up)
    if found.followed is not None:
        yield ""
        yield from _followed(load, found.followed)
    yield ""
    yield f"{found.bookings:,} bookings were confirmed; in the database: {found.verdict.sentence}."


def _row(measured: Measured) -> str:
    asked = measured.phase.asked
    statuses = Counter(each.status for each in asked)
    took_ms = 1000 * np.array([each.took_s for each in asked if each.status == 200])
    spread = " | ".join(f"{np.percentile(took_ms, share):,.0f}" for share in (50, 95, 99, 100))
    other = len(asked) - statuses[200] - statuses[BUSY]
    server_ms = 1000 * measured.server_s / len(asked)
    return (
        f"| {measured.name} | {len(asked):,} | {statuses[200]:,} | {statuses[BUSY]:,} | {other} | {spread} "
        f"| {server_ms:.1f} | {measured.phase.generator_s:.1f} | {measured.load_average:.1f} |"
    )


def _orders(name: str, said: Sequence[Said]) -> str:
    took_ms = 1000 * np.array([each.took_s for each in said] or [np.nan])
    done = sum(each.status in (200, 201) for each in said)
    spread = " | ".join(f"{np.percentile(took_ms, share):,.0f}" for share in (50, 99, 100))
    return f"| {name} | {len(said):,} | {done:,} | {spread} |"


def _followed(load: Burden, followed: Followed) -> Iterator[str]:
    yield (
        "| subscribers | events | deliveries | missing | out of order | cut off "
        "| p50, ms | p99 | longest | later than 1 s | their CPU s |"
    )
    yield "|--:|" + "--:|" * 10
    late = int((followed.delays_s > 1).sum())
    spread = " | ".join(f"{1000 * np.percentile(followed.delays_s, share):,.0f}" for share in (50, 99, 100))
    yield (
        f"| {load.subscribers:,} | {followed.events:,} | {len(followed.delays_s):,} | {followed.missing} "
        f"| {followed.out_of_order} | {followed.cut_off} | {spread} | {late:,} | {followed.processor_s:.1f} |"
    )


def main() -> None:
    """Measure, print, and write the page when asked to."""
    usual = Burden()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service_load", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=usual.seconds, help="of asking, with and without followers"
    )
    parser.add_argument("--overload-seconds", type=float, default=usual.overload_s)
    parser.add_argument("--per-s", type=float, default=usual.per_s)
    parser.add_argument("--bookings", type=int, default=usual.bookings)
    parser.add_argument("--subscribers", type=int, default=usual.subscribers)
    parser.add_argument("--database", default="", help="an empty database; a file of its own unless named")
    parser.add_argument("--improve", type=int, default=0, help="rounds of improvement, as in service.toml")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    given = parser.parse_args()
    load = Burden(
        bookings=given.bookings,
        per_s=given.per_s,
        seconds=given.seconds,
        subscribers=given.subscribers,
        overload_s=given.overload_seconds,
        recovery_s=min(given.seconds, given.overload_seconds),
        words=f"[dispatch]\nimprovement = {given.improve}" if given.improve else "",
    )
    found = run(load, given.database)
    kind = "PostgreSQL" if given.database.startswith("postgresql") else "SQLite"
    told = provenance(("fastapi", "uvicorn", "sqlalchemy", "pydantic")).markdown()
    lines = [*page(load, found, "python -m benchmarks.service_load", kind), "", told]
    print("\n".join(lines))
    if given.write:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
