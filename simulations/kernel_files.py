"""Compiled kernels on disk: each remembers its own source only, so a change in one makes all others old."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import dispatch

SOURCES = Path(dispatch.__path__[0])


def forget_old_kernels(sources: Path = SOURCES) -> None:
    """Remove every compiled kernel that is older than any source of the core; they are compiled anew."""
    changed = max(source.stat().st_mtime for source in sources.rglob("*.py"))
    for compiled in sources.rglob("__pycache__/*.nb[ci]"):
        with suppress(OSError):  # another process may have been faster, or the folder may not be ours
            if compiled.stat().st_mtime < changed:
                compiled.unlink()
