"""Ten minutes without reception, with the browser killed in between: everything lands once, and in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.api.served import DAY, Served, at
from tests.web.browsing import FLAGS, TABLET, find_chromium, keep_picture
from tests.web.dead_zone import DeadZone
from tests.web.driving import (
    LONG_MS,
    all_sent,
    begin_shift,
    enrol,
    main_button,
    reports_kept,
    tap,
    two_rides,
)

BETWEEN_TAPS = timedelta(seconds=52)
STEPS = ["出発", "到着", "乗車"] * 2 + ["出発", "到着", "降車"] * 2


class Tablet:
    """A browser with its own disk and its own clock, which can be killed and switched on again."""

    def __init__(self, browser: Browser, folder: Path, origin: str) -> None:
        self._browser, self._folder, self._origin = browser, folder, origin
        self._gone_by = timedelta()
        self.switch_on()

    def switch_on(self) -> None:
        width, height = TABLET
        self._context: BrowserContext = self._browser.browser_type.launch_persistent_context(
            self._folder,
            executable_path=find_chromium(),
            chromium_sandbox=False,
            args=FLAGS,
            viewport={"width": width, "height": height},
            locale="ja-JP",
        )
        self._context.clock.install(time=datetime.now(UTC) + self._gone_by)
        self.page: Page = self._context.new_page()
        self.page.goto(f"{self._origin}/driver")

    def wait(self, while_s: timedelta) -> None:
        """Time goes by on the tablet."""
        self._gone_by += while_s
        self.page.clock.fast_forward(int(while_s.total_seconds() * 1000))

    def kill(self) -> None:
        """As a dead battery does: nothing is put away."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # over by now
            if f"--user-data-dir={self._folder}".encode() in command and not any(
                part.startswith(b"--type=") for part in command
            ):
                os.kill(int(process.name), signal.SIGKILL)
        self.put_away()

    def put_away(self) -> None:
        try:
            self._context.close()
        except Error:
            return  # it was killed


@contextmanager
def a_tablet(browser: Browser, folder: Path, origin: str) -> Iterator[Tablet]:
    tablet = Tablet(browser, folder, origin)
    yield tablet
    tablet.put_away()


@pytest.fixture
def dead_zone(served: Served) -> Iterator[DeadZone]:
    line = DeadZone(served.client.base_url.port or 0)
    yield line
    line.close()


def steps_of(served: Served) -> list[str]:
    """What the day knows the vehicle did."""
    with served.desk.reading(DAY) as open_day:
        kinds = [type(event).__name__ for event in open_day.events]
    return [kind for kind in kinds if kind.startswith(("VehicleDep", "VehicleArr", "Visit"))]


def wait_for_reports(page: Page, served: Served, count: int) -> list[tuple[str, str, str]]:
    """The reports that have landed, once there are as many."""
    for _ in range(200):
        if len(kept := reports_kept(served)) >= count:
            return kept
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(kept)} reports have landed, not {count}")


def test_twelve_steps_without_reception_land_once_and_in_order_though_the_browser_is_killed(
    browser: Browser, served: Served, dead_zone: DeadZone, tmp_path: Path
) -> None:
    rides = two_rides(served)
    served.clock.set(at(served.town, 8, 59))
    with a_tablet(browser, tmp_path / "tablet", dead_zone.origin) as tablet:
        enrol(tablet.page, served, rides[0]["vehicle_id"])
        begin_shift(tablet.page)
        expect(main_button(tablet.page)).to_contain_text("出発", timeout=LONG_MS)
        all_sent(tablet.page)
        tablet.page.evaluate("navigator.serviceWorker.ready")
        tablet.page.wait_for_function("caches.has('noriai-maps')")

        dead_zone.enter()
        for label in STEPS[:6]:
            tap(tablet.page, label)
            tablet.wait(BETWEEN_TAPS)
        expect(tablet.page.locator("button.status")).to_contain_text("未送信 6件")
        tablet.kill()

        tablet.switch_on()  # still no reception: the page, the day and the map are in the tablet
        for label in STEPS[6:]:
            tap(tablet.page, label)
            tablet.wait(BETWEEN_TAPS)
        expect(tablet.page.locator("button.status")).to_contain_text("未送信 12件")
        tablet.page.locator(".town-map[data-ready]").wait_for(timeout=LONG_MS)
        keep_picture(tablet.page, "driver-dead-zone")
        assert reports_kept(served) == []

        served.clock.set(at(served.town, 9, 14))
        dead_zone.lose_answers()
        tablet.wait(timedelta(seconds=10))
        landed = wait_for_reports(tablet.page, served, len(STEPS) - 1)  # the last may be held a little longer
        expect(tablet.page.locator("button.status")).to_contain_text("未送信 12件")
        tablet.kill()  # what has landed the tablet does not know

        dead_zone.leave()
        tablet.switch_on()
        all_sent(tablet.page)
        tablet.page.locator("button.status").click()
        expect(tablet.page.locator(".entries .tag.good")).to_have_count(len(STEPS) + 1)

    kept = reports_kept(served)
    assert kept[: len(landed)] == landed
    kinds = ["departed", "arrived", "boarded"] * 2 + ["departed", "arrived", "alighted"] * 2
    assert [(kind, outcome) for _, kind, outcome in kept] == [(kind, "done") for kind in kinds]
    moments = [datetime.fromisoformat(when) for when, _, _ in kept]
    assert moments[-1] - moments[0] >= 11 * BETWEEN_TAPS, "each at its own time"
    assert steps_of(served) == ["VehicleDeparted", "VehicleArrived", "VisitBegun", "VisitDone"] * 4
    assert {served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["status"] for ride in rides} == {"carried"}
