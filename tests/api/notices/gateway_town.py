"""A gateway on this machine that keeps what it was sent and answers as it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response

from tests.api.loopback import serving


@dataclass
class SmsTown:
    """What came in, and the answers still to give; 202 once they are used up."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@contextmanager
def an_sms_town() -> Iterator[SmsTown]:
    """The gateway, for as long as the block lasts."""
    town, app = SmsTown(), FastAPI()

    @app.post("/send")
    async def take(request: Request) -> Response:
        town.bodies.append(await request.body())
        town.headers.append(dict(request.headers))
        status, headers = town.answers.pop(0) if town.answers else (202, {})
        return Response(status_code=status, headers=headers)

    with serving(app) as url:
        town.url = f"{url}/send"
        yield town
