"""Our search on dial-a-ride files: `python -m benchmarks.darp_gaps FILE... --seconds S --seed N --out DIR`.

S is CPU seconds of this process for each file, on one core; compiling the kernels, once, is not counted. The
independent checker judges every answer. The gap is to `best_known.csv` beside the file, where it stands.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Annotated

import typer

from benchmarks.darp.best_known import NotATable, best_known_beside
from benchmarks.darp.checker import judge
from benchmarks.darp.gap_table import Judged, markdown_details, markdown_summary
from benchmarks.darp.instance import Instance, NotAnInstance, read_instance
from benchmarks.darp.our_answer import our_routes
from benchmarks.darp.solution_file import Solution, write_solution
from benchmarks.provenance import Provenance, provenance
from dispatch.policy.or_tools import OptimizerMissing, require_optimizer
from dispatch.search.stopping import after_rounds, when_elapsed
from simulations.kernel_files import forget_old_kernels

PACKAGES = ("numba", "numpy", "ortools")
WRITING_OUT_S = 0.05
"""Kept for decoding the answer."""


def main(
    files: Annotated[
        list[Path], typer.Argument(help="Cordeau-format instances.", exists=True, dir_okay=False)
    ],
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds for each answer.")],
    seed: Annotated[list[int] | None, typer.Option(help="May be repeated; 1 by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for INSTANCE.json, of the best seed.")] = None,
    table: Annotated[Path | None, typer.Option(help="Markdown file for the table.")] = None,
) -> None:
    """Plan dial-a-ride files by our own search and judge the answers."""
    answers = list[Judged]()
    try:
        require_optimizer()
        measured_on = provenance(PACKAGES)
        instances = [read_instance(path) for path in files]
        typer.echo("compiling kernels, once", err=True)
        forget_old_kernels()
        our_routes(instances[0], after_rounds(100), 1)
        for path, instance in zip(files, instances, strict=True):
            best_known = best_known_beside(path).get(instance.name)
            solutions = [_solve(instance, seconds, each, best_known, answers) for each in seed or [1]]
            if out is not None:
                write_solution(out, min(solutions, key=lambda each: (not each.feasible, each.cost or 0.0)))
            if table is not None:
                table.write_text(_page(answers, measured_on, seconds, seed or [1]), encoding="utf-8")
    except (NotAnInstance, NotATable, OptimizerMissing) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo("\n" + markdown_summary(answers))


def _solve(
    instance: Instance, seconds: float, seed: int, best_known: float | None, answers: list[Judged]
) -> Solution:
    began_s = process_time()
    routes = our_routes(instance, when_elapsed(process_time, seconds - WRITING_OUT_S), seed, seconds / 60)
    cpu_s = process_time() - began_s
    verdict = judge(instance, routes)
    answers.append(Judged("noriai", instance.name, seed, verdict.cost, cpu_s, verdict.broken, best_known))
    typer.echo(answers[-1].line())
    return Solution(instance.name, verdict.cost, cpu_s, verdict.feasible, tuple(map(tuple, routes)))


def _page(answers: list[Judged], measured_on: Provenance, seconds: float, seeds: list[int]) -> str:
    command = f"python -m benchmarks.darp_gaps FILE... --seconds {seconds:g}" + "".join(
        f" --seed {seed}" for seed in seeds
    )
    parts = (
        f"# Our search at {seconds:g} CPU seconds",
        f"`{command}`. {measured_on.markdown()}",
        "One thread, CPU seconds of the process from the laid out plan to the answer. Gaps are to the "
        "best-known costs, over the answers that the checker found feasible.",
        markdown_summary(answers),
        markdown_details(answers),
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    typer.run(main)
