"""How the documentation shows a body: one example in Japanese, one in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Body

Shown = tuple[str, Mapping[str, Any]]
"""What an example is of, in its language, and the body itself."""


def in_both(ja: Shown, en: Shown) -> Any:
    """What annotates a body: `Annotated[ReportsIn, in_both(ja=(...), en=(...))]`."""
    shown = {"ja": ja, "en": en}
    return Body(
        openapi_examples={each: {"summary": told[0], "value": told[1]} for each, told in shown.items()}
    )
