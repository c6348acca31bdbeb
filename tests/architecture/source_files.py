"""The project's own Python files, parsed, for the tests that hold the house to its shape."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "dispatch", "gtfs", "simulations", "benchmarks")


def list_source_files(*folders: str) -> list[Path]:
    """Every Python file of these folders, `noriai.py` too when no folder is named."""
    named = folders or (*PACKAGES, "tests", "examples")
    files = [path for folder in named for path in sorted((ROOT / folder).rglob("*.py"))]
    return files if folders else [*files, ROOT / "noriai.py"]


@cache
def get_tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A file's path as one would type it from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def imported_modules(path: Path) -> Iterator[str]:
    """The full names of the modules a file imports, inside functions too."""
    for node in ast.walk(get_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module or ''}"
