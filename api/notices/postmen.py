"""Those who carry notices out while a process leads an area, and who sees to it that none is forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from api.clock import Clock
from api.errands import Errand, Rest
from api.notices.notifier import Notifier
from api.notices.outbox import RetryRule, run_outbox
from api.notices.stored_outbox import StoredOutbox

POSTMEN = 4
"""So many texts are under way at once: a slow gateway holds up few."""
LOOK_S = 5.0


def postmen(
    outbox: StoredOutbox, notifiers: Mapping[str, Notifier], clock: Clock, rule: RetryRule | None = None
) -> tuple[Errand, ...]:
    """The errands that empty an outbox; what cannot be sent in time they leave to operators."""
    area, begun_unix_s = outbox.town.area, int(clock.now().timestamp())

    def unix_s() -> int:
        return int(clock.now().timestamp())

    def carry(rest: Rest) -> None:
        run_outbox(outbox, notifiers, rule or RetryRule(), unix_s, rest)

    def watch(rest: Rest) -> None:
        while not rest(LOOK_S):
            outbox.hand_over_overdue(begun_unix_s, unix_s())

    carriers = (Errand(f"notices {area} {number}", carry) for number in range(POSTMEN))
    return (*carriers, Errand(f"late notices {area}", watch))
