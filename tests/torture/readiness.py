"""How soon a killed service is ready again on a day of a thousand bookings, from the start of its process."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from itertools import count

import numpy as np

from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.order import Order
from api.metrics import Metrics
from api.storage.database import open_database
from api.storage.receipts import RepeatKey
from api.storage.writer import take_office
from benchmarks.service_load.serving import processor_s
from tests.torture.big_town import DAY, big_town, seven_o_clock
from tests.torture.calls import Call, Told
from tests.torture.desk_process import words_of
from tests.torture.kills import BACKENDS, fresh_database
from tests.torture.riders import book, journeys


def fill(address: str, bookings: int, seed: int = 1, day: date = DAY) -> int:
    """Book so many rides on one day, by the desk; how many events that is."""
    database = open_database(address)
    town = big_town()
    desk = Desk(
        town,
        database,
        take_office(database, town.area, "filling"),
        ManualClock(seven_o_clock(day)),
        Improver(None),
        Metrics(),
    )
    desk.start()

    def make(call: Call) -> Told:
        key = RepeatKey.of(call.rider, call.key, repr(call.command))
        return Told(desk.handle(Order(day, call.command, call.rider, key=key, respond=words_of)).body)

    rng = np.random.default_rng(seed)
    booked = 0
    for request in journeys(rng, count()):
        booked += book(request, make, gives_up=False)
        if booked == bookings:
            break
    with desk.reading(day) as open_day:
        events = len(open_day.events)
    desk.stop()
    database.close()
    return events


def ready_again(address: str) -> str:
    """How long a new process needs until it takes orders: by the wall clock, and of one processor's time."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.torture.one_desk", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        took = time.monotonic() - begun
        spent = processor_s(process.pid)
        process.kill()
    return f"{took:.2f} s ({spent:.2f} s of a processor)"


def main() -> None:
    """The long form: a day is filled on each database, and a process started five times on it."""
    bookings = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for backend in BACKENDS:
        with fresh_database(backend) as address:
            begun = time.monotonic()
            events = fill(address, bookings)
            filled = time.monotonic() - begun
            took = ", ".join(ready_again(address) for _ in range(5))
        booked = f"{bookings} bookings, {events} events, booked in {filled:.0f} s"
        print(f"{backend}: {booked}; ready again after {took}", flush=True)


if __name__ == "__main__":
    main()
