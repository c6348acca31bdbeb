"""How soon `noriai serve` answers again when its serving process is killed, on a day of 1,000 bookings."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2 as httpx

from api.people.keys import make_key_file, new_keys
from tests.torture.big_town import NAMIOKA, big_town
from tests.torture.kills import BACKENDS, fresh_database
from tests.torture.readiness import fill

KILLS = 8
AT_MOST_S = 3.0


@contextmanager
def served(address: str) -> Iterator[tuple[int, str]]:
    """The command, running: its process, and where it is ready."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        make_key_file(Path(folder) / "keys", new_keys())
        kept = ["--database", address, "--keys", str(Path(folder) / "keys"), "--port", str(port)]
        command = [sys.executable, "-m", "noriai", "serve", str(NAMIOKA), *kept]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                yield process.pid, f"http://127.0.0.1:{port}/readyz"
            finally:
                process.terminate()


def kill_and_wait(keeper: int, url: str) -> float:
    """Seconds from the death of the serving process to its successor's readiness."""
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text("ascii").split()
    begun = time.monotonic()
    os.kill(int(children[0]), signal.SIGKILL)
    wait_ready(url)
    return time.monotonic() - begun


def wait_ready(url: str, within_s: float = 120) -> None:
    """Ask until the service takes orders."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.01)
    raise AssertionError("it never was ready")


def main() -> None:
    """The long form; exit code 1 where it takes too long."""
    bookings = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).astimezone(big_town().zone).date()
    good = True
    for backend in BACKENDS:
        with fresh_database(backend) as address:
            events = fill(address, bookings, day=tomorrow)
            with served(address) as (keeper, url):
                wait_ready(url)
                took = [kill_and_wait(keeper, url) for _ in range(KILLS)]
        good &= max(took) <= AT_MOST_S
        listed = ", ".join(f"{each:.2f}" for each in took)
        print(f"{backend}: {bookings} bookings, {events} events; killed, ready after {listed} s", flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
