"""A running service logs one JSON object a line, and no values of variables."""

from __future__ import annotations

import json
from io import StringIO

import pytest
import structlog

from api.log_lines import log_in_lines


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


RIDER = "成田 ハナ"


@pytest.mark.parametrize("to", [StringIO(), Screen()], ids=["file", "screen"])
def test_a_fault_is_told_with_where_and_without_the_values_of_variables(to: StringIO) -> None:
    log_in_lines(to)
    try:
        _stumble(RIDER)
    except ZeroDivisionError:
        structlog.get_logger().exception("it fell over", area="namioka")
    written = to.getvalue()
    assert "成田" not in written
    assert "test_log_lines.py" in written
    if not to.isatty():
        (line,) = map(json.loads, written.splitlines())
        assert (line["event"], line["level"], line["area"]) == ("it fell over", "error", "namioka")


def _stumble(rider: str) -> float:
    return len(rider) / 0
