"""What a client asks of a service under torture, and what it is told: the same for a pipe and for HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from dispatch.domain.commands import Accept, Ask, Cancel
from dispatch.domain.events import Event
from dispatch.engine.event_codec import event_from_json


@dataclass(frozen=True, slots=True)
class Call:
    """A command under a key; repeated word for word until the outcome is known."""

    key: str
    rider: str
    command: Ask | Accept | Cancel


class Unknown(RuntimeError):
    """No answer, or one that says so: the call may have had its effect or not."""


@dataclass(frozen=True, slots=True)
class Told:
    """A definite answer: the events it stands for, or a refusal without any."""

    body: str

    @property
    def events(self) -> tuple[Event, ...]:
        """What the answer says has happened."""
        return tuple(event_from_json(values) for values in json.loads(self.body))


Send = Callable[[Call], Told]
"""Makes a call; raises Unknown."""
