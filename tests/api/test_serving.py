"""A service that is stopped ends its event streams whole, at once, and says nothing was wrong."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx2 as httpx
import pytest

from api.desk.town import Town
from tests.api.served import DAY, a_database, at, serving


def test_streams_end_whole_when_the_service_is_stopped(
    town: Town, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database, heard = a_database(tmp_path), list[str]()
    opened, faults = threading.Event(), list[Exception]()

    def listen(url: str, headers: dict[str, str]) -> None:
        try:
            with httpx.stream("GET", url, headers=headers, timeout=30) as answer:
                for line in answer.iter_lines():
                    heard.append(line)
                    opened.set()
        except httpx.TransportError as fault:
            faults.append(fault)

    with serving(town, database, at(town, 7)) as served:
        url = f"{served.client.base_url}{served.area}/days/{DAY}/events".replace("//api", "/api")
        thread = threading.Thread(target=listen, args=(url, served.signed()))
        thread.start()
        assert opened.wait(10)
        stopped = time.monotonic()
    thread.join(10)
    assert time.monotonic() - stopped < 1, "nobody waits until streams are cut off"
    database.close()
    assert (faults, any(line.startswith("event: DayOpened") for line in heard)) == ([], True)
    assert capfd.readouterr().err == ""
