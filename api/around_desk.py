"""What is around the desk of an area: the rows that follow from its events, and the errands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.board.tasks import TaskWriter
from api.clock import Clock
from api.desk.ledger import Projection
from api.desk.projecting import projections_of
from api.desk.town import Town
from api.errands import Errand
from api.gateways import provider_of, quiet_hours_of
from api.gateways_file import Gateways
from api.notices.notifier import Notifier
from api.notices.postmen import postmen
from api.notices.stored_outbox import StoredOutbox
from api.notices.waiting import NoticeWriter
from api.payments.collecting import Collector
from api.payments.fare_keeper import FareKeeper
from api.people.riders import RiderDirectory
from api.storage.database import Database
from api.storage.writer import Tenure


@dataclass(frozen=True)
class AroundDesk:
    """The same for every area of a process."""

    database: Database
    directory: RiderDirectory
    clock: Clock
    gateways: Gateways
    notifiers: Mapping[str, Notifier]

    def projections(self, town: Town) -> tuple[Projection, ...]:
        """What is written with the events of every order."""
        fares = FareKeeper(self.directory, self.clock)
        return (*projections_of(town), self.notices(town), fares, TaskWriter(town, self.clock))

    def errands(self, town: Town, tenure: Tenure) -> Sequence[Errand]:
        """What goes on while this process leads the area."""
        outbox = StoredOutbox(town, self.database, tenure, self.directory, self.clock)
        errands = postmen(outbox, self.notifiers, self.clock)
        provider = provider_of(self.gateways)
        if provider is None:
            return errands
        return (*errands, Collector(town, self.database, tenure, self.clock, provider).errand())

    def notices(self, town: Town) -> NoticeWriter:
        """Puts notices for the riders of a town into the outbox."""
        return NoticeWriter(town, self.clock, quiet_hours_of(self.gateways, town.zone))
