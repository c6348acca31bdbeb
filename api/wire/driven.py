"""What a tablet is told of its reports."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class ReportOut(BaseModel):
    """Done; or kept, where it does not fit the plan, for a dispatcher to look at."""

    client_id: str
    outcome: Literal["done", "kept"]
    detail: str = ""
