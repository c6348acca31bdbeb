"""The SQLite that keeps the embedded file: noriai's own, whose WAL is safe, or the one Python was built with.

Never both in one process on one file: closing it in one library lets go of the other's locks
(sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import importlib
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

SQLITE: ModuleType = importlib.import_module("pysqlite3" if find_spec("pysqlite3") else "sqlite3")
"""What the file is opened with, a DB-API module; record 9 says why there may be two."""


def library_version() -> tuple[int, int, int]:
    """The version of SQLite itself."""
    major, minor, patch = SQLITE.sqlite_version_info
    return major, minor, patch


def opened(address: str | Path) -> closing[Any]:
    """A plain connection to a file, or to its URI, closed when the block ends."""
    return closing(SQLITE.connect(str(address), uri=str(address).startswith("file:")))
