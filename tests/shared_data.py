"""Where the real feeds, streets and benchmark files are, for the tests that want them."""

import os
from pathlib import Path

import pytest

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"
ROOT = Path(os.environ.get("NORIAI_SHARED_DATA", BESIDE_THE_CHECKOUT))


def shared_data(name: str) -> Path:
    """The path of a shared data file; skips the test with one line where it is absent."""
    path = ROOT / name
    if not path.exists():
        why = f"needs shared data {name} (set NORIAI_SHARED_DATA to its folder)"
        pytest.skip(why, allow_module_level=True)
    return path
