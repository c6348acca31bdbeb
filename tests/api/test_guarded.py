"""Every answer tells a browser to believe its type, load and keep nothing; over TLS, to stay on it."""

from __future__ import annotations

import re

import pytest
from starlette.requests import Request

from tests.api.served import Served

OVER_TLS = {"X-Forwarded-Proto": "https"}
"""As a proxy on the same machine says it."""


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/api/areas/namioka", 200),
        ("/api/me", 401),
        ("/nothing", 404),
        ("/api/areas/namioka/places", 422),
        ("/docs", 200),
    ],
)
def test_answers_of_every_kind_are_guarded(served: Served, path: str, status: int) -> None:
    answer = served.client.get(path)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


def test_faults_that_nobody_foresaw_are_answered_under_guard(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls_over(_: Request) -> None:
        raise ZeroDivisionError("a fault of the program")

    monkeypatch.setattr(served.site.published, "places_for_public", falls_over)
    answer = served.client.get("/api/areas/namioka/places?q=eki")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (500, "no-store")


def test_a_published_feed_may_be_kept_as_it_says(served: Served) -> None:
    answer = served.get("/gtfs-flex.zip")
    assert answer.headers.get_list("Cache-Control") == ["public, max-age=300"]


def test_behind_a_proxy_that_speaks_tls_browsers_stay_on_it_and_cookies_are_bound(served: Served) -> None:
    answer = served.client.post("/api/sign-out", headers=OVER_TLS)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = answer.headers.get_list("Set-Cookie")
    bound = {each.partition("=")[0] for each in cookies if each.startswith("__Host-")}
    assert bound == {"__Host-noriai_rider", "__Host-noriai_staff"}
    assert all("Secure" in each for each in cookies)


def test_the_reference_names_every_route_and_loads_nothing(served: Served) -> None:
    page = served.client.get("/docs").text
    for path in served.client.get("/openapi.json").json()["paths"]:
        assert path in page
    assert not re.findall(r"<script|src=|@import|url\(|https?://(?!127)", page)
    assert "希望を伝え、候補を受け取る / Ask for a ride and get offers" in page
    assert "Now, two persons, one in a wheelchair, though it is near" in page
