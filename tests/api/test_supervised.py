"""A service that is killed is there again; one that ends of itself, or is told to, is not begun anew."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LIVES = """
import os, pathlib, signal, sys, time
from api import supervised
supervised.PAUSE_S = 0.05
folder = pathlib.Path(sys.argv[1])
def serve():
    number = len(list(folder.iterdir()))
    (folder / f"life {number}").write_text(str(os.getpid()))
    LIFE
sys.exit(supervised.keep_running(serve))
"""


@contextmanager
def kept(folder: Path, life: str) -> Iterator[subprocess.Popen[bytes]]:
    script = LIVES.replace("LIFE", life)
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.terminate()


def pid_of(folder: Path, life: int) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        file = folder / f"life {life}"
        if file.exists() and (text := file.read_text()):
            return int(text)
        time.sleep(0.02)
    raise AssertionError(f"no life {life}")


def test_a_killed_service_is_begun_anew(tmp_path: Path) -> None:
    with kept(tmp_path, "time.sleep(60)") as process:
        for life in range(3):
            os.kill(pid_of(tmp_path, life), signal.SIGKILL)
        assert pid_of(tmp_path, 3) != process.pid
        process.terminate()
        assert process.wait(10) == 0


@pytest.mark.parametrize(("life", "code", "lives"), [("return 0", 0, 1), ("return 2", 2, 1), ("1 / 0", 1, 1)])
def test_who_ends_of_itself_is_not(tmp_path: Path, life: str, code: int, lives: int) -> None:
    with kept(tmp_path, life) as process:
        assert process.wait(20) == code
        assert len(list(tmp_path.iterdir())) == lives
        assert process.stderr is not None
        assert (b"ZeroDivisionError" in process.stderr.read()) == (code == 1)


def test_who_lost_its_office_stands_again(tmp_path: Path) -> None:
    with kept(tmp_path, "return supervised.BEGIN_ANEW if number < 2 else 0") as process:
        assert process.wait(20) == 0
        assert len(list(tmp_path.iterdir())) == 3


def test_the_copy_ends_with_its_keeper(tmp_path: Path) -> None:
    with kept(tmp_path, "time.sleep(60)") as process:
        copy = os.pidfd_open(pid_of(tmp_path, 0))
        process.kill()
        assert select.select([copy], [], [], 10)[0], "it went on alone"
        os.close(copy)
