"""Calls between a driver and a rider through a telephone system, so that neither sees the other's number."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from api.outgoing import NoAnswer, check_url, send

TIMEOUT_S = 5.0


class CallFailed(RuntimeError):
    """The telephone system did not take the call: use another way, or ask the dispatcher."""


@dataclass(frozen=True, slots=True, repr=False)
class MaskedCall:
    """Whom to connect: the vehicle's telephone, which the system knows, with a number that stays hidden."""

    call_id: str
    area: str
    vehicle_id: str
    phone: str


ConnectCall = Callable[[MaskedCall], None]
"""Has a telephone system connect the two; raises CallFailed."""


@dataclass(frozen=True, slots=True)
class CallGateway:
    """A telephone system that takes calls to connect as JSON over HTTP, with a token of ours."""

    url: str
    token: str

    def __post_init__(self) -> None:
        check_url(self.url)

    def __call__(self, call: MaskedCall) -> None:
        """Ask it to connect; the id makes a repeated call harmless where the system minds it."""
        body = {
            "call_id": call.call_id,
            "area": call.area,
            "vehicle_id": call.vehicle_id,
            "rider_phone": call.phone,
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        try:
            answer = send("POST", self.url, json.dumps(body, ensure_ascii=False).encode(), headers, TIMEOUT_S)
        except NoAnswer as problem:
            raise CallFailed(f"the telephone system did not answer ({problem})") from problem
        if answer.status >= 300:
            raise CallFailed(f"the telephone system answered {answer.status}")
