"""Puts the built pages into a wheel; one without them is never made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface[Any]):
    """Builds the pages where a wheel is made; a checkout that is worked on builds its own by `make pages`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel's files are gathered."""
        if self.target_name == "wheel" and version != "editable":
            subprocess.run([sys.executable, str(Path(__file__).with_name("build.py"))], check=True)
