"""How soon `noriai serve` answers again when its serving process is killed, on a day of 1,000 bookings."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.people.keys import make_key_file, new_keys
from benchmarks.service_load.serving import NAMIOKA, Serving, serving
from tests.torture.big_town import big_town
from tests.torture.kills import BACKENDS, fresh_database
from tests.torture.readiness import fill

KILLS = 8
AT_MOST_S = 3.0


def kill_and_wait(serving: Serving) -> float:
    """Seconds from the death of the serving process to its successor's readiness."""
    begun = time.monotonic()
    os.kill(serving.server, signal.SIGKILL)
    serving.wait_ready()
    return time.monotonic() - begun


def main() -> None:
    """The long form; exit code 1 where it takes too long."""
    bookings = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).astimezone(big_town().zone).date()
    good = True
    for backend in BACKENDS:
        with fresh_database(backend) as address:
            events = fill(address, bookings, day=tomorrow)
            with tempfile.TemporaryDirectory() as folder:
                keys = Path(folder) / "keys"
                make_key_file(keys, new_keys())
                with serving(NAMIOKA, address, keys) as served:
                    served.wait_ready()
                    took = [kill_and_wait(served) for _ in range(KILLS)]
        good &= max(took) <= AT_MOST_S
        listed = ", ".join(f"{each:.2f}" for each in took)
        print(f"{backend}: {bookings} bookings, {events} events; killed, ready after {listed} s", flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
