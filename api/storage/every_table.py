"""Every table of the service: each package of `api` that keeps something says so in its tables.py."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from sqlalchemy import MetaData

import api
from api.storage.tables import METADATA


def every_table() -> MetaData:
    """The tables of all packages; a new tables.py is found by itself."""
    for package in pkgutil.iter_modules(api.__path__, "api."):
        if package.ispkg and find_spec(f"{package.name}.tables") is not None:
            import_module(f"{package.name}.tables")
    return METADATA
