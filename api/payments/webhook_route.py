"""The door through which a payment provider brings its news."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.payments.signatures import HEADER, WebhookRefused
from api.payments.webhooks import PaymentRecords, receive_webhook

LONGEST_BODY = 65_536


def payment_webhook(secrets: Sequence[str], records: PaymentRecords, unix_s: Callable[[], int]) -> APIRouter:
    """A router with `POST /payments/webhook`; `unix_s` is the clock."""
    router = APIRouter(tags=["payments"])

    @router.post("/payments/webhook", summary="A payment provider tells how a payment stands")
    async def receive(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST_BODY:
                return _problem(WebhookRefused("webhook_too_long", f"over {LONGEST_BODY} bytes", 413))
        header = request.headers.get(HEADER)
        try:
            received = await run_in_threadpool(receive_webhook, header, body, secrets, unix_s(), records)
        except WebhookRefused as refusal:
            return _problem(refusal)
        return JSONResponse({"received": received.value})

    return router


def _problem(refusal: WebhookRefused) -> JSONResponse:
    content = {"status": refusal.status, "code": refusal.code, "title": str(refusal)}
    return JSONResponse(content, refusal.status, media_type="application/problem+json")
