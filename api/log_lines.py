"""What a running service says of itself: one JSON object a line; in words, where somebody looks on."""

from __future__ import annotations

from typing import TextIO

import structlog
from structlog.typing import Processor


def log_in_lines(to: TextIO) -> None:
    """Log to a stream from now on: ids, counts and kinds of fault, never what people say."""
    if to.isatty():
        # both renderings of a fault leave out the values of variables, which may be personal
        plain = structlog.dev.plain_traceback
        render: tuple[Processor, ...] = (structlog.dev.ConsoleRenderer(exception_formatter=plain),)
    else:
        as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
        render = (structlog.processors.format_exc_info, as_json)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *render,
        ],
        logger_factory=structlog.WriteLoggerFactory(to),
    )
