"""`noriai sandbox` says what it misses before it serves anything."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from noriai import app

SET = {"PAY_KEY": "practice", "PAY_WEBHOOK": "a long secret"}


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        ((), SET | {"PAY_KEY": ""}, "PAY_KEY: set it in the environment"),
        ((), SET | {"PAY_WEBHOOK": ""}, "PAY_WEBHOOK: set it in the environment"),
        (("--webhook", "here"), SET, "here"),
    ],
)
def test_what_is_missing_is_named(words: tuple[str, ...], environment: dict[str, str], told: str) -> None:
    result = CliRunner().invoke(app, ["sandbox", *words], env=environment)
    assert result.exit_code == 2
    assert told in result.stderr
