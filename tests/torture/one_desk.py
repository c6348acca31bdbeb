"""A desk in a process of its own, from nothing: `python -m tests.torture.one_desk ADDRESS`."""

from __future__ import annotations

import sys
import time

from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.metrics import Metrics
from api.storage.opening import open_for_service
from api.storage.writer import take_office
from tests.torture.big_town import big_town, seven_o_clock


def main() -> None:
    """Do what a new process does until it takes orders, say how long what took, and wait to be killed."""
    begun = time.monotonic()
    town = big_town()
    read = time.monotonic()
    database = open_for_service(sys.argv[1])
    tenure = take_office(database, town.area, "again")
    desk = Desk(town, database, tenure, ManualClock(seven_o_clock()), Improver(None), Metrics())
    desk.start()
    print(read - begun, time.monotonic() - read, flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main()
