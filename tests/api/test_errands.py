"""Work beside a desk goes on whatever happens to it, until another process leads."""

from __future__ import annotations

import threading
import time

import pytest

from api.errands import Errand, Rest
from api.storage.writer import NotTheWriter


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_errand_that_fails_is_begun_again() -> None:
    begun: list[float] = []
    done = threading.Event()

    def work(rest: Rest) -> None:
        begun.append(time.monotonic())
        if len(begun) < 3:
            sum(["not a number"])
        done.set()
        rest(60)

    errand = Errand("stumbling", work, again_s=0.01)
    errand.start()
    assert done.wait(10)
    assert errand.at_work
    errand.stop()
    assert len(begun) == 3


def test_an_errand_of_who_was_deposed_is_over() -> None:
    def work(rest: Rest) -> None:
        raise NotTheWriter("another process leads")

    errand = Errand("deposed", work, again_s=0.01)
    errand.start()
    errand._thread.join(10)
    assert not errand.at_work
