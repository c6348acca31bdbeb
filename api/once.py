"""Effects outside a desk that happen once however often they are asked for: the receipt goes with them."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from api.people.audit import AuditEntry, write_down
from api.site import Site
from api.storage.receipts import Answer, RepeatKey, find_answer, keep_answer


def once(
    site: Site,
    key: RepeatKey,
    effect: Callable[[Connection], BaseModel | None],
    status: int = 200,
    audited: AuditEntry | None = None,
) -> Response:
    """The answer of an effect, or the one that was given when the same was asked before.

    Effect, receipt and audit entry are one transaction: all are kept, or none. Raises KeyReused.
    """
    with site.database.write() as connection:
        answer = find_answer(connection, key)
        if answer is None:
            result = effect(connection)
            body = "" if result is None else result.model_dump_json()
            answer = Answer(204 if result is None else status, body)
            keep_answer(connection, key, answer, site.clock.now())
            if audited is not None:
                write_down(connection, audited)
    return Response(
        answer.body or None, answer.status, media_type="application/json" if answer.body else None
    )
