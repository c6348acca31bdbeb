"""Debian's chromium on the pages of a really served service; what a page may never do fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from api.pages import PAGES, STATIC
from api.people.page_sessions import csrf_cookie
from api.people.tokens import csrf_of, find_session
from tests.api.served import Served
from tests.architecture.source_files import ROOT

FLAGS = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAPPED = "button, a[href], [role=option], input, select, textarea, label.choice"
NOT_TAPPED = "label.choice *, .maplibregl-ctrl-attrib, .skip"
"""A choice is tapped as a whole; credits are read, not tapped; who skips does so by key."""
PHONE, TABLET, DESK = (390, 844), (1024, 768), (1280, 900)
NARROWEST = (320, 640)
PICTURES = Path(os.environ.get("NORIAI_PICTURES", ROOT / "out" / "pictures"))
"""Where pictures of views are kept, for somebody to look at."""
AT_ALL_SIZES = "NORIAI_PICTURES" in os.environ
"""Whoever names a folder for them wants each view on a telephone, a tablet and at a desk."""


def find_chromium() -> str | None:
    """The browser, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def why_not() -> str | None:
    """Why the pages cannot be tested here, in one line; None where they can."""
    if find_chromium() is None:
        return "no chromium: `apt-get install chromium fonts-noto-cjk`, as `make test` does for root"
    if not all((STATIC / f"{page}.html").is_file() for page in PAGES) or not AXE.is_file():
        return "the pages are not built: `make pages`"
    return None


@dataclass
class Visit:
    """Somebody's browser on the service."""

    served: Served
    context: BrowserContext
    faults: list[str] = field(default_factory=list)
    """What no page may do: errors in its scripts, breaches of its policy, calls to other hosts."""

    @property
    def origin(self) -> str:
        return str(self.served.client.base_url).rstrip("/")

    def open(self, path: str) -> Page:
        """A tab on a page."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda fault: self.faults.append(f"{path}: {fault}"))
        page.on("console", self._listen)
        page.on("request", self._watch)
        page.goto(self.origin + path)
        return page

    def sign_in(self, token: str) -> None:
        """As the service does it: the token in a cookie, and beside it what proves that the page is ours."""
        with self.served.site.database.read() as connection:
            session = find_session(connection, token, self.served.clock.now())
        assert session is not None
        cookies = {f"noriai_{session.kind.value}": token, csrf_cookie(session.kind): csrf_of(token)}
        for name, value in cookies.items():
            self.context.add_cookies([{"name": name, "value": value, "url": self.origin}])

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.faults.append(f"asked another host: {request.url}")


@contextmanager
def visiting(browser: Browser, served: Served, size: tuple[int, int] = PHONE, **how: Any) -> Iterator[Visit]:
    """A browser of its own for one person; at its end nothing may have gone wrong in any page."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP", **how)
    visit = Visit(served, context)
    yield visit
    context.close()
    assert visit.faults == [], visit.faults


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def demand_accessible(page: Page, where: str = "") -> None:
    """Fail on every violation that axe finds in the view as it is now."""
    page.evaluate(_axe())
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    told = [
        f"{where} {each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes']]}"
        for each in found["violations"]
    ]
    assert told == [], "\n".join(told)


def demand_accessible_both_ways(page: Page, where: str = "") -> None:
    """In Japanese on light ground, and in English on dark: the view's words and colours all differ."""
    demand_accessible(page, f"{where}, Japanese, light:")
    if page.locator("dialog[open]").count():
        return  # what is beside an open dialog cannot be reached
    page.locator("header button[lang=en]").click()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    demand_accessible(page, f"{where}, English, dark:")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.locator("header button[lang=ja]").click()


def demand_no_sideways_scroll(page: Page) -> None:
    """Everything fits the width of the screen."""
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{wide[0]} px wide on a screen of {wide[1]} px"


def demand_fits(page: Page) -> None:
    """No sideways scroll, no text cut off: on this screen, on the narrowest, and with text twice as large."""
    screen = page.viewport_size
    assert screen is not None
    narrowest: ViewportSize = {"width": NARROWEST[0], "height": NARROWEST[1]}
    for size, text in ((screen, "100%"), (narrowest, "100%"), (screen, "200%")):
        page.set_viewport_size(size)
        page.evaluate("text => { document.documentElement.style.fontSize = text }", text)
        found = page.evaluate(_TOO_WIDE)
        assert found == [], f"{size['width']} px, text {text}: " + "\n".join(found)
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(screen)


_TOO_WIDE = """() => {
  const shown = (name, element) => `${name}: ${element.scrollWidth} px in ${element.clientWidth} px`
  const cut = element => {
    const { display, overflowX } = getComputedStyle(element), { scrollWidth, clientWidth } = element
    return display !== 'inline' && !/auto|scroll/.test(overflowX) && scrollWidth > clientWidth + 1
  }
  const page = document.documentElement
  const all = [...document.querySelectorAll('body *:not(input)')]
    .filter(each => each.checkVisibility() && !each.closest('.town-map, svg, .skip, .seen-by-readers-only'))
  return [
    ...(page.scrollWidth > innerWidth ? [shown('the page', page)] : []),
    ...all.filter(cut).map(each => shown(each.outerHTML.slice(0, 120), each)),
  ]
}"""


def demand_targets(page: Page, least_px: float) -> None:
    """Everything that is tapped is large enough to be hit."""
    script = """([tapped, aside, least]) => [...document.querySelectorAll(tapped)]
      .filter(element => element.checkVisibility() && !element.closest(aside))
      .map(element => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
      .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
      .map(([html, box]) => `${html}: ${box.width} x ${box.height}`)"""
    assert page.evaluate(script, [TAPPED, NOT_TAPPED, least_px]) == []


def count_drawn(page: Page, layer: str) -> int:
    """How many features of a layer the map shows."""
    return int(page.evaluate(_DRAWN, layer))


def wait_for_drawn(page: Page, layer: str, count: int) -> None:
    """Until the map shows so many features of a layer."""
    page.wait_for_function(f"([layer, count]) => ({_DRAWN})(layer) === count", arg=[layer, count])


_DRAWN = """layer => {
  const map = document.querySelector('.town-map').drawnMap
  return new Set(map.queryRenderedFeatures({layers: [layer]}).map(each => JSON.stringify(each.geometry))).size
}"""


def keep_picture(page: Page, name: str) -> None:
    """A picture of the view for somebody to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    if not AT_ALL_SIZES:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        return
    before = page.viewport_size
    assert before is not None
    for language, look in (("ja", "light"), ("en", "dark")):
        page.emulate_media(color_scheme=look)
        for size, (width, height) in {"phone": PHONE, "tablet": TABLET, "desk": DESK}.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(_MAPS_DRAWN)
            page.screenshot(path=PICTURES / f"{name}-{language}-{look}-{size}.png", full_page=True)
        page.evaluate(_OTHER_LANGUAGE)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


_MAPS_DRAWN = """() => Promise.race([
  new Promise(late => setTimeout(late, 3000)),
  Promise.all([...document.querySelectorAll('.town-map[data-ready]')].map(each => new Promise(done => {
    each.drawnMap.once('idle', done)
    each.drawnMap.triggerRepaint()
  }))),
])"""
_OTHER_LANGUAGE = "document.querySelector('header button[lang]').click()"
