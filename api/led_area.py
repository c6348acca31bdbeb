"""An area that this process leads, or waits to lead: elected, it has a desk; deposed, it has none."""

from __future__ import annotations

import threading
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

from api.desk.desk import Desk
from api.desk.town import Town
from api.storage.leadership import Leadership
from api.storage.writer import Tenure


@dataclass
class LedArea:
    """Stands for election while the service runs, and opens the desk once elected."""

    town: Town
    leadership: Leadership
    desks: MutableMapping[str, Desk]
    """Where the desk is found while this process leads."""
    make_desk: Callable[[Town, Tenure], Desk]
    on_deposed: Callable[[], None]
    """Ends the process: a new start is the only way back to leading."""
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        """The thread that stands for election."""
        name = f"leadership {self.town.area}"
        self._thread = threading.Thread(target=self._stand, name=name, daemon=True)

    def start(self) -> None:
        """Stand for election."""
        self._thread.start()

    def stop(self) -> None:
        """Close the desk and leave office."""
        desk = self.desks.pop(self.town.area, None)
        if desk is not None:
            desk.stop()
        self.leadership.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _stand(self) -> None:
        self.leadership.run(self._elected, self._deposed)

    def _elected(self, tenure: Tenure) -> None:
        desk = self.make_desk(self.town, tenure)
        desk.start()
        self.desks[self.town.area] = desk

    def _deposed(self) -> None:
        self.desks.pop(self.town.area, None)
        self.on_deposed()
