"""Effects outside a desk that happen once however often they are asked for: the receipt goes with them."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from api.site import Site
from api.storage.receipts import Answer, RepeatKey, find_answer, keep_answer


def once(
    site: Site,
    key: RepeatKey,
    effect: Callable[[Connection], BaseModel | None],
    status: int = 200,
    shown_once: frozenset[str] = frozenset(),
) -> Response:
    """The answer of an effect, or the one that was given when the same was asked before.

    Effect and receipt are one transaction: both are kept, or neither. Fields that are shown once are in no
    receipt, and so null in an answer that is given again. Raises KeyReused.
    """
    with site.database.write() as connection:
        answer = find_answer(connection, key)
        if answer is None:
            result = effect(connection)
            answer = _answer(result, status)
            kept = result and result.model_copy(update=dict.fromkeys(shown_once))
            keep_answer(connection, key, _answer(kept, status), site.clock.now())
    return Response(
        answer.body or None, answer.status, media_type="application/json" if answer.body else None
    )


def _answer(result: BaseModel | None, status: int) -> Answer:
    return Answer(204, "") if result is None else Answer(status, result.model_dump_json())
