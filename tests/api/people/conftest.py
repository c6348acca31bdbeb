"""A vault whose secrets are pinned, and a directory that seals with it."""

from __future__ import annotations

import pytest

from api.people.keys import new_keys
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from tests.api.people.people import counting_bytes


@pytest.fixture
def vault() -> Vault:
    source = counting_bytes()
    return Vault(new_keys(source), source)


@pytest.fixture
def directory(vault: Vault) -> RiderDirectory:
    return RiderDirectory(vault)
