"""Calls that come in, over the wire: from a telephone system, and to operators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.wire.directory import GlimpseOut


class PhoneCallIn(BaseModel):
    """A call that comes in; `call_id` makes a repeated announcement harmless, `phone` may be withheld."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"call_id": "20261202-0001", "phone": "0172-62-1111"},
                {"call_id": "20261202-0002", "phone": None},
            ]
        },
    )
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
