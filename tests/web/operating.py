"""An operator at a desk: what they press is counted, what they type is not; nothing is clicked."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Page

from tests.api.served import Served
from tests.web.browsing import (
    Visit,
    demand_accessible,
    demand_fits,
    demand_targets,
    keep_picture,
)

NUMBER = "0172-62-1111"
CALLER = {
    "name": "成田 ハナ",
    "kana": "なりた はな",
    "phone": NUMBER,
    "address": "青森市浪岡大字下十川1-2",
    "home_place_id": "home_001",
    "needs": {"walker": True, "note": "玄関でお待ちします"},
    "favourites": [{"name": "病院", "origin": "home_001", "destination": "place_02"}],
    "notice_channel": "none",
}
_calls = count(1)


@dataclass
class Hands:
    """Two hands on a keyboard."""

    page: Page
    presses: int = 0
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after another; each key of a chord counts."""
        for key in keys:
            self.presses += len(key.split("+"))
            self.pressed.append(key)
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text, a stroke at a time."""
        self.page.keyboard.type(text)


def at_desk(visit: Visit, path: str = "/operator") -> tuple[Page, Hands]:
    """Somebody with every role, signed in, in front of the page."""
    visit.sign_in(visit.served.as_staff())
    page = visit.open(path)
    page.get_by_role("navigation").wait_for()
    return page, Hands(page)


def register(served: Served, **other: object) -> str:
    """A rider with home, needs and a favourite."""
    answer = served.post("/riders", {**CALLER, **other})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["rider_id"])


def ring(served: Served, phone: str = NUMBER) -> None:
    """The telephone system announces a call."""
    announced = {"call_id": f"call-{next(_calls):04}", "phone": phone}
    headers = served.signed(served.as_telephone())
    answer = served.client.post(f"{served.area}/callers", json=announced, headers=headers)
    assert answer.status_code == 204, answer.text


def demand_in_both(page: Page, name: str) -> None:
    """The view as it is now, Japanese and light, English and dark: for everybody, large enough, and kept."""
    turn = "document.querySelector('header button[lang]').click()"
    theme = "theme => { document.documentElement.dataset.theme = theme }"
    keep_picture(page, f"operator-{name}")
    demand_accessible(page, f"{name} ja light")
    demand_targets(page, 44)
    demand_fits(page)
    page.evaluate(turn)
    page.evaluate(theme, "dark")
    demand_accessible(page, f"{name} en dark")
    demand_fits(page)
    page.evaluate(turn)
    page.evaluate(theme, "light")
