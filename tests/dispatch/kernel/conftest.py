"""Compiled kernels remember their own file only: after a change in one, all are compiled anew."""

from pathlib import Path

import dispatch.kernel

FOLDER = Path(dispatch.kernel.__path__[0])


def forget_old_kernels() -> None:
    """Remove every compiled kernel that is older than any of their sources."""
    changed = max(source.stat().st_mtime for source in FOLDER.glob("*.py"))
    for compiled in FOLDER.glob("__pycache__/*.nb[ci]"):
        if compiled.stat().st_mtime < changed:
            compiled.unlink(missing_ok=True)


forget_old_kernels()
