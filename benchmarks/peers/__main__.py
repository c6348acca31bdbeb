"""The same files through other solvers: `python -m benchmarks.peers FILE... --seconds S [--peer NAME]`.

Every peer runs on one thread with S CPU seconds of this process, model building included; OR-Tools has S for
each of its two settings. One independent checker judges every answer; what it rejects counts as no answer.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Annotated

import typer

from benchmarks.darp.best_known import NotATable, best_known_beside
from benchmarks.darp.checker import judge
from benchmarks.darp.gap_table import Judged, markdown_details, markdown_summary
from benchmarks.darp.instance import Instance, NotAnInstance, read_instance
from benchmarks.darp.solution_file import Solution, write_solution
from benchmarks.peers.answer import Answer, Peer
from benchmarks.provenance import Provenance, provenance

PEERS = {
    "ortools": ("ortools_routing", "ortools"),
    "vroom": ("vroom", "pyvroom"),
    "pyvrp": ("pyvrp_shipments", "pyvrp"),
    "cp-sat": ("cp_sat", "ortools"),
}
"""The module of each peer and the package that it stands on."""
SMALL = 24
"""Requests up to which CP-SAT is asked unless it is named."""

PROVED_WITHIN = 0.001
"""How far rounding costs down may leave the bound below the cost, for each arc."""


def main(
    files: Annotated[
        list[Path], typer.Argument(help="Cordeau-format instances.", exists=True, dir_okay=False)
    ],
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds for each answer.")],
    peer: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(PEERS)}; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For the peers that draw random numbers.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for PEER/INSTANCE.json.")] = None,
    table: Annotated[Path | None, typer.Option(help="Markdown file for the table.")] = None,
) -> None:
    """Run other solvers on dial-a-ride files and judge what they answer."""
    peers = {name: _load(name) for name in peer or PEERS}
    measured_on = provenance(sorted({PEERS[name][1] for name in peers} | {"numpy"}))
    answers = list[Judged]()
    try:
        for path in files:
            instance = read_instance(path)
            best_known = best_known_beside(path).get(instance.name)
            for name, solve in peers.items():
                if name == "cp-sat" and not peer and instance.requests > SMALL:
                    continue
                started_s = process_time()
                answer = solve(instance, seconds, seed)
                cpu_s = process_time() - started_s
                answers.append(_judged(instance, name, seed, answer, cpu_s, best_known))
                typer.echo(answers[-1].line())
                if out is not None:
                    _write(out / name, answers[-1], answer)
            if table is not None:
                table.write_text(_page(answers, measured_on, seconds, seed), encoding="utf-8")
    except (NotAnInstance, NotATable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo("\n" + markdown_summary(answers))


def _load(name: str) -> Peer:
    if name not in PEERS:
        typer.echo(f"--peer {name}: expected one of {', '.join(PEERS)}", err=True)
        raise typer.Exit(2)
    try:
        solve: Peer = import_module(f"benchmarks.peers.{PEERS[name][0]}").solve
    except ModuleNotFoundError as error:
        typer.echo(f"--peer {name} needs {error.name}: install noriai with its extra 'peers'", err=True)
        raise typer.Exit(2) from None
    return solve


def _judged(
    instance: Instance, name: str, seed: int, answer: Answer, cpu_s: float, best_known: float | None
) -> Judged:
    """The checker's word on an answer, with how many riders it leaves out and what it proves."""
    verdict = judge(instance, answer.routes)
    served = sum(map(len, answer.routes)) // 2
    broken, note = verdict.broken, ""
    if served < instance.requests:
        broken = f"{instance.requests - served} of {instance.requests} requests unserved"
    if answer.bound is not None and verdict.cost is not None:
        rounding = PROVED_WITHIN * (2 * instance.requests + instance.vehicles)
        proved = verdict.feasible and verdict.cost - answer.bound <= rounding
        note = "proved optimal" if proved else f"nobody below {answer.bound:.2f}"
    return Judged(name, instance.name, seed, verdict.cost, cpu_s, broken, best_known, note)


def _write(folder: Path, judged: Judged, answer: Answer) -> None:
    routes = tuple(map(tuple, answer.routes))
    feasible = judged.broken is None
    write_solution(folder, Solution(judged.instance, judged.cost, judged.cpu_s, feasible, routes))


def _proofs(answers: list[Judged]) -> str:
    """What was proved about which file, one line each; empty where no peer proves anything."""
    return "\n".join(f"- {answer.instance}: {answer.note}" for answer in answers if answer.note)


def _page(answers: list[Judged], measured_on: Provenance, seconds: float, seed: int) -> str:
    names = " ".join(f"--peer {name}" for name in dict.fromkeys(answer.solver for answer in answers))
    command = f"python -m benchmarks.peers FILE... --seconds {seconds:g} --seed {seed} {names}"
    both = "; OR-Tools routing has them for each of its two settings and its better answer counts"
    parts = (
        f"# Other solvers at {seconds:g} CPU seconds",
        f"`{command}`. {measured_on.markdown()}",
        "One thread, CPU seconds of the process with model building"
        + both
        + ". Gaps are to the best-known costs, over the answers "
        "that the checker found feasible.",
        markdown_summary(answers),
        markdown_details(answers),
        _proofs(answers),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    typer.run(main)
