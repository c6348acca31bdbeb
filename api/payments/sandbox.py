"""A payment provider to practise with: real HTTP, signed webhooks, no money.

`noriai sandbox` serves what `sandbox_app` returns. Riders confirm with the card "sandbox-good";
"sandbox-declined" is declined. What it knows is gone when it stops.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import BackgroundTasks, Depends, FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.payments.sandbox_intents import Intents, SandboxRefused
from api.payments.sandbox_webhooks import WebhookSender
from api.payments.webhooks import IntentNews

PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8">
<title>練習用のお支払い / Sandbox payment</title>
<p>お金は動きません。/ No money moves.</p>
<button value="sandbox-good">支払う / Pay</button>
<button value="sandbox-declined">断られるカード / A card that is declined</button>
<p role="status"></p>
<script>document.querySelectorAll("button").forEach(button => button.onclick = async () => {
  const body = JSON.stringify({card: button.value}), headers = {"Content-Type": "application/json"}
  const answer = await (await fetch("", {method: "POST", headers, body})).json()
  document.querySelector("[role=status]").textContent = answer.intent ? answer.intent.state : answer.title
})</script></html>"""
"""What a rider is shown who confirms online."""
_STRICT = ConfigDict(extra="forbid", strict=True)
_Yen = Annotated[int, Field(ge=0, le=1_000_000)]
_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=300)]


class NewIntent(BaseModel):
    """What a shop asks for."""

    model_config = _STRICT
    payment_id: _Id
    most_yen: Annotated[int, Field(gt=0, le=1_000_000)]


class Confirmation(BaseModel):
    """What a rider enters on the page for paying."""

    model_config = _STRICT
    card: Literal["sandbox-good", "sandbox-declined"]


class Sum(BaseModel):
    """How much is captured or refunded."""

    model_config = _STRICT
    yen: _Yen


class Nothing(BaseModel):
    """A body without keys."""

    model_config = _STRICT


def sandbox_app(api_key: str, webhooks: WebhookSender, new_id: Callable[[], str]) -> FastAPI:
    """The provider as an application; `new_id` makes ids nobody can guess."""
    app = FastAPI(title="noriai sandbox payments")
    intents = Intents(new_id)

    def authorised(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {api_key}".encode()):
            raise SandboxRefused("api_key_wrong", "the API key is wrong", 401)

    @app.exception_handler(SandboxRefused)
    async def refused(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, SandboxRefused)
        content = {"status": problem.status, "code": problem.code, "title": str(problem)}
        return JSONResponse(content, problem.status, media_type="application/problem+json")

    def told(intent: IntentNews, changed: bool, later: BackgroundTasks) -> dict[str, object]:
        if changed:
            later.add_task(webhooks.send, new_id(), intent)
        return {"intent": intent.model_dump()}

    with_key = [Depends(authorised)]

    @app.post("/v1/intents", dependencies=with_key)
    def open_intent(
        body: NewIntent, request: Request, later: BackgroundTasks, idempotency_key: _Key
    ) -> dict[str, object]:
        intent, _ = intents.open(body.payment_id, body.most_yen, idempotency_key)
        return {**told(intent, False, later), "pay_url": f"{request.base_url}pay/{intents.secret_of(intent)}"}

    @app.post("/v1/intents/{intent_id}/capture", dependencies=with_key)
    def capture(
        intent_id: str, body: Sum, later: BackgroundTasks, idempotency_key: _Key
    ) -> dict[str, object]:
        return told(*intents.capture(intent_id, body.yen, idempotency_key), later)

    @app.post("/v1/intents/{intent_id}/cancel", dependencies=with_key)
    def cancel(
        intent_id: str, body: Nothing, later: BackgroundTasks, idempotency_key: _Key
    ) -> dict[str, object]:
        return told(*intents.cancel(intent_id, idempotency_key), later)

    @app.post("/v1/intents/{intent_id}/refund", dependencies=with_key)
    def refund(intent_id: str, body: Sum, later: BackgroundTasks, idempotency_key: _Key) -> dict[str, object]:
        return told(*intents.refund(intent_id, body.yen, idempotency_key), later)

    @app.get("/v1/intents/{intent_id}", dependencies=with_key)
    def look_up(intent_id: str) -> dict[str, object]:
        return {"intent": intents.get(intent_id).model_dump()}

    @app.get("/pay/{secret}", response_class=HTMLResponse)
    def pay_page(secret: str) -> str:
        return PAGE

    @app.post("/pay/{secret}")
    def confirm(secret: str, body: Confirmation, later: BackgroundTasks) -> dict[str, object]:
        return told(*intents.confirm(secret, body.card == "sandbox-good"), later)

    return app
