"""What follows from the events of an area's days, whoever ordered: the rows that every desk keeps."""

from __future__ import annotations

from functools import partial

from api.desk.ledger import Projection
from api.desk.no_show_rows import keep_no_shows
from api.desk.ride_rows import keep_rides
from api.desk.town import Town


def projections_of(town: Town) -> tuple[Projection, ...]:
    """The rows of a town's rides and of its no-show record."""
    return partial(keep_rides, town), partial(keep_no_shows, town)
