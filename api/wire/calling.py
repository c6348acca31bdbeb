"""Calls that come in, over the wire: from a telephone system, and to operators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.wire.directory import GlimpseOut
from api.wire.fields import STRICT


class PhoneCallIn(BaseModel):
    """A call that comes in; `call_id` makes a repeated announcement harmless, `phone` may be withheld."""

    model_config = STRICT
    call_id: Annotated[str, Field(min_length=4, max_length=100)]
    phone: Annotated[str, Field(min_length=1, max_length=30)] | None = None


class PhoneCallOut(BaseModel):
    """Who calls: a household may share a number, its owner first; nobody, where the number is not known."""

    call_id: str
    called_at: datetime
    riders: list[GlimpseOut]


class CallersOut(BaseModel):
    """The calls of the last minutes, the earliest first."""

    calls: list[PhoneCallOut]
