"""The command `sandbox`: a payment provider to practise with."""

from __future__ import annotations

import os
import time
from secrets import token_hex
from typing import Annotated

import typer
import uvicorn

from api.outgoing import check_url
from api.payments.sandbox import sandbox_app
from api.payments.sandbox_webhooks import WebhookSender

WRONG_INPUT = 2


def sandbox(
    webhook: Annotated[
        str, typer.Option("--webhook", help="Where the service hears of payments.")
    ] = "http://127.0.0.1:8000/payments/webhook",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8090,
) -> None:
    """Run a payment provider without money; its key and its secret come from PAY_KEY and PAY_WEBHOOK.

    Exit code 2: one of them is not set, or the address cannot be used.
    """
    key, secret = os.environ.get("PAY_KEY", ""), os.environ.get("PAY_WEBHOOK", "")
    try:
        check_url(webhook)
        for name, value in (("PAY_KEY", key), ("PAY_WEBHOOK", secret)):
            if not value:
                raise ValueError(f"{name}: set it in the environment, to what the service was given")
    except ValueError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(WRONG_INPUT) from refusal
    sender = WebhookSender(webhook, secret, lambda: int(time.time()), time.sleep, _new_id)
    uvicorn.run(sandbox_app(key, sender, _new_id), host="127.0.0.1", port=port, access_log=False)


def _new_id() -> str:
    return token_hex(12)
