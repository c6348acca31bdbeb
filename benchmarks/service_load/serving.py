"""`noriai serve` in processes of its own, on a town and a database made for it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

NAMIOKA = Path(__file__).parents[2] / "examples" / "namioka"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Serving:
    """The command, running: the process that keeps the service going, and where it answers."""

    keeper: int
    port: int

    @property
    def server(self) -> int:
        """The process that serves now; the keeper's only child."""
        children = Path(f"/proc/{self.keeper}/task/{self.keeper}/children").read_text("ascii").split()
        return int(children[0])

    def wait_ready(self, within_s: float = 300) -> None:
        """Ask until the service takes orders; a machine's first start compiles the kernels."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            with suppress(OSError):
                line = HTTPConnection(HOST, self.port, timeout=2)
                line.request("GET", "/readyz")
                if line.getresponse().status == 200:
                    return
            time.sleep(0.01)
        raise TimeoutError(f"not ready after {within_s:.0f} s")


def write_town(folder: Path, vehicles: int, words: str = "") -> Path:
    """The demo service with so many vehicles; more words for its service.toml may follow."""
    town = folder / "namioka"
    shutil.copytree(NAMIOKA, town)
    toml = town / "service.toml"
    told = toml.read_text("utf-8")
    more = "".join(
        f'\n[[fleet]]\nvehicle_id = "{number}号車"\nseats = 9\ndepot = "place_01"\n'
        f'breaks = [{{ begins = "{11 + number % 3}:00-{12 + number % 3}:00", minutes = 45 }}]\n'
        for number in range(told.count("[[fleet]]") + 1, vehicles + 1)
    )
    toml.write_text(f"{told}\n{more}\n{words}\n", "utf-8")
    return town


@contextmanager
def serving(town: Path, database: str, keys: Path, options: Sequence[str] = ()) -> Iterator[Serving]:
    """Serve a town until the block ends; what is said on the way goes nowhere."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    kept = ["--database", database, "--keys", str(keys), "--port", str(port)]
    command = [sys.executable, "-m", "noriai", "serve", str(town), *kept, *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield Serving(process.pid, port)
        finally:
            process.terminate()


def processor_s(pid: int) -> float:
    """User and system time of a process (proc(5), `stat`)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
