"""An area that this process leads, or waits to lead: elected, it has a desk; deposed, it has none."""

from __future__ import annotations

import threading
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field

from api.desk.desk import Desk
from api.desk.town import Town
from api.errands import Errand
from api.storage.leadership import Leadership
from api.storage.writer import Tenure


def no_errands(_town: Town, _tenure: Tenure) -> Sequence[Errand]:
    """Nothing goes on beside the desk."""
    return ()


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
    make_errands: Callable[[Town, Tenure], Sequence[Errand]] = no_errands
    """What goes on beside the desk while this process leads."""
    _errands: Sequence[Errand] = ()
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
        for errand in self._errands:
            errand.call_off()
        for errand in self._errands:
            errand.stop()
        self.leadership.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _stand(self) -> None:
        self.leadership.run(self._elected, self._deposed)

    def _elected(self, tenure: Tenure) -> None:
        desk = self.make_desk(self.town, tenure)
        desk.start()
        self.desks[self.town.area] = desk
        self._errands = self.make_errands(self.town, tenure)
        for errand in self._errands:
            errand.start()

    def _deposed(self) -> None:
        self.desks.pop(self.town.area, None)
        for errand in self._errands:
            errand.call_off()
        self.on_deposed()
