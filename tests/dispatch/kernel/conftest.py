"""Compiled kernels remember their own file only: after a change in one, all are compiled anew."""

from contextlib import suppress
from pathlib import Path

import dispatch.kernel

FOLDER = Path(dispatch.kernel.__path__[0])


def forget_old_kernels() -> None:
    """Remove every compiled kernel that is older than any of their sources."""
    changed = max(source.stat().st_mtime for source in FOLDER.glob("*.py"))
    for compiled in FOLDER.glob("__pycache__/*.nb[ci]"):
        with suppress(FileNotFoundError):  # another process may have been faster
            if compiled.stat().st_mtime < changed:
                compiled.unlink()


forget_old_kernels()
