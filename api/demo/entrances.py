"""One tap into each page of a demo; only the embedded service of a demo has these routes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.demo.townspeople import STAFF_ACCOUNT, STAFF_PASSWORD, Registered
from api.people.access import GateHere
from api.people.devices import add_device
from api.people.page_sessions import set_session
from api.people.tokens import TokenKind, issue
from api.site import Site, SiteHere
from dispatch.domain.fleet import VehicleId

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
STAFF_PAGES = ("operator", "planner")
VISITOR = "a visitor's"
"""The name of tablets that visitors hold."""


@dataclass(frozen=True)
class Visitors:
    """What is kept for whoever tries the demo."""

    area: str
    rider: Registered
    vehicle_id: VehicleId
    """Whose tablet a visitor may take."""
    callers: tuple[Registered, ...]
    """Riders to call as, by their numbers."""


def entrances(visitors: Visitors) -> APIRouter:
    """The routes under /demo."""
    router = APIRouter(prefix="/demo", include_in_schema=False)

    @router.get("")
    def choose() -> HTMLResponse:
        """The four pages, and who to be in them; all may be open in one browser."""
        return HTMLResponse(_page(visitors), headers={"Content-Security-Policy": POLICY})

    @router.get("/enter/{page}")
    def enter(page: str, site: SiteHere, gate: GateHere) -> Response:
        """Signed in as somebody of the demo, on their page; the tablet's page asks for the code shown."""
        if page == "driver":
            return HTMLResponse(_tablet(_code(visitors, site)), headers={"Content-Security-Policy": POLICY})
        response = RedirectResponse(f"/{page}", 303)
        if page in STAFF_PAGES:
            with site.database.write() as connection:
                token = issue(connection, TokenKind.STAFF, STAFF_ACCOUNT, site.clock.now())
            set_session(response, gate, TokenKind.STAFF, token)
        else:
            set_session(response, gate, TokenKind.RIDER, visitors.rider.token)
        return response

    return router


def _code(visitors: Visitors, site: Site) -> str:
    """A code for one more tablet of the vehicle that visitors may drive."""
    with site.database.write() as connection:
        now = site.clock.now()
        made = add_device(connection, site.people.vault, visitors.area, visitors.vehicle_id, VISITOR, now)
    return made.code


def _page(visitors: Visitors) -> str:
    links = (
        ("rider", f"利用者 {visitors.rider.name}", "Rider"),
        ("operator", "電話受付", "Operator"),
        ("driver", f"乗務員 {visitors.vehicle_id}", "Driver"),
        ("planner", "計画担当", "Planner"),
    )
    entries = "".join(
        f'<li><a href="/demo/enter/{page}" target="_blank">{escape(ja)} '
        f'<small lang="en">{en}</small></a></li>'
        for page, ja, en in links
    )
    callers = "".join(
        f"<tr><td>{escape(each.phone)}</td><td>{escape(each.name)}</td></tr>" for each in visitors.callers
    )
    return _framed(
        "noriai 体験",
        f"<ul>{entries}</ul><p>画面がロックされたら / If a page locks: <code>{STAFF_PASSWORD}</code></p>"
        f"<h2>電話をかけてくる人 <small lang='en'>Callers to answer</small></h2><table>{callers}</table>",
    )


def _tablet(code: str) -> str:
    return _framed(
        "乗務員のタブレット <small lang='en'>A driver's tablet</small>",
        f"<p>登録コード / Enrolment code</p><p><code>{escape(code)}</code></p>"
        '<p><a href="/driver">タブレットの画面へ / To the tablet</a></p>'
        "<p>登録すると、この車は模擬の乗務員ではなくあなたが運転します。<br>"
        "<span lang='en'>Once enrolled, it is you who drives this vehicle.</span></p>",
    )


def _framed(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="ja"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>noriai</title>'
        "<style>body{font:1.2rem/1.7 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
        "li{margin:.6rem 0}a{display:inline-block;padding:.6rem 0}code{font-size:1.2em}"
        "td{padding:.2rem 1rem .2rem 0}small{color:#555}</style>"
        f"<h1>{title}</h1><main>{body}</main></html>"
    )
