"""A service made ready and started from the command line, as a town's technician does it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import pytest
from typer.testing import CliRunner

from noriai import app
from tests.api.conftest import NAMIOKA

RUNNER = CliRunner()


def said(*words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, list(words))
    return result.exit_code, result.output


@pytest.fixture
def kept(tmp_path: Path) -> tuple[str, ...]:
    return "--database", str(tmp_path / "town.db"), "--keys", str(tmp_path / "town.keys")


def test_init_makes_tables_and_keys_and_may_be_run_again(kept: tuple[str, ...], tmp_path: Path) -> None:
    code, text = said("init", *kept)
    assert code == 0
    assert "keep a copy" in text
    keys = (tmp_path / "town.keys").read_bytes()
    assert said("init", *kept)[0] == 0
    assert (tmp_path / "town.keys").read_bytes() == keys, "keys are never made anew"


def test_serve_says_what_to_run_first(kept: tuple[str, ...], tmp_path: Path) -> None:
    code, text = said("serve", str(NAMIOKA), *kept)
    assert (code, "noriai init" in text) == (2, True)
    said("init", *kept)
    (tmp_path / "town.db").unlink()
    code, text = said("serve", str(NAMIOKA), *kept)
    assert (code, "noriai init" in text) == (2, True)


def test_wrong_input_is_one_clear_line(kept: tuple[str, ...], tmp_path: Path) -> None:
    assert said("init", "--database", "mysql://host/name")[0] == 2
    (tmp_path / "town.keys").write_text("not keys", encoding="utf-8")
    (tmp_path / "town.keys").chmod(0o600)
    code, text = said("init", *kept)
    assert (code, text.count("\n")) == (2, 1)
    code, text = said("serve", str(tmp_path), *kept)
    assert (code, "service.toml" in text) == (2, True)


def test_a_service_started_from_the_shell_answers_stops_and_tells_nobody_what_was_asked(
    kept: tuple[str, ...], tmp_path: Path
) -> None:
    said("init", *kept)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "noriai", "serve", str(NAMIOKA), "--port", str(port), *kept]
    log = tmp_path / "log"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            assert _ready(f"http://127.0.0.1:{port}/readyz", process)
            found = httpx.get(f"http://127.0.0.1:{port}/api/areas/namioka/places?q=tanaka")
            assert (found.status_code, "server" in found.headers) == (200, False)
        finally:
            process.terminate()
        assert process.wait(timeout=30) == 0
    assert "tanaka" not in log.read_text(encoding="utf-8")


def _ready(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 300  # a machine's first start compiles the kernels
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False
